import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { logIn as logInOverHttp } from '../../cli/demo/http-client.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { PASSWORD } from '../support/test-program.ts';
import {
  answersArrived,
  confirmShown,
  keyUnseen,
  nextSheetId,
  openSheetId,
  rowText,
  sign,
} from './support/keyboard-review.ts';
import { oneDesk } from './support/one-desk.ts';
import { beginReview, openDialog } from './support/page-steps.ts';
import { expectAccessible } from './support/screen-checks.ts';

/** What goes wrong in the middle of a sheet. Nothing that was keyed is lost, and nothing counts twice. */
const on = oneDesk(['0001', '0002', '0003', '0004', '0005', '0007', '0008']);

async function finish(page: Page): Promise<void> {
  await keyUnseen(page, on.paper.of(await openSheetId(page)));
  await confirmShown(page);
  await answersArrived(page);
  await sign(page, '確認しました');
}

/** What the database has of this purpose: one word for each field keyed unseen, none of it told beforehand. */
async function expectEachOnce(sheetId: string): Promise<void> {
  const { db } = on.office.running.program;
  const words = await db
    .selectFrom('keyings')
    .select(['fieldId', 'value', 'shown'])
    .where('sheetId', '=', sheetId)
    .where('undoneAt', 'is', null)
    .execute();
  expect(new Set(words.map(({ fieldId }) => fieldId)).size).toBe(words.length);
  for (const fieldId of ['birthDate', 'doseVolumeMl', 'institutionCode', 'vaccinationDate']) {
    const value = on.paper.written(sheetId, fieldId);
    expect(words).toContainEqual({ fieldId, value, shown: false });
  }
  const signatures = await db
    .selectFrom('signatures')
    .select('purpose')
    .where('sheetId', '=', sheetId)
    .execute();
  expect(signatures).toEqual([{ purpose: 'verify' }]);
}

/** As if the person had been away for longer than a sheet stays with anybody. */
const leasesRunOut = () =>
  on.office.running.program.db
    .updateTable('leases')
    .set({ expiresAt: sql<Date>`clock_timestamp() - interval '1 second'` })
    .execute();

test('a sheet whose time has run out is taken again, and what was keyed meanwhile is sent', async () => {
  const { page } = on;
  const sheetId = await openSheetId(page);
  const fieldId = await on.paper.typeDate(page);
  await leasesRunOut();
  await page.keyboard.press('Enter');
  const dialog = await openDialog(page, 'この予診票の担当が切れました。');
  await dialog.getByText('まだ送っていない入力が1項目あります').waitFor();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'この予診票を取り直す' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => rowText(page, fieldId)).toMatch(/一致|入力済み/);
  await finish(page);
  await expectEachOnce(sheetId);
});

test('a sheet that somebody else has taken meanwhile stays theirs, and the person is told', async () => {
  const { page } = on;
  const sheetId = await openSheetId(page);
  await on.paper.typeDate(page);
  await leasesRunOut();
  const other = await logInOverHttp(on.office.running.address, 'shonin', PASSWORD);
  const theirs = await other.call(reviewApi.claim, { body: { purpose: 'verify', sheetId } });
  await page.keyboard.press('Enter');
  const dialog = await openDialog(page, 'この予診票の担当が切れました。');
  await dialog.getByRole('button', { name: 'この予診票を取り直す' }).press('Enter');
  await dialog.getByRole('alert').getByText('ほかの人が作業中か、もう済んでいます').waitFor();
  await dialog.getByRole('button', { name: '次の予診票へ' }).press('Enter');
  expect(await nextSheetId(page, sheetId)).not.toBe(sheetId);
  const { leaseId, fencingToken } = theirs;
  await other.call(reviewApi.release, { params: { leaseId }, query: { fencingToken } });
});

