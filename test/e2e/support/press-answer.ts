import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { FormTemplate } from '../../../schemas/form-template.ts';

const FORM = FormTemplate.parse(
  JSON.parse(readFileSync('forms/jp-covid19-2021/template.json', 'utf8')),
);

/** What a person presses for what is written on the paper; choices by number, days by their digits. */
export async function pressAnswer(page: Page, fieldId: string, written: string): Promise<void> {
  const field = FORM.fields.find(({ id }) => id === fieldId);
  if (field === undefined) throw new Error(`no field ${fieldId}`);
  if (field.options !== undefined) {
    const printed = field.options.filter(({ value }) => !['blank', 'both'].includes(value));
    const fixed: Record<string, string> = { '': '0', blank: '0', both: 'b' };
    const place = printed.findIndex(({ value }) => value === written) + 1;
    return page.keyboard.press(fixed[written] ?? String(place));
  }
  if (written === '') return page.keyboard.press('F2');
  await page.keyboard.type(field.type === 'date' ? written.replaceAll('-', '') : written);
  await page.keyboard.press('Enter');
}
