import { setTimeout as wait } from 'node:timers/promises';
import { errorFields, type Log } from './log.ts';
import { once } from './once.ts';

export type Shutdown = Readonly<{
  /** What is opened last is closed first: workers before their queue, the database server last. */
  add(service: string, close: () => Promise<void>): void;
  /** Closes everything, once. False when a step failed or did not end in time; the others still ran. */
  run(): Promise<boolean>;
  /** Closes on SIGTERM, SIGINT and SIGHUP, then exits: 0 when all closed, 1 otherwise. A second signal exits now. */
  onSignals(host: SignalHost): void;
}>;

type SignalHost = {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): unknown;
};

const SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];
const EXIT_INSISTED = 130;

export function createShutdown(log: Log, patienceMs = 60_000): Shutdown {
  const steps: { service: string; close: () => Promise<void> }[] = [];
  const run = once(async () => {
    let clean = true;
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
      clean = (await closeStep(step, log, patienceMs)) && clean;
    }
    return clean;
  });
  return {
    add: (service, close) => {
      steps.push({ service, close });
    },
    run,
    onSignals: (host) => {
      let asked = false;
      const listener = (signal: NodeJS.Signals) => {
        log.info({ signal }, 'asked to stop');
        if (asked) host.exit(EXIT_INSISTED);
        else void run().then((clean) => host.exit(clean ? 0 : 1));
        asked = true;
      };
      for (const signal of SIGNALS) host.on(signal, listener);
    },
  };
}

async function closeStep(
  { service, close }: { service: string; close: () => Promise<void> },
  log: Log,
  patienceMs: number,
): Promise<boolean> {
  const timer = new AbortController();
  const late = wait(patienceMs, 'late' as const, { signal: timer.signal }).catch(() => 'closed');
  try {
    const outcome = await Promise.race([close().then(() => 'closed' as const), late]);
    if (outcome === 'late') log.error({ service }, 'did not close in time');
    return outcome !== 'late';
  } catch (error) {
    log.error({ service, ...errorFields(error) }, 'failed to close');
    return false;
  } finally {
    timer.abort();
  }
}
