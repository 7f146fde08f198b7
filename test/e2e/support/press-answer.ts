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
  await page.keyboard.type(typedFor(field.id, field.type, written));
  await page.keyboard.press('Enter');
}

const REIWA = { since: '2019-05-01', yearBefore: 2018 } as const;

/** As few keys as the page understands: days of this era as the paper has them, numbers without what goes without saying. */
function typedFor(fieldId: string, type: string, written: string): string {
  if (fieldId === 'phone') return written.replaceAll('-', '');
  if (type === 'decimal') return written.replace(/^0\./, '.');
  if (type !== 'date') return written;
  const [year = '', month = '', day = ''] = written.split('-');
  const isOfVisit = fieldId === 'vaccinationDate' || fieldId === 'consentDate';
  const short = isOfVisit && written >= REIWA.since;
  return `${short ? Number(year) - REIWA.yearBefore : year}${month}${day}`;
}
