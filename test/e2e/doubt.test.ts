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
  await handIn(office, '迷う紙', ['scan_0001.jpg']);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

/** Another day than the paper and the register have. */
const SLIP = '19420908';

test('who keyed another birth date than paper and register is told what both say, and not before', async () => {
  const { page, complaints } = await office.enter('kakunin');
  await beginReview(page, '確認');
  const born = await page.locator('time[datetime="1942-09-07"]').count();
  expect(born).toBe(0);
  for (let at = await currentFieldId(page); at !== 'birthDate'; at = await currentFieldId(page)) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.type(SLIP);
  await page.keyboard.press('Enter');
  await page.locator('li[data-field="birthDate"]').filter({ hasText: '要確認' }).waitFor();
  while ((await currentFieldId(page)) !== 'birthDate') await page.keyboard.press('ArrowUp');
  const doubt = page.locator('.doubt');
  await doubt.getByText('入力した値は住民台帳と違います').waitFor();
  expect(await doubt.textContent()).toContain('台帳では 昭和17年9月7日');
  await photograph(page, 'doubt');
  for (const size of Object.values(SCREENS)) {
    await page.setViewportSize(size);
    await expectAccessible(page);
    await expectNoPageScroll(page);
  }
  // Who has seen that gives no independent word any more: the value is put right, the field stays with the next person.
  await pressAnswer(page, 'birthDate', '1942-09-07');
  await page.locator('li[data-field="birthDate"]').filter({ hasText: '昭和17年9月7日' }).waitFor();
  expect(complaints).toEqual([]);
});
