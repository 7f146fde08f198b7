import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { type HttpClient, logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { truthBySheet, workThrough } from '../../cli/demo/reviewers.ts';
import { loadTruths, type Truth } from '../../cli/demo/truth.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import {
  MUNICIPALITY,
  PASSWORD,
  startTestProgram,
  type TestProgram,
} from '../support/test-program.ts';
import { launchBrowser, visit } from './support/browser.ts';
import { beginReview, logIn } from './support/page-steps.ts';

let database: TestDatabase;
let running: TestProgram;
let browser: Browser;

beforeAll(async () => {
  database = await createTestDatabase('adjudication');
  const accounts = {
    uketsuke: 'clerk',
    kakunin: 'reviewer',
    shonin: 'reviewer',
    kanri: 'supervisor',
  } as const;
  running = await startTestProgram({ databaseUrl: database.url }, accounts, 'samples/masters');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await running.close();
  await database.drop();
});

const quiet = { show: () => undefined, stop: () => undefined };
const person = (name: string) => logInOverHttp(running.address, name, PASSWORD);

/** A sheet on which A keyed one answer and B another. */
async function contestedSheet(clerk: HttpClient): Promise<string> {
  const body = { label: '三人目の束', institutionCode: null, month: null, declaredSheets: null };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  const bytes = new Uint8Array(await readFile('samples/scans/scan_0001.jpg'));
  const file = new File([bytes], 'scan_0001.jpg');
  await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
  await followBatch(running.program, MUNICIPALITY, batchId, quiet);
  const truths = await truthBySheet(clerk, batchId, await loadTruths('samples/truth'));
  const [[sheetId, truth] = ['', undefined]] = truths;
  const other: Truth | undefined = truth && {
    ...truth,
    fields: { ...truth.fields, consent: 'no' },
  };
  if (other === undefined) throw new Error('the sample has no truth');
  await workThrough(
    await person('kakunin'),
    'verify',
    new Map([[sheetId, other]]),
    () => undefined,
  );
  await workThrough(await person('shonin'), 'approve', truths, () => undefined);
  return sheetId;
}

test('a third person sees both keyings and no name, and settles with two deliberate presses', async () => {
  const sheetId = await contestedSheet(await person('uketsuke'));
  const { page, complaints } = await visit(browser, {
    baseUrl: running.address,
    screen: 'laptop',
  });
  await logIn(page, 'kanri', PASSWORD);
  await beginReview(page, '裁定');
  const desk = await page.locator('body').textContent();
  expect(desk).toContain('裁定では氏名を表示しません');
  expect(desk).not.toContain('藤原');
  expect(await page.getByText('人の入力').count()).toBe(2);
  await page.keyboard.press('2');
  await page.getByText('残りはありません').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('重大な指摘が1件あります').waitFor();
  await page.keyboard.press('Control+Enter');
  await expect
    .poll(() =>
      running.program.db
        .selectFrom('sheets')
        .select('state')
        .where('sheetId', '=', sheetId)
        .executeTakeFirstOrThrow(),
    )
    .toEqual({ state: 'awaiting_approval' });
  expect(complaints).toEqual([]);
});
