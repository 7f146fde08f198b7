import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SCREENS } from './support/browser.ts';
import { handIn } from './support/hand-in.ts';
import { type Office, openOffice } from './support/office.ts';
import { beginReview, currentFieldId } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { pressAnswer } from './support/press-answer.ts';
import { expectAccessible, expectNoPageScroll } from './support/screen-checks.ts';

/** Whose name and birth date the paper has, and to whom its number was given. */
const WRITER = '5100000172';
const NAMED = '5100000086';

let office: Office;

beforeAll(async () => {
  office = await openOffice();
  await office.running.program.db
    .updateTable('issuedTickets')
    .set({ residentId: NAMED })
    .where('residentId', '=', WRITER)
    .execute();
  await handIn(office, '別人の番号', ['scan_0001.jpg']);
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

const APART = ['ocrLine', 'labelName', 'name', 'kana', 'birthDate'];

test('a number that reads well and names somebody else is keyed from the paper, and then who was meant is shown', async () => {
  const { page, complaints } = await office.enter('kakunin');
  const [truth] = (await office.papers()).values();
  await beginReview(page, '確認');
  const register = page.getByRole('region', { name: '住民台帳' });
  const matching = page.getByRole('region', { name: '照合' });
  await matching.getByText('台帳の値を見ずに紙から入力してください').waitFor();
  expect(await register.textContent()).not.toContain('西村');
  await photograph(page, 'person-in-doubt-before');
  for (const fieldId of APART) {
    for (let at = await currentFieldId(page); at !== fieldId; at = await currentFieldId(page)) {
      await page.keyboard.press(goesDown(at, fieldId) ? 'ArrowDown' : 'ArrowUp');
    }
    await pressAnswer(page, fieldId, truth?.fields[fieldId] ?? '');
    await expect.poll(() => currentFieldId(page)).not.toBe(fieldId);
  }
  await matching.getByText('券番号の人と紙の記載が違います').waitFor();
  const others = matching.getByRole('list', { name: 'ほかに考えられる人' });
  expect(await others.textContent()).toContain('藤原　文子');
  expect(await others.textContent()).toContain('氏名・生年月日が近い');
  await photograph(page, 'person-in-doubt');
  for (const size of Object.values(SCREENS)) {
    await page.setViewportSize(size);
    await expectAccessible(page);
    await expectNoPageScroll(page);
  }
  expect(complaints).toEqual([]);
});

/** The order of the fields on the page is the order of the list. */
function goesDown(from: string | null, to: string): boolean {
  const order = ['ocrLine', 'labelName', 'address', 'kana', 'name', 'phone', 'birthDate'];
  return order.indexOf(from ?? '') < order.indexOf(to);
}
