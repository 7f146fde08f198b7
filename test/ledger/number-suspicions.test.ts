import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchView } from '../../ledger/intake/batches.ts';
import { findBlob } from '../../ledger/intake/blobs.ts';
import { eraseContainers, removeErased } from '../../ledger/intake/containers.ts';
import { listSuspicions } from '../../ledger/intake/list-suspicions.ts';
import {
  confirmNumber,
  isToBeScreened,
  recordSuspicion,
  restorePage,
  viewSuspectedPage,
} from '../../ledger/intake/number-suspicions.ts';
import { discardOriginal, refuseOriginal } from '../../ledger/intake/originals.ts';
import { viewSheetImage } from '../../ledger/intake/sheet-acts.ts';
import { findSheet, recordPreprocessed, type Sheet } from '../../ledger/intake/stages.ts';
import { QUARANTINE_HOURS } from '../../rules/quarantine.ts';
import type { BlobRef } from '../../runtime/blob-store.ts';
import { newId } from '../../runtime/ids.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  NOW,
  type Person,
  TEMPLATE,
  type World,
} from '../support/ledger-world.ts';
import { neighbour, openBatch } from '../support/papers.ts';

const AREA = { left: 100, top: 200, width: 300, height: 40 };

let world: World;
let clerk: Person;
let reviewer: Person;
beforeAll(async () => {
  world = await ledgerWorld('numbers');
  clerk = await world.person('clerk', ['clerk']);
  reviewer = await world.person('reviewer', ['reviewer']);
});
afterAll(() => world.close());

const removed: string[] = [];
const deps = () => ({
  db: world.db,
  blobs: {
    erase: async ({ storageName }: { storageName: string }) => void removed.push(storageName),
  },
});
const sheetOf = (sheetId: string) => findSheet(world.db, MUNICIPALITY, sheetId);
const maskedRef = (): BlobRef => ({
  municipalityId: MUNICIPALITY,
  contentHash: newId().replaceAll('-', '').repeat(2),
  byteSize: 10,
  wrappedKey: 'masked',
  keyId: 'test',
  storageName: newId().replaceAll('-', ''),
});

type Suspected = { before: Sheet; sheetId: string; suspicionId: string; batchId: string };

async function suspected(batchId?: string): Promise<Suspected> {
  const before = await world.receivedSheet(batchId);
  const found = { areas: [AREA], masked: maskedRef(), mediaType: 'image/jpeg' };
  await recordSuspicion(world.db, again(world.system), before, found);
  const { suspicionId } = await world.db
    .selectFrom('numberSuspicions')
    .select('suspicionId')
    .where('sheetId', '=', before.sheetId)
    .executeTakeFirstOrThrow();
  return { before, sheetId: before.sheetId, suspicionId, batchId: before.batchId };
}

const blobOf = (blobId: string) =>
  world.db.selectFrom('blobs').selectAll().where('blobId', '=', blobId).executeTakeFirstOrThrow();
const auditOf = (resourceId: string) =>
  world.db
    .selectFrom('auditEvents')
    .select(['action', 'outcome', 'detail', 'accountId'])
    .where('resourceId', '=', resourceId)
    .orderBy('sequence')
    .execute();
const queued = async (sheetId: string) =>
  (
    await world.db.selectFrom('outbox').select(['queue', 'payload']).orderBy('outboxId').execute()
  ).filter(({ payload }) => JSON.stringify(payload).includes(sheetId)).length;

test('nobody sees a page that was not looked through', async () => {
  const sheet = await world.receivedSheet();
  const look = () => viewSheetImage(world.db, again(clerk.context), sheet.sheetId);
  await expect(look()).rejects.toMatchObject({ code: 'sheet.not_screened' });
  const stranger = { to: 'unknown_form', template: 'other', registration: null } as const;
  await recordPreprocessed(world.db, again(world.system), sheet, stranger);
  expect((await look()).imageHash).toBe(sheet.imageHash);
});

