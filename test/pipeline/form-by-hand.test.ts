import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { findReading } from '../../ledger/intake/stages.ts';
import { intakeApi, type SheetView } from '../../schemas/api/intake.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { storyApi } from '../../schemas/api/story.ts';
import type { Rotation } from '../../schemas/reading.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import {
  MUNICIPALITY,
  PASSWORD,
  startTestProgram,
  type TestProgram,
} from '../support/test-program.ts';

const FORM = 'jp-covid19-2021';
const ANOTHER_FORM = 'jp-childhood-dptipv';
const quiet = { show: () => undefined, stop: () => undefined };

let database: TestDatabase;
let running: TestProgram;
let clerk: HttpClient;
let reader: HttpClient;
let batchId: string;
beforeAll(async () => {
  database = await createTestDatabase('form_by_hand');
  const roles = { uketsuke: 'clerk', kakunin: 'reviewer' } as const;
  running = await startTestProgram({ databaseUrl: database.url }, roles, 'samples/masters');
  clerk = await logIn(running.address, 'uketsuke', PASSWORD);
  reader = await logIn(running.address, 'kakunin', PASSWORD);
  const body = { label: '束', institutionCode: null, month: null, declaredSheets: null };
  ({ batchId } = await clerk.call(intakeApi.createBatch, { body }));
});
afterAll(async () => {
  await running.close();
  await database.drop();
});

/** The machine is done with it: what became of the page. */
async function settled(sheetId: string): Promise<SheetView> {
  await followBatch(running.program, MUNICIPALITY, batchId, quiet);
  const { items } = await clerk.call(intakeApi.sheets, { query: { batchId } });
  const sheet = items.find((item) => item.sheetId === sheetId);
  if (sheet === undefined) throw new Error('the sheet has gone');
  return sheet;
}

async function handIn(fileName: string, bytes: Uint8Array): Promise<SheetView> {
  const file = new File([new Uint8Array(bytes)], fileName);
  const { originalId } = await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
  await followBatch(running.program, MUNICIPALITY, batchId, quiet);
  const { items } = await clerk.call(intakeApi.sheets, { query: { batchId } });
  const sheet = items.find((item) => item.originalId === originalId);
  if (sheet === undefined) throw new Error('no sheet in the file');
  return sheet;
}

async function choose(sheetId: string, template: string, rotation: Rotation): Promise<SheetView> {
  const body = { template, rotation, reason: '画像で確かめた' };
  await clerk.call(intakeApi.chooseForm, { params: { sheetId }, body });
  return settled(sheetId);
}
const deny = (sheetId: string) =>
  clerk.call(intakeApi.denyForm, { params: { sheetId }, body: { reason: '選び直す' } });

const readFieldsOf = async (sheetId: string) =>
  Object.values((await findReading(running.program.db, sheetId)).fields);

test('the forms to choose from are those the program knows', async () => {
  const { items } = await clerk.call(intakeApi.forms);
  expect(items.map(({ template }) => template)).toEqual(
    expect.arrayContaining([FORM, ANOTHER_FORM]),
  );
  expect(items.every(({ titleJa, titleEn }) => titleJa !== '' && titleEn !== '')).toBe(true);
});

test('half a page, its form chosen: nothing is read, and people key every field', async () => {
  const whole = sharp(await readFile('samples/scans/scan_0001.jpg'));
  const { width, height } = await whole.metadata();
  const half = { left: 0, top: 0, width, height: Math.floor(height * 0.4) };
  const lying = await whole.extract(half).rotate(90).jpeg().toBuffer();
  const { sheetId, state } = await handIn('半分.jpg', lying);
  expect(state).toBe('unknown_form');

  const placed = await choose(sheetId, FORM, 90);
  expect(placed).toMatchObject({ state: 'checked', template: FORM, byHand: 'place', rotation: 90 });
  const fields = await readFieldsOf(sheetId);
  expect(fields.length).toBeGreaterThan(20);
  for (const field of fields) {
    expect(field).toMatchObject({ state: 'unreadable', accepted: false, value: null });
  }
  const lease = await reader.call(reviewApi.claim, { body: { purpose: 'verify' } });
  expect(lease.sheetId).toBe(sheetId);
  const desk = await reader.call(reviewApi.sheet, { params: { sheetId } });
  expect(desk.fields.filter(({ keying }) => keying === 'shown')).toEqual([]);
  expect(desk.fields.filter(({ reading }) => reading?.value != null)).toEqual([]);
  expect(desk.person).toBeNull();
  const { leaseId, fencingToken } = lease;
  await reader.call(reviewApi.release, { params: { leaseId }, query: { fencingToken } });

  const { events } = await reader.call(storyApi.sheet, { params: { sheetId } });
  expect(events.map(({ what }) => what)).toContainEqual(
    expect.objectContaining({ kind: 'moved', chosenForm: FORM, reason: '画像で確かめた' }),
  );
});

test('a whole page taken for another form is not read as that one; as its own it is read', async () => {
  const { sheetId, state } = await handIn(
    '一枚.jpg',
    await readFile('samples/scans/scan_0003.jpg'),
  );
  expect(state).toBe('checked');
  const before = await readFieldsOf(sheetId);
  expect((await deny(sheetId)).state).toBe('unknown_form');

  const wrong = await choose(sheetId, ANOTHER_FORM, 0);
  expect(wrong).toMatchObject({ state: 'checked', template: ANOTHER_FORM, byHand: 'place' });
  expect((await readFieldsOf(sheetId)).some(({ accepted }) => accepted)).toBe(false);

  await deny(sheetId);
  const right = await choose(sheetId, FORM, 0);
  expect(right).toMatchObject({ state: 'checked', template: FORM, byHand: 'form' });
  const values = (fields: typeof before) => fields.map(({ value, accepted }) => [value, accepted]);
  expect(values(await readFieldsOf(sheetId))).toEqual(values(before));

  await deny(sheetId);
  await clerk.call(intakeApi.reopenSheet, {
    params: { sheetId },
    body: { reason: '機械に任せる' },
  });
  expect(await settled(sheetId)).toMatchObject({ state: 'checked', byHand: null });
});
