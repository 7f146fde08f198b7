import { expect, test } from 'vitest';
import { entryKindOf, recordOf, serviceKindOf } from '../../../rules/record.ts';
import { FormField } from '../../../schemas/form-template.ts';
import { RECORD_ITEMS } from '../../../schemas/inoculation-record.ts';

const field = (id: string, recordItem: string) =>
  FormField.parse({
    id,
    labelJa: id,
    labelEn: id,
    type: 'text',
    keying: 'shown',
    recordItem,
    lookAtMm: [0, 0, 1, 1],
  });
const template = {
  programme: 'covid-19',
  fields: [
    field('ocrLine', 'ticketCode'),
    field('lotNumber', 'lotNumber'),
    field('vaccinationDate', 'vaccinationDate'),
  ],
};

test('every item is there, and what nobody wrote is null, never an empty string', () => {
  const record = recordOf(template, { ocrLine: null, lotNumber: '', vaccinationDate: null }, null);
  expect(Object.keys(record).sort()).toEqual([...RECORD_ITEMS].sort());
  const { programme, serviceKind, ...rest } = record;
  expect({ programme, serviceKind }).toEqual({ programme: 'covid-19', serviceKind: 'vaccinated' });
  expect(new Set(Object.values(rest))).toEqual(new Set([null]));
});

test('the ticket gives dose, municipality and number; the day gives the fiscal year', () => {
  const values = { ocrLine: '222720357569702356', vaccinationDate: '2022-03-31' };
  expect(recordOf(template, values, null)).toMatchObject({
    doseNumber: 2,
    municipalityCode: '272035',
    ticketNumber: '7569702356',
    fiscalYear: 2021,
  });
});

test('予診のみ is a physician who postponed and no trace of a dose', () => {
  const nothing = { lotNumber: '', doseVolumeMl: '' };
  expect(serviceKindOf({ physicianDecision: 'postpone', ...nothing })).toBe('examined_only');
  const illegible = { ...nothing, lotNumber: null };
  expect(serviceKindOf({ physicianDecision: 'postpone', ...illegible })).toBe('vaccinated');
  expect(serviceKindOf({ physicianDecision: 'postpone', lotNumber: 'EK9160' })).toBe('vaccinated');
  expect(serviceKindOf({ physicianDecision: 'possible' })).toBe('vaccinated');
  expect(entryKindOf('correction', { physicianDecision: 'postpone' })).toBe('corrected');
  expect(entryKindOf('void', {})).toBe('voided');
});