test('from the finding on everybody sees the masked page, and the batch waits for it', async () => {
  const batchId = await openBatch(world, 1);
  const { before, sheetId } = await suspected(batchId);
  const sheet = await sheetOf(sheetId);
  expect(sheet).toMatchObject({ state: 'number_suspected', screening: 'suspected' });
  expect(sheet.imageHash).not.toBe(before.imageHash);
  const seen = await viewSheetImage(world.db, again(reviewer.context), sheetId);
  expect(seen.ref.wrappedKey).toBe('masked');
  const batch = await batchView(world.db, MUNICIPALITY, batchId);
  expect(batch.imbalance).toContain('pending');
  expect(await auditOf(sheetId)).toContainEqual(
    expect.objectContaining({ action: 'number.mask', accountId: null }),
  );
});

test('confirmed, the page as it came cannot be opened by anybody again, and the masked one goes on', async () => {
  const { before, sheetId, suspicionId } = await suspected();
  const jobs = await queued(sheetId);
  await viewSuspectedPage(world.db, again(clerk.context), suspicionId);
  await confirmNumber(deps(), again(clerk.context), suspicionId);
  expect(await blobOf(before.blobId)).toMatchObject({ wrappedKey: null });
  expect(removed).toContain((await blobOf(before.blobId)).storageName);
  const gone = findBlob(world.db, MUNICIPALITY, before.blobId);
  await expect(gone).rejects.toMatchObject({ code: 'resource.not_found' });
  expect(await sheetOf(sheetId)).toMatchObject({ state: 'received', screening: 'erased' });
  expect(await queued(sheetId)).toBe(jobs + 1);
  expect(await isToBeScreened(world.db, await sheetOf(sheetId))).toBe(false);
  const acts = await auditOf(suspicionId);
  expect(acts.map(({ detail }) => detail['step'])).toEqual(['look', 'confirm']);
  const again_ = restorePage(deps(), again(clerk.context), suspicionId);
  await expect(again_).rejects.toMatchObject({ code: 'number.decided' });
});

test('restored, the page is as it came, goes on, and is not suspected again', async () => {
  const { before, sheetId, suspicionId } = await suspected();
  const { blobId: maskedBlobId } = await sheetOf(sheetId);
  await restorePage(deps(), again(clerk.context), suspicionId);
  const sheet = await sheetOf(sheetId);
  expect(sheet).toMatchObject({ state: 'received', screening: 'restored' });
  expect([sheet.blobId, sheet.imageHash]).toEqual([before.blobId, before.imageHash]);
  expect(await blobOf(maskedBlobId)).toMatchObject({ wrappedKey: null });
  expect(await isToBeScreened(world.db, sheet)).toBe(false);
  const form = { to: 'preprocessed', template: TEMPLATE.id, registration: null } as const;
  await recordPreprocessed(world.db, again(world.system), sheet, form);
  expect(await sheetOf(sheetId)).toMatchObject({ state: 'preprocessed', screening: 'restored' });
});

test('two who decide at once: one does, the other is told', async () => {
  const { suspicionId } = await suspected();
  const outcomes = await Promise.allSettled([
    confirmNumber(deps(), again(clerk.context), suspicionId),
    restorePage(deps(), again(clerk.context), suspicionId),
  ]);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused.map(({ reason }) => reason.code)).toEqual(['number.decided']);
});

test('who may not, neither looks nor decides, and the attempt is recorded; a neighbour finds nothing', async () => {
  const { suspicionId } = await suspected();
  for (const attempt of [
    () => viewSuspectedPage(world.db, again(reviewer.context), suspicionId),
    () => confirmNumber(deps(), again(reviewer.context), suspicionId),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'auth.forbidden' });
  }
  const refusals = (await auditOf(suspicionId)).filter(({ outcome }) => outcome === 'refused');
  expect(refusals).toHaveLength(2);
  const elsewhere = await neighbour(world, '112453');
  const stolen = viewSuspectedPage(world.db, again(elsewhere), suspicionId);
  await expect(stolen).rejects.toMatchObject({ code: 'resource.not_found' });
});

