import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Truth } from '../../cli/demo/truth.ts';
import {
  answersArrived,
  confirmShown,
  goToField,
  keyUnseen,
  nextSheetId,
  openSheetId,
  rowText,
  sign,
} from './support/keyboard-review.ts';
import { type Office, openOffice } from './support/office.ts';
import {
  addFiles,
  beginReview,
  createBatch,
  currentFieldId,
  giveReason,
  openDialog,
  pressButton,
} from './support/page-steps.ts';
import { pressAnswer } from './support/press-answer.ts';
import { expectAccessible, expectNoPageScroll, expectScreen } from './support/screen-checks.ts';
import { expectNothingGivenAway } from './support/unread.ts';

const SCANS = 'samples/scans';
const CLINIC = 'さくら医院 令和3年7月分';
const REST = 'ほかの紙';

type Paper = Truth & { sheetId: string };
type Day = {
  office: Office;
  folder: string;
  /** Each person at a browser of their own. */
  clerk: Page;
  a: Page;
  b: Page;
  /** What became of the three sheets, in the order in which A took them. */
  agreed: Paper;
  dismissed: Paper;
  disputed: Paper;
};

/** One office, one day: each test goes on where the one before left the paper. */
describe('a day at the office', () => {
  // Proof: filled before any test runs, persons and papers by the tests that first name them.
  const day = {} as Day;
  beforeAll(async () => {
    day.folder = await mkdtemp(join(tmpdir(), 'yoshin-e2e-'));
    day.office = await openOffice();
  });
  beforeEach(({ onTestFailed }) => {
    onTestFailed(async () => {
      process.stderr.write(`${await day.office.describePages()}\n`);
    });
  });
  afterAll(async () => {
    await day.office.close();
    await rm(day.folder, { recursive: true });
  });
  intakeTests(day);
  verifyTests(day);
  disputeTests(day);
});

/** The line of a file or page in the batch on the screen that stands at `state`. */
const line = (page: Page, file: string, state: string) =>
  page.getByRole('row').filter({ hasText: file }).filter({ hasText: state });

