import type { Selectable } from 'kysely';
import type { BlobRef } from '../../runtime/blob-store.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { BoxMm, PageReading, Registration } from '../../schemas/reading.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import type { Sheets } from '../tables/intake-tables.ts';
import { recordBlob } from './blobs.ts';
import { moveSheet, stageInput } from './move-sheet.ts';

export type Sheet = Selectable<Sheets>;

export async function findSheet(
  db: Db | Tx,
  municipalityId: string,
  sheetId: string,
): Promise<Sheet> {
  const sheet = await db
    .selectFrom('sheets')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where('sheetId', '=', sheetId)
    .executeTakeFirst();
  if (sheet === undefined) throw new RejectedInputError('resource.not_found');
  return sheet;
}

/** The same, and nobody else changes it until the transaction ends. */
export async function holdSheet(tx: Tx, municipalityId: string, sheetId: string): Promise<Sheet> {
  await tx
    .selectFrom('sheets')
    .select('sheetId')
    .where('sheetId', '=', sheetId)
    .forUpdate()
    .execute();
  return findSheet(tx, municipalityId, sheetId);
}

type Outcome = Readonly<{
  to: Extract<SheetState, 'preprocessed' | 'blank' | 'unknown_form'>;
  template: string;
  registration: Registration | null;
}>;

/** What kind of page it is and how it lies. Only a registered form goes on to be read. */
export async function recordPreprocessed(
  db: Db,
  context: ActContext,
  sheet: Sheet,
  { to, template, registration }: Outcome,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const moved = await moveSheet(tx, context, {
      sheetId: sheet.sheetId,
      from: 'received',
      to,
      stage: 'preprocess',
      inputHash: stageInput(sheet),
      detail: { template, residualMm: registration?.residualMm ?? null },
      patch: { template, registration, ...lookedThrough(sheet) },
    });
    if (moved === 'moved' && to === 'preprocessed') {
      await addToOutbox(tx, context, 'read', { sheetId: sheet.sheetId });
    }
  });
}

/** Whoever records what a page is has looked it through for numbers before; what a person decided of it stands. */
export const lookedThrough = ({ screening }: Pick<Sheet, 'screening'>) =>
  screening === 'waiting' || screening === 'earlier' ? ({ screening: 'clear' } as const) : {};

/** Cut from a sheet when it was read: what is looked at by column, the places one below the other. */
export type StoredCrops = Readonly<{ boxesMm: readonly BoxMm[]; ref: BlobRef }>;

export async function recordReading(
  db: Db,
  context: ActContext,
  sheet: Sheet,
  reading: PageReading,
  crops: StoredCrops | null = null,
): Promise<void> {
  refuseGuesses(sheet, reading);
  await inTransaction(db, async (tx) => {
    const moved = await moveSheet(tx, context, {
      sheetId: sheet.sheetId,
      from: 'preprocessed',
      to: 'read',
      stage: 'read',
      inputHash: stageInput(sheet),
      detail: { engineVersion: reading.engineVersion, ms: Math.round(reading.ms) },
    });
    if (moved === 'already') return;
    const readingId = context.newId();
    await tx
      .insertInto('sheetReadings')
      .values({
        readingId,
        municipalityId: context.actor.municipalityId,
        sheetId: sheet.sheetId,
        engineVersion: reading.engineVersion,
        reading: JSON.stringify(reading),
        readAt: context.now,
      })
      .execute();
    if (crops !== null) await recordCrops(tx, context, { ...crops, readingId });
    await addToOutbox(tx, context, 'check', { sheetId: sheet.sheetId });
  });
}

async function recordCrops(
  tx: Tx,
  context: ActContext,
  { readingId, boxesMm, ref }: StoredCrops & { readingId: string },
): Promise<void> {
  const blobId = await recordBlob(tx, context, ref, 'image/jpeg');
  const { municipalityId } = context.actor;
  await tx
    .insertInto('readingCrops')
    .values({ municipalityId, readingId, blobId, boxesMm: JSON.stringify(boxesMm) })
    .execute();
}

/** Whoever read a page that lies nowhere in particular, read something else. */
function refuseGuesses({ registration }: Sheet, { fields }: PageReading): void {
  if (registration?.byHand !== 'place') return;
  const guessed = Object.values(fields).some(
    ({ value, accepted, candidates }) => value !== null || accepted || candidates.length > 0,
  );
  if (guessed) throw new InvariantError('bug.invariant');
}

/** The newest reading of a sheet. */
export async function findReading(db: Db | Tx, sheetId: string): Promise<PageReading> {
  const row = await db
    .selectFrom('sheetReadings')
    .select('reading')
    .where('sheetId', '=', sheetId)
    .orderBy('readAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) throw new RejectedInputError('review.wrong_state');
  return row.reading;
}
