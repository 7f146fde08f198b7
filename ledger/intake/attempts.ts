import { sql } from 'kysely';
import type { QueueName } from '../../schemas/jobs.ts';
import type { Db } from '../database.ts';

export type Subject = Readonly<{ municipalityId: string; queue: QueueName; subjectId: string }>;

/** How often this was begun by a process that died before the end of it. */
export type LostAttempts = Readonly<{ begun: number; begunAlone: number }>;

export async function lostAttempts(db: Db, { queue, subjectId }: Subject): Promise<LostAttempts> {
  const row = await db
    .selectFrom('stageAttempts')
    .select(['begun', 'begunAlone'])
    .where('queue', '=', queue)
    .where('subjectId', '=', subjectId)
    .executeTakeFirst();
  return row ?? { begun: 0, begunAlone: 0 };
}

/** Committed before the attempt starts: what follows may kill this process and everything it remembers. */
export async function beginAttempt(
  db: Db,
  subject: Subject,
  { alone, now }: { alone: boolean; now: Date },
): Promise<void> {
  const begunAlone = alone ? 1 : 0;
  await db
    .insertInto('stageAttempts')
    .values({ ...subject, begun: 1, begunAlone, begunAt: now })
    .onConflict((conflict) =>
      conflict.columns(['queue', 'subjectId']).doUpdateSet({
        begun: sql<number>`stage_attempts.begun + 1`,
        begunAlone: sql<number>`stage_attempts.begun_alone + ${begunAlone}::integer`,
        begunAt: now,
      }),
    )
    .execute();
}

/** It came to an end, good or bad, and its process is still there. */
export async function endAttempt(db: Db, { queue, subjectId }: Subject): Promise<void> {
  await db
    .deleteFrom('stageAttempts')
    .where('queue', '=', queue)
    .where('subjectId', '=', subjectId)
    .execute();
}
