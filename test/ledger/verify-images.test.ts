import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyImages } from '../../ledger/entries/verify-images.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { openFileBlobStore } from '../../runtime/file-blob-store.ts';
import { openFileKeyProvider } from '../../runtime/key-provider.ts';
import { ledgerWorld, MUNICIPALITY, type World } from '../support/ledger-world.ts';
import { commitSheet } from '../support/review-steps.ts';

let world: World;
let folder: string;
let blobs: BlobStore;
let entries: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-images-'));
  const keys = await openFileKeyProvider({ keyFile: join(folder, 'key'), blobFolder: folder });
  blobs = await openFileBlobStore(folder, keys);
  world = await ledgerWorld('verify_images', blobs);
  const a = await world.person('anna', ['reviewer']);
  const b = await world.person('botan', ['reviewer']);
  entries = [];
  for (let count = 0; count < 3; count += 1) {
    entries.push(await commitSheet(world, { a, b }, await world.checkedSheet()));
  }
  await world.owner.query('alter table blobs disable trigger user');
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const problems = async () => (await verifyImages(world.db, blobs, MUNICIPALITY)).problems;
const named = (problem: string) => [{ table: 'blobs', row: entries[1], problem }];

type Blob = { blob_id: string; wrapped_key: string; storage_name: string; content_hash: string };
async function victim(): Promise<Blob> {
  const { rows } = await world.owner.query<Blob>(
    `select b.* from blobs b join sheets s using (blob_id) join ledger_entries e using (sheet_id)
     where e.entry_id = $1`,
    [entries[1]],
  );
  const [blob] = rows;
  if (blob === undefined) throw new Error('no such image');
  return blob;
}

/** Changes a column of the image's row, looks, and puts it back. */
async function withColumn(name: keyof Blob, value: unknown): Promise<unknown> {
  const blob = await victim();
  const set = `update blobs set ${name} = $1 where blob_id = $2`;
  await world.owner.query(set, [value, blob.blob_id]);
  const found = await problems();
  await world.owner.query(set, [blob[name], blob.blob_id]);
  return found;
}

const otherByte = (text: string) => text.replace(/[0-9a-z]/i, (c) => (c === '1' ? '2' : '1'));

test('images as they were signed for have nothing to report', async () => {
  expect(await verifyImages(world.db, blobs, MUNICIPALITY)).toEqual({
    ...{ images: 3, bytes: 192, problems: [] },
  });
});

test('one changed byte of an image, anywhere in its file, is named by its entry', async () => {
  const { storage_name } = await victim();
  const path = join(folder, storage_name.slice(0, 2), storage_name);
  const whole = await readFile(path);
  for (const at of [0, 4, Math.floor(whole.length / 2), whole.length - 1]) {
    const spoilt = Buffer.from(whole);
    spoilt[at] = (spoilt[at] ?? 0) ^ 1;
    await writeFile(path, spoilt);
    expect(await problems()).toEqual(named('image_damaged'));
  }
  await writeFile(path, whole.subarray(0, -1));
  expect(await problems()).toEqual(named('image_damaged'));
  await rm(path);
  expect(await problems()).toEqual(named('image_missing'));
  await writeFile(path, whole);
  expect(await problems()).toEqual([]);
});

test('one changed byte of its wrapped key, or of the row that names it, is named too', async () => {
  const { wrapped_key, content_hash } = await victim();
  expect(await withColumn('wrapped_key', otherByte(wrapped_key))).toEqual(
    named('image_key_damaged'),
  );
  expect(await withColumn('content_hash', otherByte(content_hash))).toEqual(named('image_differs'));
  expect(await withColumn('storage_name', '0'.repeat(32))).toEqual(named('image_key_damaged'));
});

test('an image whose key was erased while its record stands is named', async () => {
  const { blob_id, wrapped_key } = await victim();
  const set = 'update blobs set wrapped_key = $1, erased_at = $2 where blob_id = $3';
  await world.owner.query(set, [null, new Date(), blob_id]);
  expect(await problems()).toEqual(named('image_erased'));
  await world.owner.query(set, [wrapped_key, null, blob_id]);
});