test('one sheet in two windows: the newer one goes on, the older one says so and loses nothing', async () => {
  const { page } = on;
  const sheetId = await openSheetId(page);
  const first = await on.paper.keyNext(page);
  await on.paper.typeDate(page);
  await answersArrived(page);
  const second = await on.desk.context.newPage();
  await second.goto('/review/verify');
  await second.getByRole('button', { name: '始める (Enter)' }).press('Enter');
  expect(await nextSheetId(second, '')).toBe(sheetId);
  expect(await rowText(second, first)).not.toContain('未入力');

  await page.keyboard.press('Enter');
  const dialog = await openDialog(page, 'この予診票を、あなたがほかの画面(タブ)で開きました。');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'ここで続ける' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await finish(page);

  await on.paper.keyNext(second);
  const older = await openDialog(second, 'この予診票の担当が切れました。');
  await older.getByRole('button', { name: 'この予診票を取り直す' }).press('Enter');
  await older.getByRole('alert').getByText('もう済んでいます').waitFor();
  await expectEachOnce(sheetId);
});

test('Back in the middle of a sheet asks about what is half typed, and what was keyed is there again', async () => {
  const { page } = on;
  const sheetId = await openSheetId(page);
  const keyed = await on.paper.keyNext(page);
  const half = await on.paper.typeDate(page);
  await page.goBack();
  const dialog = await openDialog(page, 'まだ送っていない入力があります。');
  await expectAccessible(page);
  expect(await dialog.getByRole('listitem').count()).toBe(1);
  await dialog.getByRole('button', { name: '戻って続ける' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  expect(await page.locator('.keyed-input').inputValue()).toBe(
    on.paper.written(sheetId, half).replaceAll('-', ''),
  );

  // The answer is still on its way when its author goes.
  const asked = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  await page.route(`**/fields/${half}`, async (route) => {
    asked.resolve();
    await gone.promise;
    await route.continue();
  });
  await page.keyboard.press('Enter');
  await asked.promise;
  await page.goBack();
  await page.locator('.desk').waitFor({ state: 'detached' });
  gone.resolve();
  await beginReview(page, '確認');
  expect(await openSheetId(page)).toBe(sheetId);
  for (const fieldId of [keyed, half]) expect(await rowText(page, fieldId)).not.toContain('未入力');
  await finish(page);
  await expectEachOnce(sheetId);
});

test('the line is cut in the middle of a sheet: keyed on, and all of it arrives once', async () => {
  const { page } = on;
  const sheetId = await openSheetId(page);
  await on.paper.keyNext(page);
  await on.desk.context.setOffline(true);
  await keyUnseen(page, on.paper.of(sheetId));
  await page.getByRole('alert').getByText('サーバーにつながりません').waitFor();
  await expectAccessible(page);
  await confirmShown(page);
  await page.keyboard.press('Control+Enter');
  await page.getByText('届きしだい署名します').waitFor();
  await on.desk.context.setOffline(false);
  await sign(page, '確認しました');
  await expectEachOnce(sheetId);
});

test('a reply lost on the way: what was done is not done twice', async () => {
  const { page } = on;
  const sheetId = await openSheetId(page);
  const losing = ['**/fields/birthDate', '**/shown-confirmation', '**/verification'];
  for (const url of losing) {
    const done = async (route: Parameters<Parameters<Page['route']>[1]>[0]) => {
      await route.fetch();
      await route.abort('connectionreset');
    };
    await page.route(url, done, { times: 1 });
  }
  await finish(page);
  await expectEachOnce(sheetId);
});

test('what waits beside the desk is kept as long as the desk', async () => {
  const { page } = on;
  const onDesk = await openSheetId(page);
  await page.clock.install();
  await page.reload();
  await nextSheetId(page, '');
  const { db } = on.office.running.program;
  const leases = () =>
    db
      .selectFrom('leases')
      .select([
        'sheetId',
        sql<boolean>`expires_at > clock_timestamp() + interval '1 minute'`.as('long'),
      ])
      .where(sql<boolean>`expires_at > clock_timestamp()`)
      .execute();
  await expect.poll(async () => (await leases()).length).toBe(2);
  await db
    .updateTable('leases')
    .set({ expiresAt: sql<Date>`clock_timestamp() + interval '30 seconds'` })
    .execute();
  const aMinuteLater = async () => {
    await page.keyboard.press('Shift');
    await page.clock.fastForward(61_000);
    return (await leases()).map(({ long }) => long);
  };
  await expect.poll(aMinuteLater, { timeout: 30_000 }).toEqual([true, true]);
  expect((await leases()).map(({ sheetId }) => sheetId)).toContain(onDesk);
});
