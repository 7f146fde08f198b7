import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BlobStore } from '../../../runtime/blob-store.ts';
import { openFileBlobStore } from '../../../runtime/file-blob-store.ts';
import { freeBytesOf, keepFree } from '../../../runtime/keep-free.ts';
import { openFileKeyProvider } from '../../../runtime/key-provider.ts';

const MIB = 1024 * 1024;
let folder: string;
let blobFolder: string;
let blobs: BlobStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-free-'));
  blobFolder = join(folder, 'blobs');
  const keys = await openFileKeyProvider({ keyFile: join(folder, 'master.key'), blobFolder });
  blobs = await openFileBlobStore(blobFolder, keys);
});
afterEach(() => rm(folder, { recursive: true }));

const kept = async () =>
  (await readdir(blobFolder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

test('with room enough a file is kept as ever', async () => {
  const ref = await keepFree(blobs, blobFolder, MIB).put('272035', Buffer.from('scan'));
  expect((await blobs.get(ref)).toString()).toBe('scan');
});

test('below the limit nothing of the source is even read', async () => {
  let read = false;
  const source = (async function* () {
    read = true;
    yield Buffer.from('scan');
  })();
  const put = keepFree(blobs, blobFolder, Number.MAX_SAFE_INTEGER).put('272035', source);
  await expect(put).rejects.toMatchObject({ code: 'service.storage_full', disposition: 'retry' });
  expect(read).toBe(false);
  expect(await kept()).toEqual(['key-id']);
});

test('a disk that fills while a file arrives refuses it, and no part stays', async () => {
  const limit = (await freeBytesOf(folder)) - 64 * MIB;
  let sent = 0;
  const source = (async function* () {
    for (; sent < 40; sent += 1) {
      // Somebody else fills the disk.
      if (sent === 10) await writeFile(join(folder, 'ballast'), Buffer.alloc(256 * MIB));
      yield Buffer.alloc(MIB);
    }
  })();
  const put = keepFree(blobs, blobFolder, limit).put('272035', source);
  await expect(put).rejects.toMatchObject({ code: 'service.storage_full' });
  expect(sent).toBeLessThan(20);
  expect(await kept()).toEqual(['key-id']);
});
