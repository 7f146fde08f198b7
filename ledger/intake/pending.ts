import { sql } from 'kysely';
import type { NewId } from '../../runtime/ids.ts';
import type { Priority, QueueName } from '../../schemas/jobs.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import type { Db } from '../database.ts';
import { acrossMunicipalities } from '../scope.ts';

/** Which stage a sheet in this state waits for. */
const STAGE_OF: Readonly<Partial<Record<SheetState, QueueName>>> = {
  received: 'preprocess',
  preprocessed: 'read',
  read: 'check',
};

const PAGE = 500;
const EVERYTHING = new Date('9999-01-01T00:00:00Z');

type PendingJob = Readonly<{ queue: QueueName; payload: unknown; priority: Priority }>;

/**
 * What the states say is still to be done by the machine, whatever the queue remembers: what has not moved
 * since `before`. What was given up is not pending: it waits for a supervisor.
 */
export async function* pendingJobs(
  db: Db,
  newId: NewId,
  before: Date = EVERYTHING,
): AsyncGenerator<PendingJob> {
  const originals = await acrossMunicipalities('reconciliation', () =>
    db
      .selectFrom('originals')
      .innerJoin('batches', 'batches.batchId', 'originals.batchId')
      .select(['originalId', 'originals.municipalityId', 'priority'])
      .where('originals.state', '=', 'received')
      .where('receivedAt', '<', before)
      .where(notGivenUp('originalId', 'originals.original_id'))
      .execute(),
  );
  for (const { priority, ...row } of originals) {
    yield { queue: 'split', payload: { ...row, requestId: newId(), traceId: newId() }, priority };
  }
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const sheets = await stillSheets(db, before, after);
    for (const { state, priority, ...row } of sheets) {
      const queue = STAGE_OF[state];
      const payload = { ...row, requestId: newId(), traceId: newId() };
      if (queue !== undefined) yield { queue, payload, priority };
    }
    const last = sheets.at(-1);
    if (last === undefined || sheets.length < PAGE) return;
    after = last.sheetId;
  }
}

const stillSheets = (db: Db, before: Date, after: string) =>
  acrossMunicipalities('reconciliation', () =>
    db
      .selectFrom('sheets')
      .innerJoin('batches', 'batches.batchId', 'sheets.batchId')
      .select(['sheetId', 'sheets.municipalityId', 'sheets.state', 'priority'])
      .where('sheets.state', 'in', ['received', 'preprocessed', 'read'])
      .where('updatedAt', '<', before)
      .where(notGivenUp('sheetId', 'sheets.sheet_id'))
      .where('sheetId', '>', after)
      .orderBy('sheetId')
      .limit(PAGE)
      .execute(),
  );

const notGivenUp = (name: 'sheetId' | 'originalId', column: string) =>
  sql<boolean>`not exists (select from dead_letters
    where resolved_at is null and payload ->> ${name} = ${sql.ref(column)}::text)`;

/**
 * A process killed between the end of a stage and the note of that end leaves an attempt on a page that has
 * long moved on; nobody will come back to end it.
 */
export async function forgetPassedAttempts(db: Db, before: Date): Promise<number> {
  const stages = Object.entries(STAGE_OF).map(([state, queue]) => sql`(${state}, ${queue})`);
  const { numDeletedRows } = await acrossMunicipalities('reconciliation', () =>
    db
      .deleteFrom('stageAttempts')
      .where('begunAt', '<', before)
      .where(
        sql<boolean>`not exists (select from originals where original_id = subject_id
        and queue = 'split' and originals.state = 'received')`,
      )
      .where(
        sql<boolean>`not exists (select from sheets where sheet_id = subject_id
        and (sheets.state, queue) in (${sql.join(stages)}))`,
      )
      .executeTakeFirstOrThrow(),
  );
  return Number(numDeletedRows);
}

/** Whether anything at all has stood still since then: cheap, so that it can be asked often. */
export async function anyPending(db: Db, newId: NewId, before: Date): Promise<boolean> {
  for await (const _job of pendingJobs(db, newId, before)) return true;
  return false;
}

/** Runs unless another process is at it: of many workers one is enough. */
export async function onceAmongProcesses(
  db: Db,
  name: string,
  run: () => Promise<void>,
): Promise<void> {
  await acrossMunicipalities('reconciliation', () =>
    db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ mine: boolean }>`
      select pg_try_advisory_xact_lock(hashtext(${name})) as mine`.execute(tx);
      if (rows[0]?.mine === true) await run();
    }),
  );
}
