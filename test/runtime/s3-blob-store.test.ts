import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type KeyProvider, openFileKeyProvider } from '../../runtime/key-provider.ts';
import { openS3BlobStore } from '../../runtime/s3-blob-store.ts';
import type { S3Location } from '../../runtime/s3-objects.ts';
import { freePort } from '../support/free-port.ts';
import { startTestObjectStore, type TestObjectStore } from '../support/object-store.ts';
import { openObjectWire } from '../support/object-wire.ts';

const TOWN = '131016';
const PATIENCE = { connectMs: 1_000, silenceMs: 1_000, pauseMs: 10 };
const AWAY = { code: 'service.blob_store_unavailable', disposition: 'retry' };
const LARGE = Buffer.alloc(3_000_000, 'scan');

let server: TestObjectStore;
beforeAll(async () => {
  server = await startTestObjectStore();
});
afterAll(() => server.stop());

async function parts() {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-s3-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const blobFolder = join(folder, 'blobs');
  const keys = await openFileKeyProvider({ keyFile: join(folder, 'keys', 'master'), blobFolder });
  return { keys, drafts: join(blobFolder, 'drafts') };
}
async function open(at: S3Location, local: { keys: KeyProvider; drafts: string }, create = true) {
  const store = await openS3BlobStore(at, { ...local, create }, PATIENCE);
  onTestFinished(() => store.close());
  return store;
}
/** A store behind a line that can be spoiled. */
async function onWire() {
  const at = await server.newBucket();
  const wire = await openObjectWire(at.endpoint);
  onTestFinished(wire.close);
  const local = await parts();
  return { wire, ...local, store: await open({ ...at, endpoint: wire.endpoint }, local) };
}
const namesOf = async (store: Awaited<ReturnType<typeof open>>) => {
  const names: string[] = [];
  for await (const { storageName } of store.list()) names.push(storageName);
  return names;
};
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('a store that does not answer is away, never without the blob; what was put is there afterwards', async () => {
  const local = await parts();
  const store = await open(await server.newBucket(), local);
  const ref = await store.put(TOWN, LARGE);
  server.suspend();
  try {
    await expect(store.get(ref)).rejects.toMatchObject(AWAY);
    await expect(store.put(TOWN, LARGE)).rejects.toMatchObject(AWAY);
    await expect(store.erase(ref)).rejects.toMatchObject(AWAY);
    await expect(store.check()).rejects.toMatchObject(AWAY);
    expect(await readdir(local.drafts)).toEqual([]);
  } finally {
    server.resume();
  }
  expect(hashOf(await store.get(ref))).toBe(ref.contentHash);
});

test('nobody there, another’s credentials, no such bucket: all of them away', async () => {
  const at = await server.newBucket();
  const local = await parts();
  const wrong: Partial<S3Location>[] = [
    { endpoint: `http://127.0.0.1:${await freePort()}` },
    { secretAccessKey: 'wrong' },
    { bucket: 'no-such-bucket' },
  ];
  for (const part of wrong) {
    await expect(open({ ...at, ...part }, local), JSON.stringify(part)).rejects.toMatchObject(AWAY);
  }
});

test('a put that was done but reported failed is done again and is there once', async () => {
  const { wire, store } = await onWire();
  wire.spoil('answer lost');
  const ref = await store.put(TOWN, LARGE);
  expect(wire.left()).toBe(0);
  expect(await namesOf(store)).toEqual([ref.storageName]);
  expect(hashOf(await store.get(ref))).toBe(ref.contentHash);
});

test('a byte changed on the way is refused by the store, and sent again', async () => {
  const { wire, store } = await onWire();
  wire.spoil('byte changed');
  const ref = await store.put(TOWN, LARGE);
  expect(wire.left()).toBe(0);
  expect(hashOf(await store.get(ref))).toBe(ref.contentHash);
  wire.spoil('byte changed', 'byte changed', 'byte changed');
  await expect(store.put(TOWN, LARGE)).rejects.toMatchObject(AWAY);
  expect(await namesOf(store)).toEqual([ref.storageName]);
});

test('an answer cut in the middle is a store that is away, not a damaged blob', async () => {
  const { wire, store } = await onWire();
  const ref = await store.put(TOWN, LARGE);
  wire.spoil('answer cut');
  await expect(store.get(ref)).rejects.toMatchObject(AWAY);
  expect(hashOf(await store.get(ref))).toBe(ref.contentHash);
});

test('a bucket belongs to one installation', async () => {
  const at = await server.newBucket();
  const [ours, theirs] = [await parts(), await parts()];
  await expect(open(at, ours, false)).rejects.toMatchObject({ code: 'config.invalid' });
  await open(at, ours);
  await open(at, ours, false);
  await expect(open(at, theirs)).rejects.toMatchObject({ code: 'blob.key_mismatch' });
});
