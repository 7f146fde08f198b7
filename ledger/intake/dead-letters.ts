import { sql } from 'kysely';
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

/** How much of the files of a batch the machine has given up: nothing will happen to it before a person acts. */
export async function countGivenUp(
  db: Db,
  batchId: string,
): Promise<{ originals: number; sheets: number }> {
  const { originals } = await db
    .selectFrom('originals')
    .innerJoin('deadLetters', (join) =>
      join.on(sql<boolean>`dead_letters.payload ->> 'originalId' = originals.original_id::text`),
    )
    .select((eb) => eb.fn.count<number>('originals.originalId').distinct().as('originals'))
    .where('originals.batchId', '=', batchId)
    .where('originals.state', '=', 'received')
    .where('deadLetters.resolvedAt', 'is', null)
    .executeTakeFirstOrThrow();
  const { sheets } = await db
    .selectFrom('sheets')
    .innerJoin('originals', 'originals.originalId', 'sheets.originalId')
    .innerJoin('deadLetters', (join) =>
      join.on(sql<boolean>`dead_letters.payload ->> 'sheetId' = sheets.sheet_id::text`),
    )
    .select((eb) => eb.fn.count<number>('sheets.sheetId').distinct().as('sheets'))
    .where('originals.batchId', '=', batchId)
    .where('sheets.state', 'in', ['received', 'preprocessed', 'read'])
    .where('deadLetters.resolvedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return { originals, sheets };
}
