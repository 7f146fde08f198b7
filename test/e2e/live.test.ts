import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { type HttpClient, logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { eventsApi } from '../../schemas/api/events.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import type { Visit } from './support/browser.ts';
import { type Office, openOffice } from './support/office.ts';
import { logIn } from './support/page-steps.ts';
import { expectScreen } from './support/screen-checks.ts';

const quiet = { show: () => undefined, stop: () => undefined };
/** Below the half minute after which the page asks by itself (`TOLD_MS`). */
const BEFORE_IT_ASKS_MS = 25_000;
const STEP_MS = 250;

let office: Office;
/** Somebody else, at another desk. */
let colleague: HttpClient;

beforeAll(async () => {
  office = await openOffice();
  colleague = await logInOverHttp(office.running.address, 'kanri', PASSWORD);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

async function newBatch(label: string): Promise<string> {
  const body = { label, institutionCode: null, month: null, declaredSheets: 1 };
  return (await colleague.call(intakeApi.createBatch, { body })).batchId;
}

async function colleagueScans(batchId: string, name: string): Promise<void> {
  const bytes = new Uint8Array(await readFile(`samples/scans/${name}`));
  await colleague.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
  await followBatch(office.running.program, MUNICIPALITY, batchId, quiet);
}

/** A clerk whose page keeps time as a test says; until then it runs as everywhere. */
async function clerkAtTheClock(): Promise<Visit> {
  const clerk = await office.open();
  await clerk.page.clock.install();
  return clerk;
}

const stopTheClock = (page: Page) => page.clock.pauseAt(Date.now() + 1_000);

/** Lets the page's time pass in small steps until it shows something; not so much that it asks by itself. */
async function showsUnasked(page: Page, shows: () => Promise<boolean>): Promise<void> {
  let passedMs = 0;
  await expect
    .poll(
      async () => {
        if (passedMs + STEP_MS < BEFORE_IT_ASKS_MS) {
          await page.clock.runFor(STEP_MS);
          passedMs += STEP_MS;
        }
        return shows();
      },
      { timeout: 60_000, interval: 100 },
    )
    .toBe(true);
}

const line = (page: Page, file: string, state: string) =>
  page.getByRole('row').filter({ hasText: file }).filter({ hasText: state });

test('the page of a batch moves by itself, not reloaded and not asking', async () => {
  const batchId = await newBatch('動く束');
  const clerk = await clerkAtTheClock();
  const { page } = clerk;
  await logIn(page, 'uketsuke', PASSWORD);
  const listening = page.waitForResponse((reply) => reply.url().endsWith(eventsApi.stream.path));
  await page.goto(`/intake/${batchId}`);
  expect((await listening).status()).toBe(200);
  await page.getByText('まだファイルがありません。').waitFor();
  const heading = await page.getByRole('heading', { name: '動く束' }).elementHandle();
  await stopTheClock(page);
  await colleagueScans(batchId, 'scan_0001.jpg');
  await showsUnasked(page, () => line(page, 'scan_0001.jpg', '確認待ち').isVisible());
  await showsUnasked(page, () => page.getByText('すべて終わりました。').isVisible());
  await showsUnasked(page, () => line(page, 'scan_0001.jpg', '1/1ページ').isVisible());
  expect(await heading?.isVisible()).toBe(true);
  expect(clerk.complaints).toEqual([]);
  await page.clock.resume();
  await expectScreen(page, /The machine's work/);
});

test('the list of batches and the numbers above it move by themselves', async () => {
  const { page } = await clerkAtTheClock();
  await logIn(page, 'uketsuke', PASSWORD);
  await page.getByRole('heading', { name: '取込' }).waitFor();
  await stopTheClock(page);
  await newBatch('あとから来た束');
  await showsUnasked(page, () => page.getByRole('link', { name: 'あとから来た束' }).isVisible());
});

test('without the line the page asks by itself, if more seldom', async () => {
  const batchId = await newBatch('線のない束');
  const { page, context } = await clerkAtTheClock();
  await context.route(`**${eventsApi.stream.path}`, (route) => route.abort());
  await logIn(page, 'uketsuke', PASSWORD);
  await page.goto(`/intake/${batchId}`);
  await page.getByText('まだファイルがありません。').waitFor();
  await stopTheClock(page);
  await colleagueScans(batchId, 'scan_0002.jpg');
  await page.clock.runFor(1_000);
  expect(await page.getByText('scan_0002.jpg').count()).toBe(0);
  await page.clock.runFor(30_000);
  await page.clock.resume();
  await line(page, 'scan_0002.jpg', '確認待ち').waitFor();
});

test('who logs off in one window is logged off in the others at once', async () => {
  const clerk = await office.enter('uketsuke');
  const other = await clerk.context.newPage();
  await other.goto('/intake');
  await other.getByRole('heading', { name: '取込' }).waitFor();
  await clerk.page.getByRole('button', { name: 'ログアウト' }).press('Enter');
  await clerk.page.getByLabel('ログイン名').waitFor();
  await other.getByLabel('ログイン名').waitFor();
});
