import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { z } from 'zod';
import { AppError, dispositionOf } from '../runtime/errors.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import { ErrorCode } from '../schemas/error-codes.ts';

/** A job that will not be done. Ids and a code only, like everything the queue holds. */
export type DeadLetter = Readonly<{
  queue: string;
  jobId: string;
  payload: unknown;
  code: ErrorCode;
  attempts: number;
}>;

export type JobDeps = Readonly<{
  /** Called at least once for a dead job: must change nothing the second time (`jobId` tells). */
  recordDeadLetter(letter: DeadLetter): Promise<void>;
  log: Log;
}>;

type HandledJob = Pick<
  Job,
  'id' | 'queueName' | 'data' | 'attemptsMade' | 'opts' | 'moveToDelayed' | 'moveToWait'
>;
export type JobHandler = (
  job: HandledJob,
  token: string | undefined,
  signal: AbortSignal | undefined,
) => Promise<void>;

/** Our own rule is broken: whoever runs the handler stops taking jobs when this passes by. */
export class HaltedError extends UnrecoverableError {
  readonly reason: unknown;

  constructor(code: ErrorCode, reason: unknown) {
    super(code);
    this.reason = reason;
  }
}

const TRY_LATER_MS = 30_000;

/**
 * Parses the payload and runs the stage. The one place that speaks BullMQ's error language.
 * Keep all three parameters required: BullMQ sends a signal only when `processor.length >= 3`.
 */
export function jobHandler<S extends z.ZodType>(
  schema: S,
  run: (payload: z.infer<S>, signal: AbortSignal | undefined) => Promise<void>,
  deps: JobDeps,
): JobHandler {
  return async (job: HandledJob, token: string | undefined, signal: AbortSignal | undefined) => {
    try {
      const payload = schema.safeParse(job.data);
      // Never the payload or zod's words about it: only that it was not ours.
      if (!payload.success) throw new UnrecoverableError('bug.invariant');
      await run(payload.data, signal);
    } catch (error) {
      const outcome = signal?.aborted
        ? await giveBack(job, token)
        : await settle(job, token, error, deps);
      throw outcome;
    }
  };
}

/** Asked to stop: the job goes back to the queue and the attempt does not count. */
async function giveBack(job: HandledJob, token: string | undefined): Promise<Error> {
  await job.moveToWait(token);
  return new WaitingError();
}

async function settle(
  job: HandledJob,
  token: string | undefined,
  error: unknown,
  deps: JobDeps,
): Promise<Error> {
  const attempt = job.attemptsMade + 1;
  const attempts = job.opts.attempts ?? 1;
  const about = { queue: job.queueName, jobId: job.id ?? '', attempt, attempts };
  const code = codeOf(error);
  const disposition = error instanceof UnrecoverableError ? 'reject' : dispositionOf(error);
  // What BullMQ stores of an error is clear text, so it gets the code and never the driver's words.
  if (disposition === 'retry' && attempt < attempts) {
    deps.log.warn({ ...about, ...errorFields(error) }, 'job will be tried again');
    return new Error(code);
  }
  if (disposition === 'retry' && code.startsWith('service.')) {
    // Not this job's fault, and every other would fare the same: it waits for as long as the service is away.
    deps.log.warn({ ...about, ...errorFields(error) }, 'job waits for a service');
    await job.moveToDelayed(Date.now() + TRY_LATER_MS, token);
    return new DelayedError();
  }
  deps.log.error({ ...about, ...errorFields(error) }, 'job is given up');
  try {
    await deps.recordDeadLetter({
      queue: job.queueName,
      jobId: job.id ?? '',
      payload: job.data,
      code,
      attempts: attempt,
    });
  } catch (unrecorded) {
    // A dead job nobody knows of would be a lost sheet: it stays in the queue until it can be recorded.
    deps.log.error({ ...about, ...errorFields(unrecorded) }, 'dead letter could not be recorded');
    await job.moveToDelayed(Date.now() + TRY_LATER_MS, token);
    return new DelayedError();
  }
  return disposition === 'halt' ? new HaltedError(code, error) : new UnrecoverableError(code);
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof AppError) return error.code;
  const known = ErrorCode.safeParse(
    error instanceof UnrecoverableError ? error.message : undefined,
  );
  return known.success ? known.data : 'bug.invariant';
}
