import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../ledger/act.ts';
import { recordBlob } from '../../ledger/intake/blobs.ts';
import { ORPHAN_DAYS, sweepOrphans } from '../../ledger/intake/orphan-blobs.ts';
import type { BlobRef } from '../../runtime/blob-store.ts';
import { TransientError } from '../../runtime/errors.ts';
import { again, ledgerWorld, MUNICIPALITY, NOW, type World } from '../support/ledger-world.ts';

let world: World;
beforeAll(async () => {
  world = await ledgerWorld('orphan_blobs');
});
afterAll(() => world.close());

const DAY_MS = 24 * 3600 * 1000;
const after = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

/** A place with files of these names, which keeps no more of a store than the sweep sees. */
function placeWith(names: Iterable<string>) {
  const lying = new Set(names);
  return {
    lying,
    async *list() {
      for (const storageName of lying) yield { storageName, keptAt: NOW };
    },
    erase: async ({ storageName }: { storageName: string }) => void lying.delete(storageName),
  };
}
const newName = () => randomBytes(16).toString('hex');
const record = (storageName: string) => {
  const ref: BlobRef = {
    ...{ municipalityId: MUNICIPALITY, contentHash: 'a'.repeat(64), byteSize: 1 },
    ...{ wrappedKey: 'a2V5', keyId: 'test', storageName },
  };
  const context = again(world.system);
  return inTransaction(world.db, (tx) => recordBlob(tx, context, ref, 'image/png'));
};

test('a file nobody recorded goes a week after it was first seen; recorded ones stay', async () => {
  const [orphan, known] = [newName(), newName()];
  await record(known);
  const place = placeWith([orphan, known]);
  expect(await sweepOrphans(world.db, place, NOW)).toEqual({ orphans: 1, erased: 0 });
  expect(await sweepOrphans(world.db, place, after(ORPHAN_DAYS - 1))).toEqual({
    orphans: 1,
    erased: 0,
  });
  expect(await sweepOrphans(world.db, place, after(ORPHAN_DAYS + 1))).toEqual({
    orphans: 0,
    erased: 1,
  });
  expect([...place.lying]).toEqual([known]);
});

test('one that is recorded after all, however late, is nobody’s orphan any more', async () => {
  const late = newName();
  const place = placeWith([late]);
  await sweepOrphans(world.db, place, NOW);
  await record(late);
  await sweepOrphans(world.db, place, after(ORPHAN_DAYS + 1));
  expect([...place.lying]).toEqual([late]);
});

test('a file whose key was erased is still known', async () => {
  const erased = newName();
  const blobId = await record(erased);
  await world.owner.query(
    'update blobs set wrapped_key = null, erased_at = now() where blob_id = $1',
    [blobId],
  );
  const place = placeWith([erased]);
  expect(await sweepOrphans(world.db, place, NOW)).toEqual({ orphans: 0, erased: 0 });
});

test('with an older copy of the database restored, its week begins anew', async () => {
  const older = newName();
  const place = placeWith([older]);
  await sweepOrphans(world.db, place, NOW);
  await world.owner.query('delete from orphan_blobs');
  await sweepOrphans(world.db, place, after(30));
  expect([...place.lying]).toEqual([older]);
  await sweepOrphans(world.db, place, after(30 + ORPHAN_DAYS + 1));
  expect([...place.lying]).toEqual([]);
});

test('a store that is away in the middle loses nothing, and the next sweep goes on', async () => {
  const place = placeWith([newName(), newName()]);
  await sweepOrphans(world.db, place, NOW);
  let erasures = 0;
  const failing = {
    ...place,
    erase: async (ref: { storageName: string }) => {
      erasures += 1;
      await place.erase(ref);
      // Done, but reported failed.
      if (erasures === 1) throw new TransientError('service.blob_store_unavailable');
    },
  };
  const later = after(ORPHAN_DAYS + 1);
  await expect(sweepOrphans(world.db, failing, later)).rejects.toMatchObject({
    code: 'service.blob_store_unavailable',
  });
  expect(await sweepOrphans(world.db, failing, later)).toEqual({ orphans: 0, erased: 2 });
  expect([...place.lying]).toEqual([]);
});
