import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { logIn } from '../../cli/demo/http-client.ts';
import { workThrough } from '../../cli/demo/reviewers.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { beginReview } from './support/page-steps.ts';

const quiet = { show: () => undefined, stop: () => undefined };
const MARKUP = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script>';
const LINK = 'javascript:window.harmed=1//';

let office: Office;
let batchId: string;
let sheets: readonly string[];

beforeAll(async () => {
  office = await openOffice();
  const { running } = office;
  const { db } = running.program;
  const clerk = await logIn(running.address, 'uketsuke', PASSWORD);
  const body = { label: MARKUP, institutionCode: null, month: '2021-07', declaredSheets: null };
  ({ batchId } = await clerk.call(intakeApi.createBatch, { body }));
  const scanIn = async (name: string) => {
    const bytes = new Uint8Array(await readFile(`samples/scans/${name}`));
    await clerk.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
    await followBatch(running.program, MUNICIPALITY, batchId, quiet);
    return office.papers();
  };
  const done = await scanIn('scan_0001.jpg');
  const by = (name: string) => logIn(running.address, name, PASSWORD);
  await workThrough(await by('kakunin'), 'verify', done, () => undefined);
  await workThrough(await by('shonin'), 'approve', done, () => undefined);
  sheets = [...(await scanIn('scan_0002.jpg')).keys()];
  await db.updateTable('institutions').set({ name: MARKUP }).execute();
  await db.updateTable('residents').set({ name: MARKUP, kana: MARKUP, address: LINK }).execute();
  await db.updateTable('staffMembers').set({ displayName: MARKUP }).execute();
  await sql`update originals set file_name = ${`${MARKUP}.jpg`}`.execute(db);
  await readAs(MARKUP);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => void process.stderr.write(`${await office.describePages()}\n`));
});
afterAll(() => office.close());

/** As if this were what the readers had made of every line of text. */
async function readAs(text: string): Promise<void> {
  await sql`
    insert into sheet_readings
    select gen_random_uuid(), municipality_id, sheet_id, engine_version, jsonb_set(reading, '{fields}', (
      select jsonb_object_agg(key, case when key in ('name', 'kana', 'address', 'vaccineName', 'lotNumber', 'physicianName')
        then value || jsonb_build_object('value', ${text}::text, 'candidates',
          jsonb_build_array(jsonb_build_object('value', ${text}::text, 'probability', 0.6, 'source', ${text}::text)))
        else value end) from jsonb_each(reading -> 'fields'))), clock_timestamp()
    from sheet_readings`.execute(office.running.program.db);
}

async function expectUnharmed(page: Page): Promise<void> {
  expect(await page.evaluate(() => 'harmed' in globalThis)).toBe(false);
  expect(await page.locator('img[src="x"], a[href^="javascript:"]').count()).toBe(0);
}

test('markup in names, file names, labels, masters and readings is text on every page', async () => {
  const { page, complaints } = await office.enter('kanri');
  const places = [
    '/intake',
    `/intake/${batchId}`,
    ...sheets.map((sheetId) => `/sheets/${sheetId}`),
    '/backlog',
    '/columns',
    '/stuck',
    '/sampling',
    '/masters',
    '/statements',
    '/ledger',
  ];
  for (const place of places) {
    await page.goto(place);
    await page.locator('h1, h2').first().waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await expectUnharmed(page);
  }
  await page.goto(`/intake/${batchId}`);
  await page.getByText(MARKUP).first().waitFor();
  await expectUnharmed(page);
  expect(complaints).toEqual([]);
});

test('markup that the readers made out is text on the desk', async () => {
  const { page, complaints } = await office.enter('kakunin');
  await page.goto('/');
  await beginReview(page, '確認');
  await page.getByText(MARKUP).first().waitFor();
  await expectUnharmed(page);
  await page.keyboard.press('Enter');
  await expectUnharmed(page);
  expect(complaints).toEqual([]);
});
