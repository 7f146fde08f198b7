import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { recordDeadLetter } from '../../ledger/intake/dead-letters.ts';
import { newId } from '../../runtime/ids.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import type { QueueName } from '../../schemas/jobs.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { giveReason } from './support/page-steps.ts';
import { expectAccessible, expectNoPageScroll, expectScreen } from './support/screen-checks.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  await somethingStuck();
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

const quiet = { show: () => undefined, stop: () => undefined };

/** A page and two files that the machine has given up. */
async function somethingStuck(): Promise<void> {
  const { program, address } = office.running;
  const clerk = await logInOverHttp(address, 'uketsuke', PASSWORD);
  const body = {
    label: 'さくら医院 10月分',
    institutionCode: null,
    month: null,
    declaredSheets: 3,
  };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  const send = async (name: string, bytes: Uint8Array<ArrayBuffer>) =>
    clerk.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
  const text = (words: string) => new TextEncoder().encode(words);
  await send('scan_0001.jpg', new Uint8Array(await readFile('samples/scans/scan_0001.jpg')));
  const one = await send('箱の一.pdf', text('no scan'));
  const two = await send('箱の二.pdf', text('no scan either'));
  await followBatch(program, MUNICIPALITY, batchId, quiet);
  const { sheetId } = await program.db
    .selectFrom('sheets')
    .select('sheetId')
    .executeTakeFirstOrThrow();
  await giveUp('read', { sheetId }, 'queue.worker_lost', 3);
  await giveUp('split', { originalId: one.originalId }, 'reading.memory', 1);
  await giveUp('split', { originalId: two.originalId }, 'blob.damaged', 1);
}

async function giveUp(
  queue: QueueName,
  subject: { sheetId: string } | { originalId: string },
  errorCode: ErrorCode,
  attempts: number,
): Promise<void> {
  const payload = {
    municipalityId: MUNICIPALITY,
    requestId: newId(),
    traceId: newId(),
    ...subject,
  };
  const letter = { municipalityId: MUNICIPALITY, queue, jobId: newId(), payload };
  const at = { now: new Date(), newId };
  await recordDeadLetter(office.running.program.db, { ...letter, errorCode, attempts }, at);
}

const rowOf = (page: Page, words: string) => page.getByRole('row').filter({ hasText: words });
const stateOf = async (fileName: string) => {
  const { state } = await office.running.program.db
    .selectFrom('originals')
    .select('state')
    .where('fileName', '=', fileName)
    .executeTakeFirstOrThrow();
  return state;
};

test('who takes in paper sees that something stands still, and whom to tell', async () => {
  const { page } = await office.enter('uketsuke');
  await page.getByText('処理が止まっているものが3件あります').waitFor();
  await page.getByText('責任者に知らせてください').waitFor();
  await page.getByText('停止 3件').waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'さくら医院 10月分' }).press('Enter');
  await page.getByText('処理が止まっているものが3件あります').waitFor();
});

test('a supervisor decides with the keyboard: leaves one to people, takes that back, tries the rest again', async () => {
  const { page, complaints } = await office.enter('kanri');
  await page.getByRole('link', { name: 'どうするかを決める' }).press('Enter');
  await rowOf(page, 'scan_0001.jpg').getByText('読み取り', { exact: true }).waitFor();
  await rowOf(page, '箱の一.pdf').getByText('reading.memory').waitFor();
  await expectScreen(page, /Why it stopped/);
  await expectNoPageScroll(page);

  await rowOf(page, '箱の一.pdf').getByRole('button', { name: '人の判断に回す' }).focus();
  await giveReason(
    page,
    '人の判断に回す',
    '紙を二つに分けて入れ直す',
    expectAccessible,
    '人の判断に回す',
    rowOf(page, '箱の一.pdf'),
  );
  await rowOf(page, '箱の一.pdf').waitFor({ state: 'detached' });
  await page.locator('h1:focus').waitFor();

  await page.getByText('対応済み', { exact: true }).click();
  await page.getByText('理由: 紙を二つに分けて入れ直す').waitFor();
  await expectScreen(page, /Give back to the machine/);
  await rowOf(page, '箱の一.pdf').getByRole('button', { name: '機械に戻す' }).press('Enter');
  await rowOf(page, '箱の一.pdf').getByText('やり直した').waitFor();
  // Read again, and refused again by the machine itself.
  await expect.poll(() => stateOf('箱の一.pdf'), { timeout: 30_000 }).toBe('refused');

  await page.getByText('未対応', { exact: true }).click();
  await page.getByRole('button', { name: '表示中の2件をやり直す' }).press('Enter');
  await page.getByText('止まっているものはありません').waitFor();
  await expectScreen(page, /Nothing is stuck/);
  expect(complaints).toEqual([]);
});
