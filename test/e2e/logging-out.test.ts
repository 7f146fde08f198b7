import { expect, test } from 'vitest';
import { PASSWORD } from '../support/test-program.ts';
import { answersArrived, openSheetId } from './support/keyboard-review.ts';
import { oneDesk } from './support/one-desk.ts';
import { logIn, openDialog, pressButton } from './support/page-steps.ts';

const on = oneDesk(['0001', '0002', '0003']);

test('who logs out is asked about what is not sent, hands the sheets back, and the next person begins afresh', async () => {
  const { page } = on;
  const sheetId = await openSheetId(page);
  const keyed = await on.paper.keyNext(page);
  await answersArrived(page);
  await on.paper.typeDate(page);
  await page.getByRole('button', { name: 'ログアウト' }).press('Enter');
  await pressButton(
    (await openDialog(page, 'まだ送っていない入力があります。')).getByRole('button', {
      name: '戻って続ける',
    }),
  );
  expect(await openSheetId(page)).toBe(sheetId);
  await page.getByRole('button', { name: 'ログアウト' }).press('Enter');
  await pressButton(
    (await openDialog(page, 'まだ送っていない入力があります。')).getByRole('button', {
      name: '入力を捨てて離れる',
    }),
  );
  await logIn(page, 'shonin', PASSWORD, null);
  await page.getByRole('heading', { name: '取込', level: 1 }).waitFor();
  const { db } = on.office.running.program;
  expect(await db.selectFrom('leases').select('sheetId').execute()).toEqual([]);
  const words = await db
    .selectFrom('keyings')
    .select('fieldId')
    .where('sheetId', '=', sheetId)
    .execute();
  expect(words).toContainEqual({ fieldId: keyed });
});

test('who logs out with the last answer still on its way loses nothing', async () => {
  const { page } = on;
  const sheetId = await openSheetId(page);
  const line = Promise.withResolvers<void>();
  await page.route(
    '**/fields/*',
    async (route) => {
      await line.promise;
      await route.continue();
    },
    { times: 1 },
  );
  const keyed = await on.paper.keyNext(page);
  await page.getByRole('button', { name: 'ログアウト' }).press('Enter');
  await page.getByLabel('読み込み中').waitFor();
  const answered = page.waitForResponse('**/fields/*');
  line.resolve();
  expect((await answered).status()).toBe(200);
  await page.getByLabel('ログイン名').waitFor();
  const { db } = on.office.running.program;
  const words = await db
    .selectFrom('keyings')
    .select('fieldId')
    .where('sheetId', '=', sheetId)
    .execute();
  expect(words).toContainEqual({ fieldId: keyed });
});