function intakeTests(day: Day): void {
  test('nobody gets in without an account', async () => {
    const { page, context } = await day.office.open();
    await page.goto('/ledger');
    await page.getByLabel('ログイン名').fill('uketsuke');
    await page.getByLabel('パスワード', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('auth.invalid_credentials').waitFor();
    await expectScreen(page, /Log in/);
    await context.close();
  });

  test('the clerk sees what becomes of every file, the good and the bad', async () => {
    const whole = await readFile(join(SCANS, 'scan_0001.jpg'));
    const cut = join(day.folder, 'cut.jpg');
    await writeFile(cut, whole.subarray(0, Math.floor(whole.length / 3)));
    ({ page: day.clerk } = await day.office.enter('uketsuke'));
    const { clerk } = day;
    await expectScreen(clerk, /There is no batch yet/);
    await createBatch(clerk, REST);
    await addFiles(clerk, [join(SCANS, 'scan_0018.png'), join(SCANS, 'scan_0003.jpg')]);
    await createBatch(clerk, CLINIC);
    const files = ['scan_0001.jpg', 'scan_0002.jpg', 'scan_0006.jpg'];
    await addFiles(clerk, [...files.map((name) => join(SCANS, name)), cut]);
    await line(clerk, 'cut.jpg', 'ファイルが途中で切れています').waitFor();
    await line(clerk, 'scan_0006.jpg', '白紙').waitFor();
    await line(clerk, 'scan_0001.jpg', '確認待ち').waitFor();
    await line(clerk, 'scan_0002.jpg', '確認待ち').waitFor();
    await expectScreen(clerk, /To verify/);
  });

  test('a page that is none of ours is looked at, set aside, and can be read again', async () => {
    const { clerk } = day;
    await clerk.getByRole('link', { name: /束の一覧/ }).press('Enter');
    await clerk.getByRole('link', { name: REST }).press('Enter');
    await line(clerk, 'scan_0003.jpg', '確認待ち').waitFor();
    for (const act of ['様式外と確認', '読み直す', '様式外と確認']) {
      const before = act === '読み直す' ? '読み直す' : '様式不明';
      await line(clerk, 'scan_0018.png', before).waitFor();
      await giveReason(clerk, act, '別の課の書類', expectAccessible);
    }
    await line(clerk, 'scan_0018.png', '様式外').waitFor();
  });
}

async function paperOf({ office }: Day, sheetId: string): Promise<Paper> {
  const paper = (await office.papers()).get(sheetId);
  if (paper === undefined) throw new Error('a sheet of no sample');
  return { ...paper, sheetId };
}

const UNSEEN = ['birthDate', 'doseVolumeMl', 'institutionCode', 'vaccinationDate'];

function verifyTests(day: Day): void {
  test('A takes the next sheet with Enter and finds nothing to scroll', async () => {
    ({ page: day.a } = await day.office.enter('kakunin'));
    await day.a.getByRole('link', { name: /^確認/ }).press('Enter');
    await day.a.getByRole('button', { name: '始める (Enter)' }).waitFor();
    await expectScreen(day.a, /Begin \(Enter\)/);
    await beginReview(day.a, '確認');
    await expectNoPageScroll(day.a);
    await expectScreen(day.a, /Sign as verified/);
    day.agreed = await paperOf(day, await openSheetId(day.a));
  });

  test('A verifies it with the keyboard alone and sees no reading before keying', async () => {
    const { a, agreed, office } = day;
    let secrets = 0;
    const keyed = await keyUnseen(a, agreed, async (fieldId) => {
      if (UNSEEN.includes(fieldId)) secrets += await expectNothingGivenAway(a, office, agreed);
    });
    expect(keyed).toEqual(expect.arrayContaining(UNSEEN));
    expect(secrets).toBeGreaterThan(UNSEEN.length);
    await confirmShown(a);
    await answersArrived(a);
    expect(await rowText(a, 'vaccinationDate')).toContain('令和3年7月');
    await expectNoPageScroll(a);
    await sign(a, '確認しました');
  });

  test('A takes a sheet out of review, with a reason', async () => {
    const { a } = day;
    day.dismissed = await paperOf(day, await nextSheetId(a, day.agreed.sheetId));
    await a.keyboard.press('F9');
    const dialog = await openDialog(a, '処理から外す');
    const rejected = dialog.getByRole('radio', { name: '却下する' });
    await rejected.press(' ');
    expect(await rejected.isChecked()).toBe(true);
    const submit = dialog.getByRole('button', { name: '処理から外す' });
    expect(await submit.isDisabled()).toBe(true);
    await dialog.getByLabel('理由').fill('ほかの市の予診票');
    await expectAccessible(a);
    await pressButton(submit);
    await a.getByText('処理から外しました').first().waitFor();
  });

  test('A reads the consent differently and is told that this is grave', async () => {
    const { a } = day;
    day.disputed = await paperOf(day, await nextSheetId(a, day.dismissed.sheetId));
    await keyUnseen(a, day.disputed);
    await goToField(a, 'consent');
    await pressAnswer(a, 'consent', 'no');
    await confirmShown(a);
    // At once, the last answers still on their way: what they bring about is told all the same.
    expect((await sign(a, '確認しました')).join()).toContain('重大な指摘が1件');
    await a.getByText('あなたが確認できる予診票はいまありません').waitFor();
    await expectScreen(a, /No sheet for you to verify now/);
  });
}

function disputeTests(day: Day): void {
  test('B approves what agrees and keys unseen what does not', async () => {
    ({ page: day.b } = await day.office.enter('shonin'));
    const { b } = day;
    await beginReview(b, '承認');
    expect(await openSheetId(b)).toBe(day.agreed.sheetId);
    await expectScreen(b, /Sign as approved/);
    await expectNoPageScroll(b);
    // Both dates of the visit are before B's eyes: one key says that they are the same.
    expect(await currentFieldId(b)).toBe('consentDate');
    await b.keyboard.press('=');
    await answersArrived(b);
    expect(await rowText(b, 'consentDate')).toContain('令和3年7月');
    await keyUnseen(b, day.agreed);
    await answersArrived(b);
    await sign(b, '台帳に確定しました');
    expect(await nextSheetId(b, day.agreed.sheetId)).toBe(day.disputed.sheetId);
    expect(await rowText(b, 'consent')).toMatch(/――\s*–?\s*未入力/);
    await keyUnseen(b, day.disputed);
    await answersArrived(b);
    await sign(b, '裁定に送りました');
    await b.getByText('あなたが承認できる予診票はいまありません').waitFor();
  });
}
