import type { NewId } from '../../runtime/ids.ts';
import type { QueueName } from '../../schemas/jobs.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import type { Db } from '../database.ts';

/** Which stage a sheet in this state waits for. */
const STAGE_OF: Readonly<Partial<Record<SheetState, QueueName>>> = {
  received: 'preprocess',
  preprocessed: 'read',
  read: 'check',
};

const PAGE = 500;

/** What the states say is still to be done by the machine, whatever the queue remembers. */
export async function* pendingJobs(
  db: Db,
  newId: NewId,
): AsyncGenerator<Readonly<{ queue: QueueName; payload: unknown }>> {
  const originals = await db
    .selectFrom('originals')
    .select(['originalId', 'municipalityId'])
    .where('state', '=', 'received')
    .execute();
  for (const row of originals) {
    yield { queue: 'split', payload: { ...row, requestId: newId(), traceId: newId() } };
  }
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const sheets = await db
      .selectFrom('sheets')
      .select(['sheetId', 'municipalityId', 'state'])
      .where('state', 'in', ['received', 'preprocessed', 'read'])
      .where('sheetId', '>', after)
      .orderBy('sheetId')
      .limit(PAGE)
      .execute();
    for (const { state, ...row } of sheets) {
      const queue = STAGE_OF[state];
      const payload = { ...row, requestId: newId(), traceId: newId() };
      if (queue !== undefined) yield { queue, payload };
    }
    const last = sheets.at(-1);
    if (last === undefined || sheets.length < PAGE) return;
    after = last.sheetId;
  }
}
