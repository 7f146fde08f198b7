import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** A service as an operator's service manager keeps it: whatever ends it, it is started again. */
export type Supervised = Readonly<{
  name: string;
  pid(): number | null;
  /** kill -9; false when there was nothing to kill at that moment. */
  kill(): boolean;
  /** Asked to end in order, and started again when it has. Tells how long it took. */
  restart(): Promise<number>;
  starts(): number;
  /** Asks it to end and does not start it again. False when it had to be killed. */
  stop(): Promise<boolean>;
}>;

const RESTART_MS = 300;
const STOP_PATIENCE_MS = 120_000;

type Command = Readonly<{
  /** Program and arguments. */
  line: readonly [string, ...string[]];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Where its log goes, and what it prints: a file descriptor. */
  log: number;
}>;

export function supervise(name: string, { line, cwd, env, log }: Command): Supervised {
  const state = { child: null as ChildProcess | null, stopping: false, starts: 0 };
  const [program, ...args] = line;
  const keepUp = async (): Promise<void> => {
    while (!state.stopping) {
      const child = spawn(program, args, { cwd, env, stdio: ['ignore', log, log] });
      state.child = child;
      state.starts += 1;
      await once(child, 'exit');
      state.child = null;
      if (!state.stopping) await wait(RESTART_MS);
    }
  };
  const running = keepUp();
  return {
    name,
    pid: () => state.child?.pid ?? null,
    kill: () => state.child?.kill('SIGKILL') ?? false,
    restart: async () => {
      const { child } = state;
      if (child === null) return 0;
      const asked = performance.now();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      return performance.now() - asked;
    },
    starts: () => state.starts,
    stop: async () => {
      state.stopping = true;
      state.child?.kill('SIGTERM');
      const timer = new AbortController();
      const late = wait(STOP_PATIENCE_MS, 'late' as const, { signal: timer.signal });
      const outcome = await Promise.race([running, late.catch(() => undefined)]);
      timer.abort();
      if (outcome === 'late') state.child?.kill('SIGKILL');
      await running;
      return outcome !== 'late';
    },
  };
}
