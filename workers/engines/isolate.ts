import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Why a child process gave no answer. */
export type IsolateFailure = 'timeout' | 'memory' | 'crashed' | 'stopped';

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
  /** Rejects with an `IsolateError`, or with the signal's reason when aborted; the child is dead after either. */
  ask: (question: unknown, timeoutMs: number, signal?: AbortSignal) => Promise<unknown>;
  /** Kills the child and resolves when it is gone. */
  stop: () => Promise<void>;
}>;

export type IsolateOptions = Readonly<{
  /** Module the child runs; it calls `dieWithParent` first. */
  entry: URL;
  maxRssBytes: number;
}>;

const POLL_MS = 50;
const STDERR_KEPT = 500;

type Pending = { resolve: (answer: unknown) => void; reject: (error: unknown) => void };

export function startIsolate(options: IsolateOptions): Isolate {
  const child = fork(options.entry, [String(process.pid)], {
    // Nothing of the parent's environment: no database URL, no key path, no inherited Node options.
    env: { MALLOC_ARENA_MAX: '2' },
    execArgv: ['--no-warnings'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const state = { pending: null as Pending | null, verdict: null as IsolateFailure | null };
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
    const end = (): void => {
      settle(({ reject }) => reject(new IsolateError(state.verdict ?? 'crashed', lastWords())));
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  child.on('message', (answer) => settle(({ resolve }) => resolve(answer)));
  const alive = (): boolean =>
    state.verdict === null && child.exitCode === null && child.signalCode === null;
  const ask: Isolate['ask'] = async (question, timeoutMs, signal) => {
    signal?.throwIfAborted();
    if (!alive()) throw new IsolateError(state.verdict ?? 'crashed', lastWords());
    if (state.pending) throw new Error('an isolate answers one question at a time');
    const answer = new Promise<unknown>((resolve, reject) => {
      state.pending = { resolve, reject };
    });
    const lift = impose(child, options.maxRssBytes, timeoutMs, signal, condemn);
    child.send(question as object, (error) => {
      if (error) condemn('crashed');
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

/** Starts the limits of one question; returns what lifts them. */
function impose(
  child: ChildProcess,
  maxRssBytes: number,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  condemn: (failure: IsolateFailure) => void,
): () => void {
  const deadline = setTimeout(() => condemn('timeout'), timeoutMs);
  const memory = setInterval(() => {
    if (residentBytes(child.pid) > maxRssBytes) condemn('memory');
  }, POLL_MS);
  const aborted = (): void => condemn('stopped');
  signal?.addEventListener('abort', aborted, { once: true });
  return () => {
    clearTimeout(deadline);
    clearInterval(memory);
    signal?.removeEventListener('abort', aborted);
  };
}

/** Linux only; elsewhere the pixel and time limits stand alone. */
function residentBytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch (error) {
    // The child ended between two looks; its exit event says the rest.
    if (isGone(error)) return 0;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')
  );
}

function keepLastWords(child: ChildProcess): () => string {
  let kept = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    kept = (kept + chunk).slice(-STDERR_KEPT);
  });
  return () => kept.trim();
}
