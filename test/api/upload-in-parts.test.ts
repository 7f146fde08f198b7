import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildServices } from '../../api/build-services.ts';
import { findOriginal } from '../../ledger/intake/originals.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { PART_BYTES } from '../../schemas/api/upload.ts';
import { createCropDrawer } from '../../workers/engines/column-crops.ts';
import { ledgerWorld, MUNICIPALITY, type World } from '../support/ledger-world.ts';
import { openTestBlobs } from '../support/test-blobs.ts';
import { buildTestServer } from './support/build-test-server.ts';
import { type Visitor, visit } from './support/visitor.ts';

let world: World;
let files: Awaited<ReturnType<typeof openTestBlobs>>;
let blobs: BlobStore;
let app: FastifyInstance;
let clerk: Visitor;
let colleague: Visitor;

beforeAll(async () => {
  world = await ledgerWorld('upload_parts');
  files = await openTestBlobs();
  ({ blobs } = files);
  const crops = createCropDrawer(blobs.get, Date.now);
  const services = buildServices({ ...world.deps, blobs, intake: blobs, crops });
  app = await buildTestServer({ services, db: world.db });
  const enter = async (loginName: string) => {
    await world.person(loginName, ['clerk']);
    const visitor = visit(app);
    await visitor.login(loginName);
    return visitor;
  };
  clerk = await enter('kurumi');
  colleague = await enter('kaede');
});
afterAll(async () => {
  await app.close();
  await world.close();
  await files.remove();
});

async function newBatch(): Promise<string> {
  const payload = { label: '大きな束', institutionCode: null, month: null, declaredSheets: null };
  return (await clerk.send({ method: 'POST', url: '/api/batches', payload })).json().batchId;
}

type Scan = { fileName: string; byteSize: number; lastModified: number };
const scanOf = (bytes: Uint8Array): Scan => ({
  fileName: '束1.pdf',
  byteSize: bytes.length,
  lastModified: 1_760_000_000_000,
});

const begin = async (visitor: Visitor, batchId: string, payload: Scan) =>
  (await visitor.send({ method: 'POST', url: `/api/batches/${batchId}/uploads`, payload })).json();
const part = (visitor: Visitor, uploadId: string, partNumber: number, payload: Buffer) =>
  visitor.send({
    method: 'PUT',
    url: `/api/uploads/${uploadId}/parts/${partNumber}`,
    headers: { 'content-type': 'application/octet-stream' },
    payload,
  });
const complete = (visitor: Visitor, uploadId: string) =>
  visitor.send({ method: 'POST', url: `/api/uploads/${uploadId}/completion` });

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
async function keptFiles(): Promise<number> {
  let files = 0;
  for await (const _ of blobs.list()) files += 1;
  return files;
}

test('a file in parts, broken off and gone on with, arrives whole and once', async () => {
  const batchId = await newBatch();
  const bytes = randomBytes(2 * PART_BYTES + 777);
  const cut = (index: number) => bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES);
  const before = await keptFiles();
  const { uploadId, parts } = await begin(clerk, batchId, scanOf(bytes));
  expect(parts).toEqual([]);
  expect((await part(clerk, uploadId, 2, cut(1))).json()).toEqual({ sha256: sha256(cut(1)) });
  await part(clerk, uploadId, 1, cut(0));
  expect((await complete(clerk, uploadId)).json()).toMatchObject({ code: 'upload.incomplete' });

  const again = await begin(clerk, batchId, scanOf(bytes));
  expect(again).toEqual({
    uploadId,
    parts: [
      { partNumber: 1, sha256: sha256(cut(0)) },
      { partNumber: 2, sha256: sha256(cut(1)) },
    ],
  });
  await part(clerk, uploadId, 3, cut(2));
  const original = (await complete(clerk, uploadId)).json();
  expect(original).toMatchObject({ state: 'received', byteSize: bytes.length });
  // The answer was lost on the way: asking again makes no second file.
  expect((await complete(clerk, uploadId)).json()).toEqual(original);

  const { blob } = await findOriginal(world.db, MUNICIPALITY, original.originalId);
  expect(sha256(await buffer(blobs.getStream(blob.ref)))).toBe(sha256(bytes));
  expect(await keptFiles()).toBe(before + 1);
  const { originals } = (
    await clerk.send({ method: 'GET', url: `/api/batches/${batchId}` })
  ).json();
  expect(originals).toHaveLength(1);
});

test('a part of the wrong length is refused and leaves nothing', async () => {
  const batchId = await newBatch();
  const bytes = randomBytes(PART_BYTES + 10);
  const { uploadId } = await begin(clerk, batchId, scanOf(bytes));
  const before = await keptFiles();
  const codes = [];
  for (const [number, length] of [
    [1, PART_BYTES - 1],
    [1, PART_BYTES + 1],
    [2, 11],
    [3, 1],
  ] as const) {
    codes.push((await part(clerk, uploadId, number, randomBytes(length))).json().code);
  }
  expect(codes).toEqual(['input.truncated', 'input.too_large', 'input.truncated', 'input.invalid']);
  expect(await keptFiles()).toBe(before);
});

test('a part sent again takes the place of the first', async () => {
  const batchId = await newBatch();
  const bytes = randomBytes(100);
  const { uploadId } = await begin(clerk, batchId, scanOf(bytes));
  const before = await keptFiles();
  await part(clerk, uploadId, 1, randomBytes(100));
  await part(clerk, uploadId, 1, bytes);
  expect(await keptFiles()).toBe(before + 1);
  const original = (await complete(clerk, uploadId)).json();
  const { blob } = await findOriginal(world.db, MUNICIPALITY, original.originalId);
  expect(blob.ref.contentHash).toBe(sha256(bytes));
});

test('two who ask at once for the whole file get one', async () => {
  const batchId = await newBatch();
  const bytes = randomBytes(1_000);
  const { uploadId } = await begin(clerk, batchId, scanOf(bytes));
  await part(clerk, uploadId, 1, bytes);
  await Promise.all([complete(clerk, uploadId), complete(clerk, uploadId)]);
  expect((await complete(clerk, uploadId)).json()).toMatchObject({ state: 'received' });
  const { originals } = (
    await clerk.send({ method: 'GET', url: `/api/batches/${batchId}` })
  ).json();
  expect(originals).toHaveLength(1);
});

test('nobody goes on with the file of another', async () => {
  const batchId = await newBatch();
  const bytes = randomBytes(100);
  const { uploadId } = await begin(clerk, batchId, scanOf(bytes));
  expect((await part(colleague, uploadId, 1, bytes)).json()).toMatchObject({
    code: 'resource.not_found',
  });
  expect((await begin(colleague, batchId, scanOf(bytes))).uploadId).not.toBe(uploadId);
});

test('the page is told which files the batch has, and only those of the batch', async () => {
  const batchId = await newBatch();
  const elsewhere = await newBatch();
  const bytes = randomBytes(100);
  const { uploadId } = await begin(clerk, batchId, scanOf(bytes));
  await part(clerk, uploadId, 1, bytes);
  await complete(clerk, uploadId);
  const known = async (batch: string) =>
    (
      await clerk.send({
        method: 'POST',
        url: `/api/batches/${batch}/known-files`,
        payload: { sha256: [sha256(bytes), sha256(randomBytes(1))] },
      })
    ).json();
  expect(await known(batchId)).toEqual({ known: [sha256(bytes)] });
  expect(await known(elsewhere)).toEqual({ known: [] });
});
