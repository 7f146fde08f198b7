import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginAttempt, lostAttempts } from '../../ledger/intake/attempts.ts';
import { batchView, closeBatch, createBatch } from '../../ledger/intake/batches.ts';
import {
  discardDeadLetter,
  retryDeadLetter,
  retryDeadLetters,
} from '../../ledger/intake/dead-letter-acts.ts';
import { listDeadLetters } from '../../ledger/intake/dead-letter-list.ts';
import { recordDeadLetter } from '../../ledger/intake/dead-letters.ts';
import { discardOriginal, receiveOriginal } from '../../ledger/intake/originals.ts';
import { pendingJobs } from '../../ledger/intake/pending.ts';
import { reopenSheet } from '../../ledger/intake/sheet-acts.ts';
import { newId } from '../../runtime/ids.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  NOW,
  type Person,
  type World,
} from '../support/ledger-world.ts';
import { memoryBlobs } from '../support/memory-blobs.ts';

let world: World;
let chief: Person;
let reader: Person;
beforeAll(async () => {
  world = await ledgerWorld('dead_letters');
  chief = await world.person('chief', ['supervisor']);
  reader = await world.person('reader', ['reviewer']);
});
afterAll(() => world.close());

/** A page that was received and whose first stage was given up. */
async function deadPage() {
  const { sheetId } = await world.receivedSheet();
  const letter = {
    municipalityId: MUNICIPALITY,
    queue: 'preprocess',
    jobId: newId(),
    payload: { municipalityId: MUNICIPALITY, requestId: newId(), traceId: newId(), sheetId },
    errorCode: 'queue.worker_lost',
    attempts: 3,
  } as const;
  await recordDeadLetter(world.db, letter, { now: NOW, newId });
  await recordDeadLetter(world.db, letter, { now: NOW, newId });
  const { items } = await listDeadLetters(world.db, MUNICIPALITY, { offset: 0, decided: false });
  const found = items.filter((item) => item.sheetId === sheetId);
  expect(found).toMatchObject([{ queue: 'preprocess', errorCode: 'queue.worker_lost' }]);
  return { sheetId, deadLetterId: found[0]?.deadLetterId ?? '' };
}

/** A file that could not be taken apart and was given up. */
async function deadFile(source = randomBytes(32)) {
  const batch = await newBatch('束その二');
  const file = { batchId: batch.batchId, fileName: 'box.pdf', source };
  const { db, system } = world;
  const { originalId } = await receiveOriginal({ db, blobs: memoryBlobs() }, again(system), file);
  const payload = {
    municipalityId: MUNICIPALITY,
    requestId: newId(),
    traceId: newId(),
    originalId,
  };
  const letter = { municipalityId: MUNICIPALITY, queue: 'split', jobId: newId(), payload } as const;
  const why = { errorCode: 'reading.memory', attempts: 2 } as const;
  await recordDeadLetter(db, { ...letter, ...why }, { now: NOW, newId });
  const { items } = await listDeadLetters(db, MUNICIPALITY, { offset: 0, decided: false });
  const deadLetterId = items.find((item) => item.originalId === originalId)?.deadLetterId ?? '';
  return { ...file, originalId, deadLetterId };
}
const newBatch = (label: string) =>
  createBatch(world.db, again(world.system), {
    ...{ label, institutionCode: null, month: null, declaredSheets: null },
  });
const stateOf = async (originalId: string) =>
  (
    await world.owner.query('select state, error_code from originals where original_id = $1', [
      originalId,
    ])
  ).rows[0];

const jobsFor = async (sheetId: string) =>
  (
    await world.owner.query(`select queue from outbox where payload ->> 'sheetId' = $1`, [sheetId])
  ).rows.map((row) => row['queue']);
const isPending = async (sheetId: string) => {
  for await (const { payload } of pendingJobs(world.db, newId)) {
    if (JSON.stringify(payload).includes(sheetId)) return true;
  }
  return false;
};
const reason = '読取機を直した';

test('a retry puts the job back once, forgets its deaths, and is in the audit log', async () => {
  const { sheetId, deadLetterId } = await deadPage();
  const subject = {
    municipalityId: MUNICIPALITY,
    queue: 'preprocess',
    subjectId: sheetId,
  } as const;
  await beginAttempt(world.db, subject, { alone: true, now: NOW });
  expect(await isPending(sheetId)).toBe(false);
  const act = { deadLetterId, reason };
  expect(await retryDeadLetter(world.db, again(chief.context), act)).toMatchObject({
    resolution: 'retried',
    reason,
  });
  expect(await jobsFor(sheetId)).toEqual(['preprocess', 'preprocess']);
  expect(await lostAttempts(world.db, subject)).toEqual({ begun: 0, begunAlone: 0 });
  expect(await isPending(sheetId)).toBe(true);
  const twice = retryDeadLetter(world.db, again(chief.context), act);
  await expect(twice).rejects.toMatchObject({ code: 'review.wrong_state' });
  expect(await jobsFor(sheetId)).toHaveLength(2);
  const { rows } = await world.owner.query(
    'select action, outcome from audit_events where resource_id = $1',
    [deadLetterId],
  );
  expect(rows).toEqual([{ action: 'queue.manage', outcome: 'done' }]);
});

