import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { truthBySheet, workThrough } from '../../cli/demo/reviewers.ts';
import { loadTruths } from '../../cli/demo/truth.ts';
import { intakeApi, type SheetView } from '../../schemas/api/intake.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { asOneFile, filledInAgain, scannedAgain } from '../support/second-scans.ts';
import {
  MUNICIPALITY,
  PASSWORD,
  startTestProgram,
  type TestProgram,
} from '../support/test-program.ts';

const quiet = { show: () => undefined, stop: () => undefined };
const accounts = { uketsuke: 'clerk', kakunin: 'reviewer', shonin: 'reviewer' } as const;

let database: TestDatabase;
let running: TestProgram;
let clerk: HttpClient;
let paper: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  database = await createTestDatabase('same_paper');
  running = await startTestProgram({ databaseUrl: database.url }, accounts, 'samples/masters');
  clerk = await logIn(running.address, 'uketsuke', PASSWORD);
  paper = new Uint8Array(await readFile('samples/scans/scan_0001.jpg'));
});
afterAll(async () => {
  await running.close();
  await database.drop();
});

async function newBatch(declaredSheets: number): Promise<string> {
  const claims = { label: '束', institutionCode: null, month: null, declaredSheets };
  return (await clerk.call(intakeApi.createBatch, { body: claims })).batchId;
}

/** Hands a file in and waits until the machine is done with it. */
async function handIn(
  batchId: string,
  fileName: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<SheetView[]> {
  const params = { batchId };
  const file = new File([bytes], fileName);
  const { originalId, state } = await clerk.upload(intakeApi.upload, { params }, file);
  expect(state).toBe('received');
  await followBatch(running.program, MUNICIPALITY, batchId, quiet);
  const { items } = await clerk.call(intakeApi.sheets, { query: { batchId } });
  return items.filter((item) => item.originalId === originalId);
}

async function handInPage(...file: Parameters<typeof handIn>): Promise<SheetView> {
  const [sheet, ...others] = await handIn(...file);
  if (sheet === undefined || others.length > 0) throw new Error('expected a file of one page');
  return sheet;
}

const balance = async (batchId: string) =>
  (await clerk.call(intakeApi.batch, { params: { batchId } })).batch;

test('a sheet fed twice in the place of another cannot be closed unnoticed', async () => {
  const batchId = await newBatch(2);
  const file = await asOneFile([paper, await scannedAgain(paper)]);
  const pages = await handIn(batchId, 'box.pdf', file);
  // Both are read at the same time: whichever is checked first stays.
  expect(pages.map(({ state }) => state).sort()).toEqual(['checked', 'duplicate']);
  const kept = pages.find(({ state }) => state === 'checked');
  expect(pages.find(({ state }) => state === 'duplicate')?.twin).toMatchObject({
    sheetId: kept?.sheetId,
    batchId,
    batchLabel: '束',
    fileName: 'box.pdf',
    pageNumber: kept?.pageNumber,
    state: 'checked',
  });
  await confirmAll(batchId, 'scan_0001.jpg');
  // Two pages for two papers declared, and yet one paper is missing.
  expect(await balance(batchId)).toMatchObject({
    pages: 2,
    papers: 1,
    imbalance: ['declared_count'],
  });
  const close = clerk.call(intakeApi.closeBatch, { params: { batchId }, body: { reason: null } });
  await expect(close).rejects.toMatchObject({ code: 'batch.not_balanced' });
});

test('the box scanned again months later commits nothing twice', async () => {
  const batchId = await newBatch(1);
  const { state, twin } = await handInPage(batchId, 'again.jpg', await scannedAgain(paper));
  expect([state, twin?.state]).toEqual(['duplicate', 'committed']);
  expect(await balance(batchId)).toMatchObject({ papers: 1, imbalance: [] });
});

test('a paper asked for again is replaced by its rescan, and the batch balances', async () => {
  const batchId = await newBatch(1);
  const other = new Uint8Array(await readFile('samples/scans/scan_0002.jpg'));
  const { sheetId } = await handInPage(batchId, 'folded.jpg', other);
  await askForRescan(sheetId);
  expect((await balance(batchId)).imbalance).toEqual(['rescan_requested']);
  const rescan = await handInPage(batchId, 'scan_0002.jpg', await scannedAgain(other));
  expect(rescan.state).toBe('checked');
  const query = { batchId, state: 'replaced_by_rescan' } as const;
  const { items } = await clerk.call(intakeApi.sheets, { query });
  expect(items).toMatchObject([{ sheetId, twin: { sheetId: rescan.sheetId } }]);
  await confirmAll(batchId, 'scan_0002.jpg');
  const closed = await clerk.call(intakeApi.closeBatch, {
    params: { batchId },
    body: { reason: null },
  });
  expect(closed).toMatchObject({ state: 'closed', papers: 1, imbalance: [] });
});

test('a second questionnaire with the same ticket is another paper: people see both', async () => {
  const batchId = await newBatch(1);
  const { sheetId, state } = await handInPage(
    batchId,
    'second.jpg',
    await filledInAgain('sample-001'),
  );
  expect(state).toBe('checked');
  const reviewer = await logIn(running.address, 'kakunin', PASSWORD);
  await reviewer.call(reviewApi.claim, { body: { purpose: 'verify', sheetId } });
  const sheet = await reviewer.call(reviewApi.sheet, { params: { sheetId } });
  expect(sheet.findings).toContainEqual(
    expect.objectContaining({ code: 'ticket_on_other_sheet', severity: 'block' }),
  );
  expect(sheet.otherScans).toMatchObject([{ fileName: 'box.pdf', state: 'committed' }]);
});

test('who brings a duplicate back has it read again and kept', async () => {
  const batchId = await newBatch(1);
  const { sheetId } = await handInPage(batchId, 'once-more.jpg', await scannedAgain(paper));
  const act = { params: { sheetId }, body: { reason: '紙は別のもの' } };
  expect(await clerk.call(intakeApi.reopenSheet, act)).toMatchObject({ state: 'received' });
  const { sheetsByState } = await followBatch(running.program, MUNICIPALITY, batchId, quiet);
  expect(sheetsByState).toEqual({ checked: 1 });
});

/** Two people work through everything that waits; all of it lies in this batch. */
async function confirmAll(batchId: string, sample: string): Promise<void> {
  const { of } = await loadTruths('samples/truth');
  const truths = await truthBySheet(clerk, batchId, { of: () => of(sample, 1) });
  const a = await logIn(running.address, 'kakunin', PASSWORD);
  const b = await logIn(running.address, 'shonin', PASSWORD);
  await workThrough(a, 'verify', truths, () => undefined);
  await workThrough(b, 'approve', truths, () => undefined);
}

async function askForRescan(sheetId: string): Promise<void> {
  const reviewer = await logIn(running.address, 'kakunin', PASSWORD);
  const { fencingToken } = await reviewer.call(reviewApi.claim, {
    body: { purpose: 'verify', sheetId },
  });
  await reviewer.call(reviewApi.sheet, { params: { sheetId } });
  const body = { fencingToken, outcome: 'rescan_requested', reason: '折れている' } as const;
  await reviewer.call(reviewApi.dismiss, { params: { sheetId }, body });
}
