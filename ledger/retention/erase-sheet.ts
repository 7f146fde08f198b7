import { sql } from 'kysely';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { forgetBlobsNamed } from '../exports/erase-files.ts';

/** What stands where a file's name stood: names of files may name people. */
const ERASED_NAME = '（消去済み）';

/**
 * Takes everything that was written, read, keyed or shown of a sheet, with the keys of its pictures; what stays are its id, its
 * states, hashes and who signed. The database lets nothing of it go that two people did not let go. Answers with the files that
 * nobody can read any more, to be removed once this is committed.
 */
export async function eraseSheet(
  tx: Tx,
  { now }: Pick<ActContext, 'now'>,
  sheetId: string,
): Promise<string[]> {
  const blobs = await picturesOf(tx, sheetId);
  await eraseWords(tx, sheetId);
  await eraseEntries(tx, sheetId);
  await eraseReadings(tx, sheetId);
  await eraseTraces(tx, sheetId);
  blobs.push(...(await eraseOriginal(tx, sheetId)));
  await forgetBlobsNamed(tx, blobs, now);
  await tx
    .updateTable('sheets')
    .set({ ticketLine: null, registration: null, erasedAt: now })
    .where('sheetId', '=', sheetId)
    .execute();
  return blobs;
}

async function picturesOf(tx: Tx, sheetId: string): Promise<string[]> {
  const { rows } = await sql<{ blobId: string }>`
    select blob_id from sheets where sheet_id = ${sheetId}
    union select c.blob_id from reading_crops c join sheet_readings r using (municipality_id, reading_id)
      where r.sheet_id = ${sheetId}
    union select unnest(array[page_blob_id, masked_blob_id]) from number_suspicions where sheet_id = ${sheetId}
  `.execute(tx);
  return rows.map(({ blobId }) => blobId);
}

/** Before the entries, which point at some of them. */
async function eraseWords(tx: Tx, sheetId: string): Promise<void> {
  const rounds = tx.selectFrom('reviewRounds').select('roundId').where('sheetId', '=', sheetId);
  const entries = tx.selectFrom('ledgerEntries').select('entryId').where('sheetId', '=', sheetId);
  const keyings = tx.selectFrom('keyings').select('keyingId').where('roundId', 'in', rounds);
  await tx.deleteFrom('columnWords').where('roundId', 'in', rounds).execute();
  await tx.deleteFrom('columnViews').where('roundId', 'in', rounds).execute();
  await tx.deleteFrom('entryPersons').where('entryId', 'in', entries).execute();
  await tx.deleteFrom('personWords').where('keyingId', 'in', keyings).execute();
  await tx.deleteFrom('keyings').where('roundId', 'in', rounds).execute();
  await tx.deleteFrom('roundAssignments').where('roundId', 'in', rounds).execute();
  await tx.deleteFrom('leases').where('roundId', 'in', rounds).execute();
  await tx
    .updateTable('reviewSteps')
    .set({ words: null })
    .where('sheetId', '=', sheetId)
    .where('words', 'is not', null)
    .execute();
  await tx
    .updateTable('reviewRounds')
    .set({ note: null, returnedReason: null })
    .set((eb) => ({
      reason: eb.case().when('reason', 'is', null).then(null).else('').end(),
    }))
    .where('sheetId', '=', sheetId)
    .execute();
}

/** Content and salts go; entry and tree stay and verify. */
async function eraseEntries(tx: Tx, sheetId: string): Promise<void> {
  const entries = tx.selectFrom('ledgerEntries').select('entryId').where('sheetId', '=', sheetId);
  await tx
    .deleteFrom('sampledFields')
    .where('entryId', 'in', entries)
    .where('decision', 'is', null)
    .where(sql<boolean>`agrees is not true`)
    .execute();
  await tx
    .updateTable('sampledFields')
    .set({ value: null })
    .set((eb) => ({ reason: eb.case().when('reason', 'is', null).then(null).else('').end() }))
    .where('entryId', 'in', entries)
    .where('keyedAt', 'is not', null)
    .execute();
  await tx.deleteFrom('practiceSteps').where('sheetId', '=', sheetId).execute();
  await tx.deleteFrom('copyDifferences').where('entryId', 'in', entries).execute();
  await tx.deleteFrom('ledgerContents').where('entryId', 'in', entries).execute();
  await tx
    .updateTable('signatures')
    .set({ residentId: null, salt: null })
    .where('sheetId', '=', sheetId)
    .execute();
}

async function eraseReadings(tx: Tx, sheetId: string): Promise<void> {
  const readings = tx
    .selectFrom('sheetReadings')
    .select('readingId')
    .where('sheetId', '=', sheetId);
  await tx.deleteFrom('readingCrops').where('readingId', 'in', readings).execute();
  await tx.deleteFrom('sheetReadings').where('sheetId', '=', sheetId).execute();
  await tx.deleteFrom('sheetPersonMatches').where('sheetId', '=', sheetId).execute();
}

/** Reasons that people gave, what they searched for, and what the queue was told. */
async function eraseTraces(tx: Tx, sheetId: string): Promise<void> {
  await tx
    .updateTable('sheetEvents')
    .set({ detail: '{}' })
    .where('sheetId', '=', sheetId)
    .execute();
  await tx
    .updateTable('deadLetters')
    .set({ reason: null })
    .where(sql`payload ->> 'sheetId'`, '=', sheetId)
    .execute();
  await tx.deleteFrom('outbox').where(sql`payload ->> 'sheetId'`, '=', sheetId).execute();
  await sql`
    delete from audit_terms t using audit_events a
    where a.municipality_id = t.municipality_id and a.audit_event_id = t.audit_event_id
      and (a.resource_kind, a.resource_id) in (
        select 'sheet', ${sheetId}
        union select 'ledger_entry', entry_id::text from ledger_entries where sheet_id = ${sheetId}::uuid)
  `.execute(tx);
}

/** The file a page came in goes with its last page. */
async function eraseOriginal(tx: Tx, sheetId: string): Promise<string[]> {
  const { originalId } = await tx
    .selectFrom('sheets')
    .select('originalId')
    .where('sheetId', '=', sheetId)
    .executeTakeFirstOrThrow();
  const { others } = await tx
    .selectFrom('sheets')
    .select((eb) => eb.fn.countAll<number>().as('others'))
    .where('originalId', '=', originalId)
    .where('sheetId', '<>', sheetId)
    .where('erasedAt', 'is', null)
    .executeTakeFirstOrThrow();
  if (others > 0) return [];
  await tx
    .updateTable('uploads')
    .set({ fileName: ERASED_NAME })
    .where('originalId', '=', originalId)
    .execute();
  const { blobId } = await tx
    .updateTable('originals')
    .set({ fileName: ERASED_NAME, discardReason: null })
    .where('originalId', '=', originalId)
    .returning('blobId')
    .executeTakeFirstOrThrow();
  return [blobId];
}