test('a discard leaves the page to a person, who may send it back', async () => {
  const { sheetId, deadLetterId } = await deadPage();
  await discardDeadLetter(world.db, again(chief.context), { deadLetterId, reason });
  expect(await isPending(sheetId)).toBe(false);
  const reopened = await reopenSheet(world.db, again(chief.context), { sheetId, reason });
  expect(reopened.state).toBe('received');
});

test('each says where its paper is, and its batch how many wait', async () => {
  const { batchId, originalId } = await deadFile();
  const { sheetId } = await deadPage();
  const { items } = await listDeadLetters(world.db, MUNICIPALITY, { offset: 0, decided: false });
  expect(items.find((item) => item.originalId === originalId)).toMatchObject({
    ...{ batch: { batchId, label: '束その二' }, fileName: 'box.pdf', pageNumber: null },
  });
  expect(items.find((item) => item.sheetId === sheetId)).toMatchObject({
    ...{ fileName: 'scan.png', pageNumber: 1 },
  });
  expect((await batchView(world.db, MUNICIPALITY, batchId)).givenUp).toBe(1);
});

test('a discard is taken back: the file, or the page, is with the machine again', async () => {
  const file = await deadFile();
  await discardDeadLetter(world.db, again(chief.context), { ...file, reason });
  expect(await stateOf(file.originalId)).toEqual({
    state: 'refused',
    error_code: 'reading.memory',
  });
  const undone = await retryDeadLetter(world.db, again(chief.context), { ...file, reason: null });
  expect(undone.resolution).toBe('retried');
  expect(await stateOf(file.originalId)).toEqual({ state: 'received', error_code: null });
  const page = await deadPage();
  await discardDeadLetter(world.db, again(chief.context), { ...page, reason });
  await retryDeadLetter(world.db, again(chief.context), { ...page, reason: null });
  expect(await isPending(page.sheetId)).toBe(true);
  const { items } = await listDeadLetters(world.db, MUNICIPALITY, { offset: 0, decided: true });
  expect(items.find((item) => item.sheetId === page.sheetId)?.resolution).toBe('retried');
});

test('what people have gone on from is not taken back', async () => {
  const [signed, closed, twin] = [await deadFile(), await deadFile(), await deadFile()];
  const act = again(chief.context);
  for (const file of [signed, closed, twin]) {
    await discardDeadLetter(world.db, again(chief.context), { ...file, reason });
  }
  await discardOriginal(world.db, act, { originalId: signed.originalId, reason });
  await closeBatch(world.db, again(chief.context), { batchId: closed.batchId, reason });
  const { db } = world;
  await receiveOriginal({ db, blobs: memoryBlobs() }, again(world.system), twin);
  const undo = (file: typeof signed) =>
    retryDeadLetter(world.db, again(chief.context), { ...file, reason: null });
  await expect(undo(signed)).rejects.toMatchObject({ code: 'review.wrong_state' });
  await expect(undo(closed)).rejects.toMatchObject({ code: 'batch.closed' });
  await expect(undo(twin)).rejects.toMatchObject({ code: 'review.wrong_state' });
  const page = await deadPage();
  await discardDeadLetter(world.db, again(chief.context), { ...page, reason });
  await reopenSheet(world.db, again(chief.context), { sheetId: page.sheetId, reason });
  const late = retryDeadLetter(world.db, again(chief.context), { ...page, reason: null });
  await expect(late).rejects.toMatchObject({ code: 'review.wrong_state' });
});

test('of several the ones nobody has dealt with are done again', async () => {
  const [one, two] = [await deadPage(), await deadPage()];
  await retryDeadLetter(world.db, again(chief.context), { ...one, reason: null });
  const ids = [one.deadLetterId, two.deadLetterId];
  expect(await retryDeadLetters(world.db, again(chief.context), ids)).toEqual({
    retried: 1,
    left: 1,
  });
  expect(await jobsFor(two.sheetId)).toHaveLength(2);
});

test('only a supervisor may, and the refusal is in the audit log', async () => {
  const { deadLetterId } = await deadPage();
  const act = retryDeadLetter(world.db, again(reader.context), { deadLetterId, reason });
  await expect(act).rejects.toMatchObject({ code: 'auth.forbidden' });
  const { rows } = await world.owner.query(
    'select outcome from audit_events where resource_id = $1',
    [deadLetterId],
  );
  expect(rows).toEqual([{ outcome: 'refused' }]);
});
