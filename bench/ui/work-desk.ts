import type { Page } from 'playwright-core';
import type { Truth } from '../../cli/demo/truth.ts';
import { SAME_DAY_KEY } from '../../review-ui/review/field-answer.ts';
import { dayMayBeThatOf } from '../../rules/visit-dates.ts';
import { pressAnswer } from '../../test/e2e/support/press-answer.ts';
import { askDesk, untilDesk } from './desk-clock.ts';

const UNSEEN = '未入力';
const UNCONFIRMED = '未確認';
const SENDING = '送信中';
/** So long the desk may take before it is asked again. */
const SIGNING_MS = 1_500;
const MOST_PRESSES = 6;

async function keyField(page: Page, { fields }: Truth, field: string): Promise<void> {
  const written = fields[field] ?? '';
  const isOfThatDay = written !== '' && written === fields[dayMayBeThatOf(field) ?? ''];
  if (isOfThatDay) await page.keyboard.press(SAME_DAY_KEY);
  else await pressAnswer(page, field, written);
}

/** One sheet by the keyboard alone, as its paper says; ends when the next one, or none, lies there. */
export async function workSheet(
  page: Page,
  paperOf: (sheetId: string) => Truth | undefined,
): Promise<{ keyed: string[] }> {
  const sheetId = await askDesk<string | null>(page, 'sheet');
  const paper = sheetId === null ? undefined : paperOf(sheetId);
  if (sheetId === null || paper === undefined) throw new Error('a sheet that nobody drew');
  const keyed: string[] = [];
  for (;;) {
    const field = await askDesk<string | null>(page, 'fieldWith', UNSEEN);
    if (field === null) break;
    await keyField(page, paper, field);
    await untilDesk(page, false, 'rowHas', field, UNSEEN);
    keyed.push(field);
  }
  while (await askDesk<boolean>(page, 'someRowHas', UNCONFIRMED)) {
    await page.keyboard.press('Shift+Enter');
    await untilDesk(page, false, 'someRowHas', SENDING);
  }
  await untilDesk(page, false, 'someRowHas', SENDING);
  await sign(page, sheetId);
  return { keyed };
}

/** Ctrl+Enter; again where the desk wants something looked at first. */
async function sign(page: Page, sheetId: string): Promise<void> {
  const heading = page.locator(`.sheet-heading code[title="${sheetId}"]`);
  for (let press = 0; press < MOST_PRESSES; press++) {
    await page.keyboard.press('Control+Enter');
    const isGone = await heading
      .waitFor({ state: 'detached', timeout: SIGNING_MS })
      .then(() => true)
      .catch(() => false);
    if (isGone) return;
  }
  throw new Error(`sheet ${sheetId} could not be signed`);
}
