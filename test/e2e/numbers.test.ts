import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { drawNumber, drawOver } from '../../samples/generator/draw-number.ts';
import { makeRng } from '../../samples/generator/rng.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { type Office, openOffice } from './support/office.ts';
import { openDialog, pressButton } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNothingBeside, expectScreen } from './support/screen-checks.ts';

// Invented; its check digit holds.
const NUMBER = '260358947265';
const quiet = { show: () => undefined, stop: () => undefined };

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  const { program, address } = office.running;
  const clerk = await logInOverHttp(address, 'uketsuke', PASSWORD);
  const body = { label: 'さくら医院', institutionCode: null, month: null, declaredSheets: 2 };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  for (const [name, way] of [
    ['scan_0001.jpg', 'hand-fours'],
    ['scan_0002.jpg', 'print'],
  ] as const) {
    const at = { x: 40, y: 282, size: 5.5 };
    const ink = drawNumber(NUMBER, way, at, makeRng(name));
    const page = await drawOver(await readFile(`samples/scans/${name}`), ink, 210);
    await clerk.upload(intakeApi.upload, { params: { batchId } }, new File([page], name));
  }
  await followBatch(program, MUNICIPALITY, batchId, quiet);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

const looks = async (): Promise<number> => {
  const rows = await office.running.program.db
    .selectFrom('auditEvents')
    .select('detail')
    .where('action', '=', 'number.decide')
    .execute();
  return rows.filter(({ detail }) => detail['step'] === 'look').length;
};

test('a clerk looks at what was masked, with the keyboard, and says what it is', async () => {
  const { page, complaints } = await office.enter('uketsuke');
  await page.getByRole('link', { name: /^個人番号/ }).press('Enter');
  await page.getByRole('heading', { name: '個人番号の疑い' }).waitFor();
  const rows = page.getByRole('row').filter({ hasText: 'さくら医院' });
  await expect.poll(() => rows.count()).toBe(2);
  await page.getByRole('img', { name: '疑いのある部分1(塗りつぶし済み)' }).first().waitFor();
  await expectScreen(page, /Suspected Individual Numbers/);
  await expectNothingBeside(page);
  await photograph(page, 'numbers');
  // Nobody has seen the number so far.
  expect(await looks()).toBe(0);

  const first = rows.filter({ hasText: 'scan_0001.jpg' });
  await first.getByRole('button', { name: '番号を見て判断する' }).press('Enter');
  const dialog = await openDialog(page, '個人番号かどうかの判断');
  await dialog.getByRole('img', { name: '疑いのある部分1(元の画像)' }).waitFor();
  await expect.poll(looks).toBe(1);
  await expectAccessible(page);
  await photograph(page, 'numbers-decide');
  await pressButton(dialog.getByRole('button', { name: '個人番号である(消去)' }));
  await page.getByText('消去しました').waitFor();
  await page.locator('h1:focus').waitFor();
  await first.waitFor({ state: 'detached' });

  await rows.getByRole('button', { name: '番号を見て判断する' }).press('Enter');
  await openDialog(page, '個人番号かどうかの判断');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await rows.getByRole('button', { name: '番号を見て判断する' }).press('Enter');
  await openDialog(page, '個人番号かどうかの判断');
  await pressButton(dialog.getByRole('button', { name: '個人番号ではない(元に戻す)' }));
  await page.getByText('個人番号の疑いはありません').waitFor();

  await page.getByText('判断済み', { exact: true }).click();
  await page.getByText('これまでに消去 1件、個人番号ではなかったもの 1件').waitFor();
  await rows.filter({ hasText: '個人番号(消去済み)' }).waitFor();
  await expectScreen(page, /Not an Individual Number/);
  expect(complaints).toEqual([]);
});

test('who reviews may not look there, and is told who may', async () => {
  const { page } = await office.enter('kakunin');
  await page.goto('/numbers');
  await page.locator('main').getByText('事務担当・責任者の権限が必要').waitFor();
  await expectAccessible(page);
});
