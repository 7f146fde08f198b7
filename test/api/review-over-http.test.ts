import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { buildServices } from '../../api/build-services.ts';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { newId } from '../../runtime/ids.ts';
import type { Endpoint } from '../../schemas/api/endpoint.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { ledgerApi } from '../../schemas/api/ledger.ts';
import { type Lease, reviewApi } from '../../schemas/api/review.ts';
import { createCropDrawer } from '../../workers/engines/column-crops.ts';
import { ledgerWorld, MUNICIPALITY, type World } from '../support/ledger-world.ts';
import { openTestBlobs } from '../support/test-blobs.ts';
import { buildTestServer } from './support/build-test-server.ts';
import { type Visitor, visit } from './support/visitor.ts';

let world: World;
let files: Awaited<ReturnType<typeof openTestBlobs>>;
let app: FastifyInstance;
let clerk: Visitor;
let reviewerA: Visitor;
let reviewerB: Visitor;

beforeAll(async () => {
  world = await ledgerWorld('over_http');
  files = await openTestBlobs();
  const { blobs } = files;
  const crops = createCropDrawer(blobs.get, Date.now);
  const services = buildServices({ ...world.deps, blobs, intake: blobs, crops });
  app = await buildTestServer({ services, db: world.db });
  const enter = async (loginName: string, role: 'clerk' | 'reviewer') => {
    await world.person(loginName, [role]);
    const visitor = visit(app);
    await visitor.login(loginName);
    return visitor;
  };
  clerk = await enter('kurumi', 'clerk');
  reviewerA = await enter('anna', 'reviewer');
  reviewerB = await enter('botan', 'reviewer');
});
afterAll(async () => {
  await app.close();
  await world.close();
  await files.remove();
});

type Parts = { params?: Record<string, string>; query?: Record<string, string>; body?: object };

const requestOf = (endpoint: Endpoint, { params = {}, query, body }: Parts) => ({
  method: endpoint.method,
  url: endpoint.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? ''),
  ...(query && { query }),
  ...(body && { payload: body }),
});

/** Calls as the page does, and reads the answer with the contract's own strict schema. */
async function call<E extends Endpoint>(
  visitor: Visitor,
  endpoint: E,
  parts: Parts = {},
): Promise<z.output<E['reply']>> {
  const reply = await visitor.send(requestOf(endpoint, parts));
  expect([reply.statusCode, reply.json().code]).toEqual([200, undefined]);
  // Proof: `endpoint.reply` is E['reply'].
  return endpoint.reply.parse(reply.json()) as z.output<E['reply']>;
}

async function refused(visitor: Visitor, endpoint: Endpoint, parts: Parts = {}): Promise<string> {
  const reply = await visitor.send(requestOf(endpoint, parts));
  expect(reply.statusCode).toBeGreaterThanOrEqual(400);
  return reply.json().code;
}

test('a clerk scans a batch in: the file is kept, listed, and known when it comes again', async () => {
  const label = '試験医院 十月';
  const body = { label, institutionCode: null, month: '2021-10', declaredSheets: 1 };
  const { batchId } = await call(clerk, intakeApi.createBatch, { body });
  const bytes = randomBytes(100_000);
  const first = await upload(batchId, bytes);
  expect(first).toMatchObject({ state: 'received', byteSize: bytes.length, fileName: '束1.pdf' });
  expect(await upload(batchId, bytes)).toMatchObject({ state: 'duplicate' });
  const { batch, originals } = await call(clerk, intakeApi.batch, { params: { batchId } });
  expect(batch).toMatchObject({ label, files: 2, filesPending: 1 });
  expect(batch.imbalance).toContain('pending');
  expect(originals).toHaveLength(2);
  expect((await call(clerk, intakeApi.batches)).items[0]?.batchId).toBe(batchId);
  const closing = { params: { batchId }, body: { reason: null } };
  expect(await refused(clerk, intakeApi.closeBatch, closing)).toBe('batch.not_balanced');
  expect(await refused(clerk, intakeApi.batch, { params: { batchId: newId() } })).toBe(
    'resource.not_found',
  );
});

