import type { BlobRef } from '../../runtime/blob-store.ts';
import type { KeyProvider } from '../../runtime/key-provider.ts';
import { rewrapped } from '../../runtime/sealed-blob-store.ts';
import { municipalityIds } from '../accounts/municipality.ts';
import { rewrappedTotp } from '../accounts/totp.ts';
import type { ActContext } from '../act-context.ts';
import { appendAudit } from '../audit.ts';
import type { Db } from '../database.ts';
import { inMunicipality } from '../scope.ts';

const PAGE = 500;

type Exchange = Readonly<{ from: KeyProvider; to: KeyProvider }>;

/**
 * Wraps the key of every stored file and every secret of an authenticator anew, a few hundred a transaction: killed in the middle, the next run goes on with what
 * still has the old key. The files themselves are not touched. Answers with how many were changed.
 */
export async function rewrapKeys(
  db: Db,
  { from, to }: Exchange,
  told: (count: number) => void,
): Promise<number> {
  let count = 0;
  for (const municipalityId of await municipalityIds(db)) {
    for (const few of [rewrapBlobs, rewrapParts, rewrapSecrets]) {
      for (let changed = PAGE; changed === PAGE; ) {
        changed = await inMunicipality(municipalityId, () => few(db, { from, to }));
        count += changed;
        told(count);
      }
    }
  }
  return count;
}

const rewrapBlobs = (db: Db, { from, to }: Exchange): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('blobs')
      .select(['blobId', 'municipalityId', 'contentHash', 'byteSize', 'wrappedKey', 'storageName'])
      .where('keyId', '=', from.keyId)
      .where('wrappedKey', 'is not', null)
      .limit(PAGE)
      .forUpdate()
      .execute();
    for (const { blobId, ...row } of rows) {
      await tx
        .updateTable('blobs')
        .set(rewrapped(refOf(row, from), from, to))
        .where('blobId', '=', blobId)
        .execute();
    }
    return rows.length;
  });

const rewrapParts = (db: Db, { from, to }: Exchange): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('uploadParts')
      .select(['municipalityId', 'contentHash', 'byteSize', 'wrappedKey', 'storageName'])
      .where('keyId', '=', from.keyId)
      .limit(PAGE)
      .forUpdate()
      .execute();
    for (const row of rows) {
      await tx
        .updateTable('uploadParts')
        .set(rewrapped(refOf(row, from), from, to))
        .where('storageName', '=', row.storageName)
        .execute();
    }
    return rows.length;
  });

const rewrapSecrets = (db: Db, exchange: Exchange): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('totpSecrets')
      .select(['accountId', 'wrappedSecret', 'keyId'])
      .where('keyId', '=', exchange.from.keyId)
      .limit(PAGE)
      .forUpdate()
      .execute();
    for (const row of rows) {
      await tx
        .updateTable('totpSecrets')
        .set(rewrappedTotp(row, exchange))
        .where('accountId', '=', row.accountId)
        .execute();
    }
    return rows.length;
  });

const refOf = (
  { wrappedKey, ...row }: Omit<BlobRef, 'keyId' | 'wrappedKey'> & { wrappedKey: string | null },
  { keyId }: KeyProvider,
): BlobRef => ({ ...row, keyId, wrappedKey: wrappedKey ?? '' });

export type KeyInUse = Readonly<{ keyId: string; files: number }>;

/** Keys that stored files are wrapped with, and how many; more than one in the middle of an exchange. */
export async function keysInUse(db: Db): Promise<KeyInUse[]> {
  const counted = new Map<string, number>();
  for (const municipalityId of await municipalityIds(db)) {
    for (const { keyId, files } of await inMunicipality(municipalityId, () => keysHere(db))) {
      counted.set(keyId, (counted.get(keyId) ?? 0) + files);
    }
  }
  return [...counted].map(([keyId, files]) => ({ keyId, files }));
}

async function keysHere(db: Db): Promise<KeyInUse[]> {
  const blobs = await db
    .selectFrom('blobs')
    .select(['keyId', (eb) => eb.fn.countAll<number>().as('files')])
    .where('wrappedKey', 'is not', null)
    .groupBy('keyId')
    .execute();
  const parts = await db
    .selectFrom('uploadParts')
    .select(['keyId', (eb) => eb.fn.countAll<number>().as('files')])
    .groupBy('keyId')
    .execute();
  const secrets = await db
    .selectFrom('totpSecrets')
    .select(['keyId', (eb) => eb.fn.countAll<number>().as('files')])
    .groupBy('keyId')
    .execute();
  return [...blobs, ...parts, ...secrets];
}

/** In the audit log of every municipality whose images it concerns. */
export async function recordRotation(
  db: Db,
  contextOf: (municipalityId: string) => ActContext,
  { from, to, count }: { from: string; to: string; count: number },
): Promise<void> {
  const act = { action: 'keys.rotate', outcome: 'done', resourceKind: 'keys' } as const;
  for (const municipalityId of await municipalityIds(db)) {
    const context = contextOf(municipalityId);
    await inMunicipality(municipalityId, () =>
      db
        .transaction()
        .execute((tx) =>
          appendAudit(tx, context, { ...act, resourceId: to, detail: { from, count } }),
        ),
    );
  }
}
