import {
  type AppError,
  InvariantError,
  RejectedInputError,
  TransientError,
} from '../../runtime/errors.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import { IsolateError, type IsolateFailure, startIsolate } from './isolate.ts';
import { IsolateReply } from './isolate-answer.ts';
import type { ReaderQuestion } from './reader-messages.ts';

export type ReaderOptions = Readonly<{
  /** Folder of form templates (`forms/`). */
  templatesDir: string;
  pageTimeoutMs?: number;
  startTimeoutMs?: number;
  maxRssBytes?: number;
  /** The module a process runs; tests put in one that misbehaves. */
  entry?: URL;
}>;

/** One page reader process. Its failures are typed errors. */
export type Reader = Readonly<{
  pid: number;
  alive: () => boolean;
  start: (signal?: AbortSignal) => Promise<void>;
  ask: (question: ReaderQuestion, signal?: AbortSignal) => Promise<unknown>;
  stop: () => Promise<void>;
}>;

const PAGE_TIMEOUT_MS = 120_000;
const START_TIMEOUT_MS = 60_000;
const MAX_RSS_BYTES = 1.5 * 1024 ** 3;

/** A page is tried again: the machine may have been short of memory or time. The queue counts the tries. */
const FAILURE_CODES: Record<IsolateFailure, ErrorCode> = {
  timeout: 'reading.timeout',
  memory: 'reading.memory',
  crashed: 'reading.crashed',
  killed: 'reading.crashed',
  unstarted: 'ocr.engine_unavailable',
  stopped: 'reading.stopped',
};

export function openReader(options: ReaderOptions): Reader {
  const isolate = startIsolate({
    entry: options.entry ?? new URL('../page-reader.main.ts', import.meta.url),
    maxRssBytes: options.maxRssBytes ?? MAX_RSS_BYTES,
  });
  const ask = async (
    question: ReaderQuestion,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<unknown> => {
    try {
      const answer = IsolateReply.parse(await isolate.ask(question, timeoutMs, signal));
      if (answer.ok) return answer.result;
      throw failureOf(answer.code, new Error(answer.detail));
    } catch (error) {
      if (!(error instanceof IsolateError)) throw error;
      throw new TransientError(FAILURE_CODES[error.failure], { cause: error });
    }
  };
  return {
    pid: isolate.pid,
    alive: isolate.alive,
    start: async (signal) => {
      const { templatesDir, startTimeoutMs = START_TIMEOUT_MS } = options;
      try {
        await ask({ kind: 'start', templatesDir }, startTimeoutMs, signal);
      } catch (error) {
        // A process that did not start is no use to the next page either.
        await isolate.stop();
        throw error;
      }
    },
    ask: (question, signal) => ask(question, options.pageTimeoutMs ?? PAGE_TIMEOUT_MS, signal),
    stop: isolate.stop,
  };
}

/** An error that crossed the process border as a code gets its fate back. */
function failureOf(code: ErrorCode | null, cause: Error): AppError {
  if (code === null) return new TransientError('reading.crashed', { cause });
  if (code.startsWith('input.')) return new RejectedInputError(code, { cause });
  return new InvariantError(code, { cause });
}
