import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SCREENS } from './support/browser.ts';
import { handIn } from './support/hand-in.ts';
import { type Office, openOffice } from './support/office.ts';
import { beginReview, currentFieldId } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { pressAnswer } from './support/press-answer.ts';
import { expectAccessible, expectNoPageScroll } from './support/screen-checks.ts';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  await handIn(office, '間隔の足りない紙', ['scan_0001.jpg']);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

test('a dose keyed too early is told with the day it would have been right on, and what to do', async () => {
  const { page, complaints } = await office.enter('kakunin');
  await beginReview(page, '確認');
  const findings = page.locator('section', {
    has: page.getByRole('heading', { name: '点検結果' }),
  });
  expect(await findings.textContent()).not.toContain('間隔');
  while ((await currentFieldId(page)) !== 'vaccinationDate') await page.keyboard.press('ArrowDown');
  await pressAnswer(page, 'vaccinationDate', '2021-06-30');
  await findings.getByText('前の回からの間隔が足りません').waitFor();
  const told = (await findings.textContent()) ?? '';
  // The first dose was on 16 June: 18日以上 is the 19th day after it.
  expect(told).toContain('前の接種 令和3年6月16日、18日以上、最も早い日 令和3年7月5日');
  expect(told).toContain('間違い接種の一覧に載ります');
  await photograph(page, 'findings');
  for (const size of Object.values(SCREENS)) {
    await page.setViewportSize(size);
    await expectAccessible(page);
    await expectNoPageScroll(page);
  }
  expect(complaints).toEqual([]);
});