test('the database refuses what the program would never do', async () => {
  const { sheetId, suspicionId } = await suspected();
  const { before } = await suspected();
  const refused = { code: '23001' };
  const run = (statement: string) => world.owner.query(statement);
  await expect(
    run(`update number_suspicions set state = 'confirmed', decided_at = now(),
      decided_by = '${clerk.accountId}' where suspicion_id = '${suspicionId}'`),
  ).rejects.toMatchObject(refused);
  await expect(
    run(`delete from number_suspicions where suspicion_id = '${suspicionId}'`),
  ).rejects.toMatchObject(refused);
  await expect(
    run(`update sheets set blob_id = '${before.blobId}' where sheet_id = '${sheetId}'`),
  ).rejects.toMatchObject(refused);
  await expect(
    run(
      `update sheets set blob_id = '${before.blobId}', state = 'received' where sheet_id = '${sheetId}'`,
    ),
  ).rejects.toMatchObject(refused);
  await world.db
    .updateTable('blobs')
    .set({ wrappedKey: null, erasedAt: NOW })
    .where('blobId', '=', before.blobId)
    .execute();
  await expect(
    run(`update blobs set wrapped_key = 'x', erased_at = null where blob_id = '${before.blobId}'`),
  ).rejects.toMatchObject(refused);
});

test('a file as it came goes when its last page was looked through, or nobody needs it any more', async () => {
  const sheet = await world.receivedSheet();
  const original = () =>
    world.db
      .selectFrom('originals')
      .innerJoin('blobs', 'blobs.blobId', 'originals.blobId')
      .select(['originals.originalId', 'wrappedKey', 'storageName', 'originals.contentHash'])
      .where('originalId', '=', sheet.originalId)
      .executeTakeFirstOrThrow();
  const erase = () => eraseContainers(deps(), again(world.system), sheet.originalId);
  expect(await erase()).toBe(0);
  const blank = { to: 'blank', template: 'blank', registration: null } as const;
  await recordPreprocessed(world.db, again(world.system), sheet, blank);
  expect(await erase()).toBe(1);
  const { wrappedKey, storageName, originalId, contentHash } = await original();
  expect(wrappedKey).toBeNull();
  expect(removed).toContain(storageName);
  expect(await auditOf(originalId)).toContainEqual(
    expect.objectContaining({ action: 'original.erase', detail: { contentHash } }),
  );
  expect(await erase()).toBe(0);
  // Its process died before the file was gone.
  removed.length = 0;
  await removeErased(deps(), { ...world.system, now: new Date(NOW.getTime() + 3600 * 1000) });
  expect(removed).toContain(storageName);
});

test('what waits for too long is counted, and told apart', async () => {
  const { suspicionId } = await suspected();
  const at = (hours: number) => ({
    ...again(clerk.context),
    now: new Date(NOW.getTime() + hours * 3600 * 1000),
  });
  const list = (hours: number) =>
    listSuspicions(world.db, at(hours), { offset: 0, decided: false });
  const soon = await list(QUARANTINE_HOURS - 1);
  expect(soon.overdue).toBe(0);
  const late = await list(QUARANTINE_HOURS + 1);
  expect(late.overdue).toBe(late.waiting);
  expect(late.items.find((one) => one.suspicionId === suspicionId)).toMatchObject({
    overdue: true,
    areas: [AREA],
  });
  expect(late.filesOverdue).toBeGreaterThan(0);
  const decided = await listSuspicions(world.db, at(1), { offset: 0, decided: true });
  expect(decided.total).toBe(decided.confirmed + decided.restored);
});

test('a refused file stays until somebody has dealt with it, and goes then', async () => {
  const sheet = await world.receivedSheet();
  await world.owner.query(
    `update originals set state = 'received' where original_id = '${sheet.originalId}'`,
  );
  const { originalId } = sheet;
  const refusal = { originalId, errorCode: 'input.damaged', page: null } as const;
  await refuseOriginal(world.db, again(world.system), refusal);
  const erase = () => eraseContainers(deps(), again(world.system), originalId);
  expect(await erase()).toBe(0);
  await discardOriginal(world.db, again(clerk.context), { originalId, reason: '入れ直した' });
  expect(await erase()).toBe(1);
});
