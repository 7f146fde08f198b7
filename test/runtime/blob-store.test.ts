import { createHash } from 'node:crypto';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEALED_SEGMENT_BYTES, SEGMENT_BYTES } from '../../runtime/blob-cipher.ts';
import { BLOB_STORES, type OpenedStore, type StoreKind } from '../support/blob-stores.ts';

const TOWN = '131016';
const bytesOf = (size: number) => Buffer.from(Uint8Array.from({ length: size }, (_, i) => i * 7));

async function* inPieces(bytes: Buffer, pieceBytes: number) {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
async function collected(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

/** One kind of store for a describe block, and an empty place in it for every test. */
function useStores(start: StoreKind['start']) {
  let stores: Awaited<ReturnType<StoreKind['start']>>;
  let opened: OpenedStore;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(() => stores.stop());
  beforeEach(async () => {
    opened = await stores.open();
  });
  afterEach(() => opened.close());
  return {
    opened: () => opened,
    listed: async () => {
      const names: string[] = [];
      for await (const { storageName } of opened.store.list()) names.push(storageName);
      return names.toSorted();
    },
  };
}

describe.each(BLOB_STORES)('what is put into a $kind', ({ start }) => {
  const { opened } = useStores(start);

  const EDGES = [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES];
  test.each(EDGES)('gives %d bytes back as they were, whole and streamed', async (size) => {
    const { store } = opened();
    const bytes = bytesOf(size);
    const ref = await store.put(TOWN, bytes);
    expect(ref.contentHash).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(ref.byteSize).toBe(size);
    expect((await store.get(ref)).equals(bytes)).toBe(true);
    expect((await collected(store.getStream(ref))).equals(bytes)).toBe(true);
    const streamed = await store.put(TOWN, inPieces(bytes, 100_003));
    expect(streamed.contentHash).toBe(ref.contentHash);
    expect((await store.get(streamed)).equals(bytes)).toBe(true);
  });

  test('nothing of the content can be told from the file or its name, and no two are alike', async () => {
    const { store } = opened();
    const bytes = Buffer.alloc(5000, '予診票');
    const [one, two] = [await store.put(TOWN, bytes), await store.put(TOWN, bytes)];
    expect(one.contentHash).toBe(two.contentHash);
    expect(one.storageName).not.toBe(two.storageName);
    const [fileOne, fileTwo] = [await opened().sealed(one), await opened().sealed(two)];
    expect(fileOne.includes('予診票')).toBe(false);
    expect(fileOne.subarray(4).equals(fileTwo.subarray(4))).toBe(false);
  });

  test('any changed, missing or surplus byte of the file is refused', async () => {
    const { store } = opened();
    const ref = await store.put(TOWN, bytesOf(2 * SEGMENT_BYTES));
    const whole = await opened().sealed(ref);
    const flipped = (at: number) => whole.with(at, (whole.at(at) ?? 0) ^ 1);
    const swapped = Buffer.concat([
      whole.subarray(0, 4),
      whole.subarray(4 + SEALED_SEGMENT_BYTES),
      whole.subarray(4, 4 + SEALED_SEGMENT_BYTES),
    ]);
    const altered: [string, Uint8Array][] = [
      ['mark', flipped(0)],
      ['first byte', flipped(4)],
      ['last byte', flipped(whole.length - 1)],
      ['cut inside', whole.subarray(0, whole.length - 9)],
      ['cut between segments', whole.subarray(0, 4 + SEALED_SEGMENT_BYTES)],
      ['cut to the mark', whole.subarray(0, 4)],
      ['empty', whole.subarray(0, 0)],
      ['one more byte', Buffer.concat([whole, Buffer.of(0)])],
      ['segments exchanged', swapped],
    ];
    for (const [name, bytes] of altered) {
      await opened().replace(ref, bytes);
      await expect(store.get(ref), name).rejects.toMatchObject({ code: 'blob.damaged' });
      await expect(collected(store.getStream(ref)), name).rejects.toMatchObject({
        code: 'blob.damaged',
      });
    }
    await opened().replace(ref, whole);
    expect((await store.get(ref)).length).toBe(2 * SEGMENT_BYTES);
  });
});

describe.each(BLOB_STORES)('blobs in a $kind', ({ start }) => {
  const { opened, listed } = useStores(start);

  test('a reference opens nothing when any part of it is another one’s', async () => {
    const { store } = opened();
    const ref = await store.put(TOWN, bytesOf(10));
    const other = await store.put(TOWN, bytesOf(11));
    for (const part of ['contentHash', 'byteSize', 'wrappedKey', 'storageName'] as const) {
      await expect(store.get({ ...ref, [part]: other[part] }), part).rejects.toMatchObject({
        code: 'blob.key_mismatch',
      });
    }
    await expect(store.get({ ...ref, municipalityId: '131024' })).rejects.toMatchObject({
      code: 'blob.key_mismatch',
    });
  });

  test('an erased blob is gone, erasing it twice is no error, and its neighbour stays', async () => {
    const { store } = opened();
    const [ref, neighbour] = [await store.put(TOWN, bytesOf(9)), await store.put(TOWN, bytesOf(9))];
    await store.erase(ref);
    await store.erase(ref);
    await expect(store.get(ref)).rejects.toMatchObject({ code: 'blob.missing' });
    expect(await store.get(neighbour)).toEqual(bytesOf(9));
  });

  test('a storage name cannot step out of its place', async () => {
    const { store } = opened();
    const ref = await store.put(TOWN, bytesOf(9));
    const outside = { ...ref, storageName: '../../keys/master' };
    await expect(store.erase(outside)).rejects.toMatchObject({ code: 'blob.missing' });
  });

  test('a source that breaks leaves nothing behind', async () => {
    const { store } = opened();
    async function* breaking() {
      yield bytesOf(SEGMENT_BYTES * 2);
      throw new Error('upload aborted');
    }
    await expect(store.put(TOWN, breaking())).rejects.toThrow('upload aborted');
    expect(await readdir(opened().drafts)).toEqual([]);
    expect(await listed()).toEqual([]);
  });

  test('drafts of a killed process are swept at the next start, another’s fresh one is not', async () => {
    const { drafts } = opened();
    await writeFile(join(drafts, 'old'), '');
    await writeFile(join(drafts, 'fresh'), '');
    await utimes(join(drafts, 'old'), 1, 1);
    await opened().reopen();
    expect(await readdir(drafts)).toEqual(['fresh']);
  });

  test('lists what lies there, and nothing of its own', async () => {
    const { store } = opened();
    const kept = [await store.put(TOWN, bytesOf(1)), await store.put(TOWN, bytesOf(1))];
    const gone = await store.put(TOWN, bytesOf(1));
    await store.erase(gone);
    expect(await listed()).toEqual(kept.map((ref) => ref.storageName).toSorted());
    for await (const { keptAt } of store.list()) {
      expect(Math.abs(keptAt.getTime() - Date.now())).toBeLessThan(60_000);
    }
  });
});
