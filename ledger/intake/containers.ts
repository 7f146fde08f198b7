import type { BlobStore } from '../../runtime/blob-store.ts';
import { inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { appendAudit } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { eraseBlob } from './blobs.ts';

type Deps = Readonly<{ db: Db; blobs: Pick<BlobStore, 'erase'> }>;

const AT_ONCE = 100;

/**
 * Files as they came are kept only until every page of theirs was looked through and stored under its own key, or until
 * nobody needs them: the same bytes are here already, or a person has dealt with the refusal. Then their key goes; the hash
 * by which the same bytes are known again stays. Answers with how many went.
 */
export async function eraseContainers(
  { db, blobs }: Deps,
  context: ActContext,
  originalId: string | null = null,
): Promise<number> {
  const gone = await inTransaction(db, async (tx) => {
    const erased = [];
    for (const container of await doneWith(tx, context.actor.municipalityId, originalId)) {
      erased.push(await eraseBlob(tx, context, container.blobId));
      await appendAudit(tx, context, {
        action: 'original.erase',
        outcome: 'done',
        resourceKind: 'original',
        resourceId: container.originalId,
        detail: { contentHash: container.contentHash },
      });
    }
    return erased;
  });
  for (const file of gone) await blobs.erase(file);
  return gone.length;
}

const AGAIN_FOR_MS = 24 * 3600 * 1000;

/** A process that died between the erasure of a key and the removal of its file left the file: it goes now. */
export async function removeErased(
  { db, blobs }: Deps,
  { actor, now }: Pick<ActContext, 'actor' | 'now'>,
): Promise<void> {
  const files = await db
    .selectFrom('blobs')
    .select('storageName')
    .where('municipalityId', '=', actor.municipalityId)
    .where('erasedAt', '>', new Date(now.getTime() - AGAIN_FOR_MS))
    .execute();
  for (const file of files) await blobs.erase(file);
}

const doneWith = (tx: Tx, municipalityId: string, originalId: string | null) => {
  const rows = tx
    .selectFrom('originals')
    .innerJoin('blobs', 'blobs.blobId', 'originals.blobId')
    .select(['originals.originalId', 'originals.blobId', 'originals.contentHash'])
    .where('originals.municipalityId', '=', municipalityId)
    .where('blobs.wrappedKey', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('originals.state', 'in', ['duplicate', 'discarded']),
        eb.and([
          eb('originals.state', '=', 'split'),
          eb.not(
            eb.exists(
              eb
                .selectFrom('sheets')
                .select('sheetId')
                .whereRef('sheets.originalId', '=', 'originals.originalId')
                .where('screening', 'in', ['waiting', 'earlier']),
            ),
          ),
        ]),
      ]),
    )
    .orderBy('originals.originalId')
    .limit(AT_ONCE)
    .forUpdate('blobs');
  return (
    originalId === null ? rows : rows.where('originals.originalId', '=', originalId)
  ).execute();
};
