import { expect, test } from 'vitest';
import type { SheetFacts } from '../../../rules/checks/facts.ts';
import { gatherFacts } from '../../../rules/checks/gather-facts.ts';
import { runChecks } from '../../../rules/checks/run-checks.ts';

const resident = {
  residentId: '6667319588',
  name: '増田　節子',
  kana: 'マスダ　セツコ',
  birthDate: '1950-05-31',
  sex: 'female',
  address: '大阪府豊中市',
  householdId: null,
  nonRegistered: false,
  movedInOn: null,
  movedOutOn: null,
  diedOn: null,
} as const;

const CLEAN: SheetFacts = {
  values: {
    ocrLine: '222720357569702356',
    institutionCode: '2710276540',
    birthDate: '1950-05-31',
    vaccinationDate: '2021-10-15',
    consentDate: '',
    bodyTemperature: '36.4',
    physicianDecision: 'possible',
    consent: 'yes',
    physicianSignature: 'present',
    consentSignature: 'present',
    lotNumber: 'EK9160',
    lotExpiry: '2022-02-28',
    doseVolumeMl: '0.3',
  },
  ticket: { issued: true, resident },
  institutionKnown: true,
  lots: [
    {
      lotNumber: 'EK9160',
      product: 'コミナティ筋注',
      manufacturer: 'ファイザー',
      expiry: '2022-02-28',
      validFrom: '2021-04-01',
      validTo: '2022-02-28',
    },
  ],
  today: '2026-11-22',
  batchMonth: '2021-10',
  doses: [{ doseNumber: '1', vaccinationDate: '2021-09-24' }],
  otherScans: [],
  final: true,
};

const codes = (more: Partial<SheetFacts>, values: SheetFacts['values'] = {}) =>
  runChecks({ ...CLEAN, ...more, values: { ...CLEAN.values, ...values } }).map(({ code }) => code);

test('a sheet with nothing wrong has no finding', () => {
  expect(codes({})).toEqual([]);
});

test.each<[string, Partial<SheetFacts>, SheetFacts['values']]>([
  ['check_digit_failed', {}, { institutionCode: '2710276541' }],
  ['check_digit_failed', {}, { ocrLine: '222720367569702356' }],
  ['ticket_not_issued', { ticket: { issued: false } }, {}],
  ['register_birthdate_mismatch', {}, { birthDate: '1951-05-31' }],
  ['date_unreadable', {}, { vaccinationDate: '2021-13-15' }],
  ['date_in_future', { today: '2021-10-14' }, {}],
  ['dose_before_birth', {}, { vaccinationDate: '1950-05-30' }],
  ['date_outside_batch_month', { batchMonth: '2021-11' }, {}],
  ['temperature_high_but_vaccinated', {}, { bodyTemperature: '37.5' }],
  ['temperature_implausible', {}, { bodyTemperature: '63.4' }],
  ['physician_postponed_but_vaccinated', {}, { physicianDecision: 'postpone' }],
  ['consent_missing', {}, { consent: 'blank' }],
  ['consent_missing', {}, { consent: 'no' }],
  ['consent_missing', {}, { consent: 'both' }],
  ['signature_missing', {}, { physicianSignature: 'absent' }],
  ['register_name_mismatch', {}, { name: '山田 花子' }],
  ['physician_decision_missing', {}, { physicianDecision: 'blank' }],
  ['dose_incomplete', {}, { lotNumber: '' }],
  ['dose_incomplete', {}, { vaccinationDate: null }],
  ['ticket_on_other_sheet', { otherScans: [{ sheetId: 'other', ended: false }] }, {}],
  ['duplicate_dose', { doses: [{ doseNumber: '2', vaccinationDate: '2021-09-24' }] }, {}],
  ['duplicate_dose', { doses: [{ doseNumber: '', vaccinationDate: '2021-10-15' }] }, {}],
  [
    'physician_postponed_but_vaccinated',
    {},
    { physicianDecision: 'postpone', lotNumber: null, doseVolumeMl: '' },
  ],
  ['institution_unknown', { institutionKnown: false }, {}],
  ['lot_unknown', { lots: [] }, {}],
  ['lot_expired', {}, { vaccinationDate: '2022-03-01' }],
])('%s', (code, facts, values) => {
  expect(codes(facts, values)).toContain(code);
});

test('37.4 is no fever, and a fever without a dose is none of our business', () => {
  expect(codes({}, { bodyTemperature: '37.4' })).toEqual([]);
  const examined = { bodyTemperature: '38.2', lotNumber: '', doseVolumeMl: '', lotExpiry: '' };
  expect(codes({}, { ...examined, physicianDecision: 'postpone' })).toEqual([]);
});

test('a dose on its last day is in time; the lot master overrides the printed expiry', () => {
  expect(codes({ batchMonth: null }, { vaccinationDate: '2022-02-28' })).toEqual([]);
  const [lot] = CLEAN.lots ?? [];
  const extended = lot === undefined ? [] : [{ ...lot, expiry: '2022-06-30' }];
  const later = { vaccinationDate: '2022-03-01' };
  expect(codes({ lots: extended, batchMonth: null }, later)).toEqual([]);
});

test('what was not read, and masters that were not asked, accuse nobody', async () => {
  const values = { ocrLine: null, lotNumber: null };
  const asked = { values, today: '2026-11-22', batchMonth: null, final: false };
  expect(runChecks(await gatherFacts(asked, null))).toEqual([]);
});
