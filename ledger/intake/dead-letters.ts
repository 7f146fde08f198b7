import type { NewId } from '../../runtime/ids.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import type { QueueName } from '../../schemas/jobs.ts';
import type { Db } from '../database.ts';

export type NewDeadLetter = Readonly<{
  municipalityId: string;
  queue: QueueName;
  jobId: string;
  payload: unknown;
  errorCode: ErrorCode;
  attempts: number;
}>;

/** Remembers a job that was given up, once per job. A supervisor retries or discards it. */
export async function recordDeadLetter(
  db: Db,
  letter: NewDeadLetter,
  at: { now: Date; newId: NewId },
): Promise<void> {
  await db
    .insertInto('deadLetters')
    .values({
      deadLetterId: at.newId(),
      municipalityId: letter.municipalityId,
      queue: letter.queue,
      jobId: letter.jobId,
      payload: JSON.stringify(letter.payload),
      errorCode: letter.errorCode,
      attempts: letter.attempts,
      failedAt: at.now,
      resolvedAt: null,
      resolution: null,
      resolvedBy: null,
      reason: null,
    })
    .onConflict((conflict) => conflict.columns(['queue', 'jobId']).doNothing())
    .execute();
}
