import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Truth } from '../../../cli/demo/truth.ts';
import type { PageReading } from '../../../schemas/reading.ts';
import { rowText, unseenFields } from './keyboard-review.ts';
import type { Office } from './office.ts';

const SHORTEST = 3;

async function readingOf(office: Office, sheetId: string): Promise<PageReading> {
  const { reading } = await office.running.program.db
    .selectFrom('sheetReadings')
    .select('reading')
    .where('sheetId', '=', sheetId)
    .orderBy('readAt', 'desc')
    .executeTakeFirstOrThrow();
  return reading;
}

/**
 * Nothing on the desk says what the machine read, or what is written, in the fields still to be keyed. Words
 * that also stand in a field that may be shown prove nothing either way and are left out.
 */
export async function expectNothingGivenAway(
  page: Page,
  office: Office,
  paper: Truth & { sheetId: string },
): Promise<number> {
  const { fields } = await readingOf(office, paper.sheetId);
  const unseen = await unseenFields(page);
  const shown = Object.keys({ ...fields, ...paper.fields })
    .filter((fieldId) => !unseen.includes(fieldId))
    .flatMap((fieldId) => [paper.fields[fieldId], fields[fieldId]?.value]);
  const secrets = unseen
    .flatMap((fieldId) => [
      paper.fields[fieldId] ?? '',
      fields[fieldId]?.value ?? '',
      ...(fields[fieldId]?.candidates ?? []).map(({ value }) => value),
    ])
    .filter((value) => value.length >= SHORTEST && !shown.includes(value));
  // Figures of the layout are no values.
  const desk = (await page.locator('.desk-right').innerHTML()).replace(/ style="[^"]*"/g, '');
  expect(secrets.filter((secret) => desk.includes(secret))).toEqual([]);
  for (const fieldId of unseen) expect(await rowText(page, fieldId)).toMatch(/――\s*–?\s*未入力/);
  return secrets.length;
}
