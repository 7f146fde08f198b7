import type { Selectable } from 'kysely';
import type { BlobRef, BlobStore } from '../../runtime/blob-store.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { AreaPx } from '../../schemas/api/numbers.ts';
import type { AuditStep } from '../../schemas/audit-vocabulary.ts';
import { inTransaction, performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { appendAudit } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { addToOutbox } from '../outbox.ts';
import type { NumberSuspicions } from '../tables/intake-tables.ts';
import { eraseBlob, findBlob, recordBlob, type StoredBlob } from './blobs.ts';
import { moveSheet, stageInput } from './move-sheet.ts';
import { NUMBER_CONFIRMED, NUMBER_DENIED, NUMBER_FOUND } from './number-stages.ts';
import { findSheet, type Sheet } from './stages.ts';

type Suspicion = Selectable<NumberSuspicions>;
type Deps = Readonly<{ db: Db; blobs: Pick<BlobStore, 'erase'> }>;

/**
 * Whether a page is to be looked through now: not what a person has decided about, and not what people have signed as
 * they saw it.
 */
export async function isToBeScreened(db: Db, sheet: Sheet): Promise<boolean> {
  if (!['waiting', 'earlier', 'clear'].includes(sheet.screening)) return false;
  const signed = await db
    .selectFrom('signatures')
    .select('signatureId')
    .where('sheetId', '=', sheet.sheetId)
    .limit(1)
    .executeTakeFirst();
  return signed === undefined;
}

/** From here on everybody sees the page masked; as it came it lies in quarantine until a person has decided. */
export async function recordSuspicion(
  db: Db,
  context: ActContext,
  sheet: Sheet,
  found: Readonly<{ areas: readonly AreaPx[]; masked: BlobRef; mediaType: string }>,
): Promise<void> {
  const { municipalityId } = context.actor;
  await inTransaction(db, async (tx) => {
    const maskedBlobId = await recordBlob(tx, context, found.masked, found.mediaType);
    const suspicionId = context.newId();
    await tx
      .insertInto('numberSuspicions')
      .values({
        ...{ suspicionId, municipalityId, sheetId: sheet.sheetId, maskedBlobId },
        ...{ pageBlobId: sheet.blobId, pageHash: sheet.imageHash, foundAt: context.now },
        areas: JSON.stringify(found.areas),
        ...{ decidedBy: null, decidedAt: null },
      })
      .execute();
    const image = { blobId: maskedBlobId, imageHash: found.masked.contentHash };
    await moveSheet(tx, context, {
      sheetId: sheet.sheetId,
      from: 'received',
      to: 'number_suspected',
      stage: NUMBER_FOUND,
      inputHash: stageInput(sheet),
      detail: { areas: found.areas.length },
      patch: { screening: 'suspected', image },
    });
    await appendAudit(tx, context, {
      action: 'number.mask',
      outcome: 'done',
      resourceKind: 'sheet',
      resourceId: sheet.sheetId,
      detail: { suspicionId, areas: found.areas.length },
    });
  });
}

/** The page as it came, for who is to decide; that they looked is in the audit log. */
export async function viewSuspectedPage(
  db: Db,
  context: ActContext,
  suspicionId: string,
): Promise<StoredBlob> {
  return performAct(db, context, act(suspicionId, 'look'), async (tx) => {
    const suspicion = await heldSuspicion(tx, context, suspicionId);
    return findBlob(tx, suspicion.municipalityId, suspicion.pageBlobId);
  });
}

/** A 個人番号: the page as it came loses its key here and its file after the commit. What is left is the masked page. */
export async function confirmNumber(
  { db, blobs }: Deps,
  context: ActContext,
  suspicionId: string,
): Promise<void> {
  const gone = await performAct(db, context, act(suspicionId, 'confirm'), async (tx) => {
    const suspicion = await heldSuspicion(tx, context, suspicionId);
    const file = await eraseBlob(tx, context, suspicion.pageBlobId);
    await decide(tx, context, suspicion, 'confirmed');
    await sendOn(tx, context, suspicion, { stage: NUMBER_CONFIRMED, screening: 'erased' });
    return file;
  });
  await blobs.erase(gone);
}

/** No 個人番号: the page goes on as it came, and is not suspected again. */
export async function restorePage(
  { db, blobs }: Deps,
  context: ActContext,
  suspicionId: string,
): Promise<void> {
  const gone = await performAct(db, context, act(suspicionId, 'restore'), async (tx) => {
    const suspicion = await heldSuspicion(tx, context, suspicionId);
    await decide(tx, context, suspicion, 'restored');
    const image = { blobId: suspicion.pageBlobId, imageHash: suspicion.pageHash };
    await sendOn(tx, context, suspicion, { stage: NUMBER_DENIED, screening: 'restored', image });
    return eraseBlob(tx, context, suspicion.maskedBlobId);
  });
  await blobs.erase(gone);
}

const act = (suspicionId: string, step: AuditStep) =>
  ({
    action: 'number.decide',
    resourceKind: 'number_suspicion',
    resourceId: suspicionId,
    detail: { step },
  }) as const;

async function heldSuspicion(
  tx: Tx,
  { actor }: ActContext,
  suspicionId: string,
): Promise<Suspicion> {
  const suspicion = await tx
    .selectFrom('numberSuspicions')
    .selectAll()
    .where('municipalityId', '=', actor.municipalityId)
    .where('suspicionId', '=', suspicionId)
    .forUpdate()
    .executeTakeFirst();
  if (suspicion === undefined) throw new RejectedInputError('resource.not_found');
  if (suspicion.state !== 'waiting') throw new RejectedInputError('number.decided');
  return suspicion;
}

async function decide(
  tx: Tx,
  context: ActContext,
  { suspicionId }: Suspicion,
  state: 'confirmed' | 'restored',
): Promise<void> {
  await tx
    .updateTable('numberSuspicions')
    .set({ state, decidedBy: context.actor.accountId, decidedAt: context.now })
    .where('suspicionId', '=', suspicionId)
    .execute();
}

type Onward = Readonly<{
  stage: string;
  screening: 'erased' | 'restored';
  image?: Readonly<{ blobId: string; imageHash: string }>;
}>;

/** To be recognised and read now, as it stands. */
async function sendOn(
  tx: Tx,
  context: ActContext,
  { municipalityId, sheetId, suspicionId }: Suspicion,
  { stage, ...patch }: Onward,
): Promise<void> {
  await findSheet(tx, municipalityId, sheetId);
  await moveSheet(tx, context, {
    ...{ sheetId, stage, from: 'number_suspected', to: 'received', inputHash: suspicionId, patch },
  });
  await addToOutbox(tx, context, 'preprocess', { sheetId });
}
