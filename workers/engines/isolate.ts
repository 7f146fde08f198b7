import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { hasCode } from '../../runtime/has-code.ts';
import { compiledCodeFolder } from '../../runtime/scratch.ts';
import { READY } from './isolate-answer.ts';
import { processorMs, residentBytes } from './process-usage.ts';

/**
 * Why a child process gave no answer. The first three speak against what it was working on: too much
 * processor time, too much memory, an end of its own making. `killed`: somebody else ended it, or it slept
 * without working, as on a machine out of memory. `unstarted`: it never came up. `stopped`: we ended it.
 */
export type IsolateFailure = 'timeout' | 'memory' | 'crashed' | 'killed' | 'unstarted' | 'stopped';

export class IsolateError extends Error {
  override readonly name = 'IsolateError';
  readonly failure: IsolateFailure;

  constructor(failure: IsolateFailure, detail: string) {
    super(`child process: ${failure}${detail ? ` (${detail})` : ''}`);
    this.failure = failure;
  }
}

/** A child process that answers one question at a time and is killed when it breaks a limit. */
export type Isolate = Readonly<{
  pid: number;
  alive: () => boolean;
  /**
   * `timeoutMs` is processor time. Rejects with an `IsolateError`, or with the signal's reason when aborted;
   * the child is dead after either.
   */
  ask: (question: unknown, timeoutMs: number, signal?: AbortSignal) => Promise<unknown>;
  /** Kills the child and resolves when it is gone. */
  stop: () => Promise<void>;
}>;

export type IsolateOptions = Readonly<{
  /** Module the child runs; it calls `dieWithParent` first. */
  entry: URL;
  maxRssBytes: number;
  /** Processor time on one question after which the child steps back behind every other process. */
  yieldAfterMs?: number;
}>;

const POLL_MS = 50;
const STDERR_KEPT = 500;
/** A third of what the others get: the lowest would starve it, and its end would never be told. */
const YIELDED_PRIORITY = 5;
/** So long a child may wait for its turn on a busy machine, on top of its processor time. */
const WAITING_MS = 180_000;
/** What no program does to itself: the kernel short of memory, an operator, the end of a session. */
const FROM_OUTSIDE: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGKILL',
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
]);

/**
 * A child lives for hundreds of pages on all the cores there are. Blocks from 8 MiB, the images of a page, go back to
 * the system (from 1 MiB on, a page takes half as much time again); young objects keep to little room, which would
 * grow by 100 MB in 160 pages; and the collector's own threads would only take the other children's cores. The heap is
 * small beside the images, so it is marked in one go: in steps, marking took a twelfth of a sheet's time.
 */
const MEMORY = {
  env: {
    MALLOC_ARENA_MAX: '2',
    MALLOC_MMAP_THRESHOLD_: String(8 * 1024 ** 2),
    MALLOC_TRIM_THRESHOLD_: String(128 * 1024 ** 2),
  },
  flags: ['--max-semi-space-size=8', '--single-threaded-gc', '--no-incremental-marking'],
};

type Pending = { resolve: (answer: unknown) => void; reject: (error: unknown) => void };

export function startIsolate(options: IsolateOptions): Isolate {
  const child = fork(options.entry, [String(process.pid)], {
    // Nothing of the parent's environment: no database URL, no key path, no inherited Node options.
    env: { ...MEMORY.env, NODE_COMPILE_CACHE: compiledCodeFolder() },
    execArgv: ['--no-warnings', ...MEMORY.flags],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const state = {
    pending: null as Pending | null,
    verdict: null as IsolateFailure | null,
    ready: false,
  };
  const lastWords = keepLastWords(child);
  const settle = (act: (pending: Pending) => void): void => {
    const { pending } = state;
    state.pending = null;
    if (pending) act(pending);
  };
  const condemn = (failure: IsolateFailure): void => {
    state.verdict ??= failure;
    child.kill('SIGKILL');
  };
  const gone = new Promise<void>((resolve) => {
    const end = (failure: IsolateFailure): void => {
      state.verdict ??= failure;
      const verdict = state.verdict;
      settle(({ reject }) => reject(new IsolateError(verdict, lastWords())));
      resolve();
    };
    child.once('exit', (_code, signal) => end(howItEnded(signal, state.ready)));
    child.once('error', () => end('unstarted'));
  });
  child.on('message', (answer) => {
    if (answer === READY) state.ready = true;
    else settle(({ resolve }) => resolve(answer));
  });
  const alive = (): boolean =>
    state.verdict === null && child.exitCode === null && child.signalCode === null;
  const ask: Isolate['ask'] = async (question, timeoutMs, signal) => {
    signal?.throwIfAborted();
    if (!alive()) throw new IsolateError(state.verdict ?? 'crashed', lastWords());
    if (state.pending) throw new Error('an isolate answers one question at a time');
    const answer = new Promise<unknown>((resolve, reject) => {
      state.pending = { resolve, reject };
    });
    const lift = impose(child, { ...options, timeoutMs }, signal, condemn);
    child.send(question as object, (error) => {
      // How it ended says why; one that lives and does not listen is of no use.
      if (error) child.kill('SIGKILL');
    });
    try {
      return await answer;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      lift();
    }
  };
  const stop = async (): Promise<void> => {
    if (alive()) condemn('stopped');
    await gone;
  };
  return { pid: child.pid ?? -1, alive, ask, stop };
}

function howItEnded(signal: NodeJS.Signals | null, ready: boolean): IsolateFailure {
  if (signal !== null && FROM_OUTSIDE.has(signal)) return 'killed';
  return ready ? 'crashed' : 'unstarted';
}

/** Starts the limits of one question; returns what lifts them. */
function impose(
  child: ChildProcess,
  limits: IsolateOptions & { timeoutMs: number },
  signal: AbortSignal | undefined,
  condemn: (failure: IsolateFailure) => void,
): () => void {
  const { timeoutMs, maxRssBytes, yieldAfterMs = Number.POSITIVE_INFINITY } = limits;
  const before = processorMs(child.pid);
  // Where processor time cannot be told, the clock has to do.
  const deadline = setTimeout(
    () => condemn(before === null ? 'timeout' : 'killed'),
    before === null ? timeoutMs : timeoutMs + WAITING_MS,
  );
  const usage = setInterval(() => {
    const usedMs = (processorMs(child.pid) ?? 0) - (before ?? 0);
    if ((residentBytes(child.pid) ?? 0) > maxRssBytes) condemn('memory');
    if (usedMs > timeoutMs) condemn('timeout');
    if (usedMs > yieldAfterMs) stepBack(child);
  }, POLL_MS);
  const aborted = (): void => condemn('stopped');
  signal?.addEventListener('abort', aborted, { once: true });
  return () => {
    clearTimeout(deadline);
    clearInterval(usage);
    signal?.removeEventListener('abort', aborted);
  };
}

function stepBack({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, YIELDED_PRIORITY);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

function keepLastWords(child: ChildProcess): () => string {
  let kept = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    kept = (kept + chunk).slice(-STDERR_KEPT);
  });
  return () => kept.trim();
}