test('two people take a sheet to the ledger, and every view and act is in the audit log', async () => {
  const { residentId, sheetId, imageHash } = await world.checkedSheet();
  const params = { sheetId };
  expect(await call(reviewerA, reviewApi.waiting)).toMatchObject({ verify: 1, approve: 0 });
  expect((await call(clerk, intakeApi.sheetCounts)).byState).toMatchObject({ checked: 1 });
  const query = { state: 'checked' };
  expect((await call(clerk, intakeApi.sheets, { query })).items[0]?.sheetId).toBe(sheetId);

  const a = await take(reviewerA, 'verify', sheetId);
  const shown = await call(reviewerA, reviewApi.sheet, { params });
  expect(shown.person).toMatchObject({ residentId });
  const fieldIds = ['ocrLine', 'name', 'lotNumber'];
  await call(reviewerA, reviewApi.confirmShown, { params, body: { ...a, fieldIds } });
  const open = { params, body: { ...a, imageHash, note: null } };
  expect(await refused(reviewerA, reviewApi.verify, open)).toBe('review.field_open');
  await key(reviewerA, sheetId, a, '2021-10-14');
  await call(reviewerA, reviewApi.undo, { params, body: a });
  await key(reviewerA, sheetId, a, '2021-10-15');
  await call(reviewerA, reviewApi.verify, open);

  const again = { body: { purpose: 'approve', sheetId } };
  expect(await refused(reviewerA, reviewApi.claim, again)).toBe('review.none_waiting');
  const b = await take(reviewerB, 'approve', sheetId);
  await call(reviewerB, reviewApi.sheet, { params });
  const approval = { params, body: { ...b, imageHash } };
  // A had seen the reading before keying the second time, which is not enough.
  expect(await refused(reviewerB, reviewApi.approve, approval)).toBe('review.field_open');
  await key(reviewerB, sheetId, b, '2021-10-15');
  const { outcome, entryId } = await call(reviewerB, reviewApi.approve, approval);
  expect(outcome).toBe('committed');

  const entries = await call(reviewerB, ledgerApi.entries, {
    body: { residentId, offset: 0 },
  });
  expect(entries.items.map((entry) => entry.entryId)).toEqual([entryId]);
  const entry = { params: { entryId: entryId ?? '' } };
  expect((await call(reviewerB, ledgerApi.entry, entry)).record.lotNumber).toBe('EK9160');
  expect(await call(reviewerB, ledgerApi.status)).toMatchObject({ treeSize: 1 });
  const amendment = { ...entry, body: { kind: 'void', reason: '別人の接種券' } };
  expect(await call(reviewerA, ledgerApi.amend, amendment)).toMatchObject({ sheetId });
  expect(await call(reviewerA, reviewApi.waiting)).toMatchObject({ verify: 1 });

  const { problems, events } = await verifyAudit(world.db, MUNICIPALITY, world.publicKeyPem);
  expect(problems).toEqual([]);
  expect(events).toBeGreaterThan(15);
});

test('a lease is renewed, given back, and useless afterwards', async () => {
  const { sheetId } = await world.checkedSheet();
  const body = { purpose: 'verify', sheetId };
  const lease = await call(reviewerA, reviewApi.claim, { body });
  const { leaseId, fencingToken } = lease;
  const held = { params: { leaseId }, body: { fencingToken } };
  expect((await call(reviewerA, reviewApi.renew, held)).leaseId).toBe(leaseId);
  await call(reviewerA, reviewApi.release, { params: { leaseId }, query: { fencingToken } });
  expect(await refused(reviewerA, reviewApi.renew, held)).toBe('review.lease_lost');
  const dismissal = { fencingToken, outcome: 'illegible', reason: '読めない' };
  expect(
    await refused(reviewerA, reviewApi.dismiss, { params: { sheetId }, body: dismissal }),
  ).toBe('review.lease_lost');
});

async function upload(batchId: string, bytes: Uint8Array<ArrayBuffer>) {
  const form = new FormData();
  form.set('file', new Blob([bytes]), '束1.pdf');
  const encoded = new Response(form);
  const reply = await clerk.send({
    method: 'POST',
    url: `/api/batches/${batchId}/files`,
    payload: Buffer.from(await encoded.arrayBuffer()),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
  });
  const original = intakeApi.upload.reply.parse(reply.json());
  const { contentHash } = await world.db
    .selectFrom('originals')
    .select('contentHash')
    .where('originalId', '=', original.originalId)
    .executeTakeFirstOrThrow();
  expect(contentHash).toBe(createHash('sha256').update(bytes).digest('hex'));
  return original;
}

type Held = Pick<Lease, 'fencingToken'>;

async function take(visitor: Visitor, purpose: string, sheetId: string): Promise<Held> {
  const body = { purpose, sheetId };
  const { fencingToken } = await call(visitor, reviewApi.claim, { body });
  return { fencingToken };
}

function key(visitor: Visitor, sheetId: string, held: Held, value: string) {
  const params = { sheetId, fieldId: 'vaccinationDate' };
  return call(visitor, reviewApi.answer, { params, body: { ...held, answer: 'value', value } });
}
