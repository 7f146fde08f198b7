import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { columnsOf, columnValue } from '../../../rules/column-fields.ts';
import { FormTemplate } from '../../../schemas/form-template.ts';
import { read } from '../../support/ledger-world.ts';

const FORMS = ['jp-covid19-2021', 'jp-childhood-dptipv', 'jp-influenza-elderly'];
const templateOf = (form: string) =>
  FormTemplate.parse(JSON.parse(readFileSync(`forms/${form}/template.json`, 'utf8')));

/** Boxes that overlap by area; a common edge is none. */
const overlaps = (
  [x, y, w, h]: readonly number[],
  [left, top, width, height]: readonly number[],
): boolean => {
  const [a = 0, b = 0, c = 0, d = 0] = [x, y, w, h];
  const [e = 0, f = 0, g = 0, i = 0] = [left, top, width, height];
  return a < e + g && e < a + c && b < f + i && f < b + d;
};

test.each(FORMS)('%s: nothing handwritten, signed or personal is shown by column', (form) => {
  const template = templateOf(form);
  const columns = columnsOf(template);
  const ids = columns.map(({ field }) => field.id);
  expect(ids).toEqual(expect.arrayContaining(['q01', 'consent', 'lotNumber']));
  const never = ['ocrLine', 'name', 'kana', 'address', 'phone', 'sex', 'birthDate', 'labelName'];
  const byHand = ['vaccinationDate', 'doseVolumeMl', 'institutionCode', 'bodyTemperature'];
  const signed = ['physicianSignature', 'consentSignature', 'consentDate'];
  expect(ids.filter((id) => [...never, ...byHand, ...signed].includes(id))).toEqual([]);
  expect(columns.every(({ field }) => field.keying === 'shown')).toBe(true);
});

test.each(FORMS)('%s: no crop shows part of a field that says who it is', (form) => {
  const template = templateOf(form);
  const personal = template.fields.filter(
    ({ keying, type }) => keying === 'compare' && type === 'text',
  );
  for (const { field, cropMm } of columnsOf(template)) {
    const shown = personal.filter(({ lookAtMm }) => overlaps(cropMm, lookAtMm));
    expect([field.id, shown.map(({ id }) => id)]).toEqual([field.id, []]);
  }
});

test('a value stands beside the crop only where the readers stand behind it', () => {
  const [question] = columnsOf(templateOf('jp-covid19-2021')).filter(
    ({ field }) => field.id === 'q01',
  );
  if (question === undefined) throw new Error('the form has a first question');
  const { field } = question;
  expect(columnValue(field, read('yes', true))).toBe('yes');
  expect(columnValue(field, read('yes', false))).toBeNull();
  expect(columnValue(field, read('perhaps', true))).toBeNull();
  expect(columnValue(field, undefined)).toBeNull();
});
