import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { assignClinics } from '../../ledger/accounts/clinics.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { logIn } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible } from './support/screen-checks.ts';

const quiet = { show: () => undefined, stop: () => undefined };

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  const { program, address } = office.running;
  const { db } = program;
  const { institutionCode } = await db
    .selectFrom('institutions')
    .select('institutionCode')
    .executeTakeFirstOrThrow();
  const clerk = await logInOverHttp(address, 'uketsuke', PASSWORD);
  const scanIn = async (clinic: string | null, name: string) => {
    const body = { label: name, institutionCode: clinic, month: null, declaredSheets: null };
    const { batchId } = await clerk.call(intakeApi.createBatch, { body });
    const bytes = new Uint8Array(await readFile(`samples/scans/${name}`));
    await clerk.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
    await followBatch(program, MUNICIPALITY, batchId, quiet);
  };
  await scanIn(institutionCode, 'scan_0001.jpg');
  await scanIn(null, 'scan_0002.jpg');
  const account = { loginName: 'itaku', displayName: '委託 先子', password: PASSWORD };
  await createAccount(db, program.operator(MUNICIPALITY), { ...account, roles: ['contractor'] });
  const given = { loginName: 'itaku', clinics: [institutionCode] };
  await assignClinics(db, program.operator(MUNICIPALITY), given);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

test('a contractor sees crops of their clinic by field, and no way to anything else', async () => {
  const { page, complaints } = await office.open();
  const heard: string[] = [];
  page.on('response', async (reply) => {
    if (reply.headers()['content-type']?.includes('json')) heard.push(await reply.text());
  });
  await logIn(page, 'itaku', PASSWORD);
  const links = page.getByRole('navigation').getByRole('link');
  expect(await links.allTextContents()).toEqual(['項目ごとの確認']);
  await links.first().press('Enter');
  const field = page.getByRole('link', { name: /^質問1 / });
  expect(await field.textContent()).toContain('1枚');
  await photograph(page, 'contractor-fields');
  await expectAccessible(page);
  await field.press('Enter');
  await page.locator('.column-crop[style*="blob:"]').first().waitFor();
  expect(await page.locator('.column-crop').count()).toBe(1);
  await photograph(page, 'contractor-column');
  await page.keyboard.press('o');
  await page.getByText('予診票を開けるのは確認者だけです').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('確認済み 1 / 1枚').waitFor();
  await expectAccessible(page);
  const { rows } = await registered();
  expect(rows.length).toBeGreaterThan(0);
  const told = heard.join('\n');
  expect(rows.filter((secret) => told.includes(secret))).toEqual([]);
  expect(complaints).toEqual([]);
});

/** Names, numbers and addresses of everybody in the register. */
async function registered(): Promise<{ rows: string[] }> {
  const people = await office.running.program.db
    .selectFrom('residents')
    .select(['residentId', 'name', 'kana', 'address'])
    .execute();
  return { rows: people.flatMap((person) => Object.values(person)).filter((text) => text !== '') };
}
