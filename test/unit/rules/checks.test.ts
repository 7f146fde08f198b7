import { expect, test } from 'vitest';
import { doubtfulFields, readValues, type SheetFacts } from '../../../rules/checks/facts.ts';
import { gatherFacts } from '../../../rules/checks/gather-facts.ts';
import { runChecks } from '../../../rules/checks/run-checks.ts';
import { shippedVaccines } from '../../../runtime/shipped-vaccines.ts';
import type { Resident } from '../../../schemas/masters.ts';
import type { FieldReading } from '../../../schemas/reading.ts';

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
    vaccineName: 'コミナティ筋注',
    lotNumber: 'EK9160',
    lotExpiry: '2022-02-28',
    doseVolumeMl: '0.3',
  },
  doubtful: new Set(),
  programme: 'covid-19',
  vaccines: await shippedVaccines(),
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
  receivedOn: '2021-11-05',
  batchMonth: '2021-10',
  doses: [{ doseNumber: '1', vaccinationDate: '2021-09-24' }],
  otherScans: [],
  overrides: [],
  final: true,
};

const named = (more: Partial<Resident>): SheetFacts['ticket'] => ({
  issued: true,
  resident: { ...resident, ...more },
});
const LATER = { batchMonth: null, receivedOn: null };

const codes = (more: Partial<SheetFacts>, values: SheetFacts['values'] = {}) =>
  runChecks({ ...CLEAN, ...more, values: { ...CLEAN.values, ...values } }).map(({ code }) => code);

test('a sheet with nothing wrong has no finding', () => {
  expect(codes({})).toEqual([]);
});

test('whom people still have to name nothing is said of, whomever the number names', () => {
  expect(codes({ named: null }, { birthDate: '1951-05-31', name: '山田 花子' })).toEqual([]);
});

test.each<[string, Partial<SheetFacts>, SheetFacts['values']]>([
  ['check_digit_failed', {}, { institutionCode: '2710276541' }],
  ['check_digit_failed', {}, { ocrLine: '222720367569702356' }],
  ['ticket_not_issued', { ticket: { issued: false } }, {}],
  ['ticket_of_another', { named: { ...resident, residentId: '6667319589' } }, {}],
  ['register_birthdate_mismatch', {}, { birthDate: '1951-05-31' }],
  ['register_birthdate_mismatch', { ticket: null, named: resident }, { birthDate: '1951-05-31' }],
  ['dose_after_death', { ticket: null, named: { ...resident, diedOn: '2021-10-14' } }, {}],
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
  ['register_name_mismatch', {}, { kana: 'ヤマダ ハナコ' }],
  ['register_name_mismatch', { final: false }, { labelName: '山田 花子' }],
  ['dose_after_death', { ticket: named({ diedOn: '2021-10-14' }) }, {}],
  ['not_resident_on_day', { ticket: named({ movedOutOn: '2021-10-14' }) }, {}],
  ['not_resident_on_day', { ticket: named({ movedInOn: '2021-10-16' }) }, {}],
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
  ['lot_expired', { receivedOn: null }, { vaccinationDate: '2022-03-01' }],
  ['lot_outside_window', {}, { vaccinationDate: '2021-03-31' }],
  ['lot_of_other_product', {}, { vaccineName: 'スパイクバックス筋注' }],
  ['lot_shape_unusual', { lots: [] }, { lotNumber: '3004732' }],
  ['date_after_receipt', { receivedOn: '2021-10-14' }, {}],
  ['programme_unknown', { programme: 'measles-only' }, {}],
  ['programme_not_in_force', {}, { vaccinationDate: '2021-02-16' }],
  ['out_of_season', { receivedOn: null }, { vaccinationDate: '2025-04-01' }],
  ['product_not_of_programme', { lots: [] }, { vaccineName: 'シルガード9' }],
  ['product_unknown', { lots: [] }, { vaccineName: '新しいワクチン' }],
  [
    'product_switched',
    {
      doses: [{ doseNumber: '1', vaccinationDate: '2021-09-01', product: 'スパイクバックス筋注' }],
    },
    {},
  ],
  ['interval_too_short', {}, { vaccinationDate: '2021-10-12' }],
  ['dose_out_of_order', { doses: [{ doseNumber: '1', vaccinationDate: '2021-10-16' }] }, {}],
  ['dose_number_skipped', { doses: [] }, {}],
  ['volume_wrong', {}, { doseVolumeMl: '0.5' }],
  ['route_wrong', {}, { route: '皮下' }],
  ['guardian_missing', { ticket: null }, { birthDate: '2009-05-31', guardianName: '' }],
  ['age_not_eligible', { ticket: null }, { birthDate: '2010-05-31' }],
])('%s', (code, facts, values) => {
  expect(codes(facts, values)).toContain(code);
});

test('37.4 is no fever, and a fever without a dose is none of our business', () => {
  expect(codes({}, { bodyTemperature: '37.4' })).toEqual([]);
  const examined = { bodyTemperature: '38.2', lotNumber: '', doseVolumeMl: '', lotExpiry: '' };
  expect(codes({}, { ...examined, physicianDecision: 'postpone' })).toEqual([]);
});

test('a dose on its last day is in time; the lot master overrides the printed expiry', () => {
  expect(codes({ ...LATER }, { vaccinationDate: '2022-02-28' })).toEqual([]);
  const [lot] = CLEAN.lots ?? [];
  const extended =
    lot === undefined ? [] : [{ ...lot, expiry: '2022-06-30', validTo: '2022-06-30' }];
  const later = { vaccinationDate: '2022-03-01' };
  expect(codes({ ...LATER, lots: extended }, later)).toEqual([]);
});

test('what was not read, and masters that were not asked, accuse nobody', async () => {
  const values = { ocrLine: null, lotNumber: null };
  const { vaccines, programme, overrides } = CLEAN;
  const books = { vaccines, programme, overrides, receivedOn: null, batchMonth: null };
  const asked = {
    ...books,
    values,
    doubtful: new Set<string>(),
    today: '2026-11-22',
    final: false,
  };
  expect(runChecks(await gatherFacts(asked, null))).toEqual([]);
});

const only = (more: Partial<SheetFacts>, values: SheetFacts['values'] = {}) =>
  runChecks({ ...CLEAN, ...more, values: { ...CLEAN.values, ...values } });

test('what rests on a value no reader stands behind is a doubt, and accuses nobody', () => {
  const short = { vaccinationDate: '2021-10-12' };
  expect(only({}, short)).toMatchObject([
    { code: 'interval_too_short', kind: 'practice', severity: 'block' },
  ]);
  expect(only({ doubtful: new Set(['vaccinationDate']) }, short)).toMatchObject([
    { code: 'interval_too_short', kind: 'reading_doubt', severity: 'warn' },
  ]);
  // Whose history it is rests on the ticket.
  expect(only({ doubtful: new Set(['ocrLine']) }, short)).toMatchObject([
    { code: 'interval_too_short', kind: 'reading_doubt' },
  ]);
});

test('that a dose was given at all has to be sure before it was given wrongly', () => {
  const hot = { bodyTemperature: '37.8' };
  const doubtful = new Set(['lotNumber', 'doseVolumeMl']);
  expect(only({ doubtful }, hot)).toMatchObject([{ kind: 'reading_doubt' }]);
  expect(only({ doubtful: new Set(['lotNumber']) }, hot)).toMatchObject([{ kind: 'practice' }]);
});

test('a name is the same in other characters, and handwriting is nobody’s word before it is keyed', () => {
  const spelt = { name: '增田 節子', kana: 'ますだ せつこ', labelName: '増田節子' };
  expect(codes({}, spelt)).toEqual([]);
  expect(codes({ final: false }, { name: '山田 花子', kana: 'ヤマダ' })).toEqual([]);
  const doubtful = new Set(['labelName']);
  expect(codes({ final: false, doubtful }, { labelName: '山田 花子' })).toEqual([]);
});

test('whoever died or moved on the day of the dose was here on it', () => {
  for (const day of ['diedOn', 'movedOutOn', 'movedInOn'])
    expect(codes({ ticket: named({ [day]: '2021-10-15' }) })).toEqual([]);
});

test('a day to come is told once: nothing else is judged by it', () => {
  expect(only(LATER, { vaccinationDate: '2029-10-15' }).map(({ code }) => code)).toEqual([
    'date_in_future',
  ]);
});

test('a ticket of another municipality is noted with the reason for which it is none of ours', () => {
  const override = { kind: 'other_municipality', reason: '大阪市の依頼書' } as const;
  expect(only({ ticket: { issued: false }, overrides: [override] })).toMatchObject([
    { code: 'ticket_not_issued', severity: 'note', override },
  ]);
});

test('a box of the form says that a rule does not hold; one that is not read surely says nothing', async () => {
  const { ticket, doses, otherScans, institutionKnown, lots, ...asked } = CLEAN;
  const values = { ...CLEAN.values, ocrLine: null, otherMunicipalityKind: 'yes' };
  const sure = await gatherFacts({ ...asked, values }, null);
  expect(sure.overrides).toEqual([{ kind: 'other_municipality', reason: 'otherMunicipalityKind' }]);
  const doubtful = new Set(['otherMunicipalityKind']);
  expect((await gatherFacts({ ...asked, values, doubtful }, null)).overrides).toEqual([]);
});

const readAs = (value: string, accepted: boolean, probability: number): FieldReading => ({
  ...{ value, accepted, probability, state: accepted ? 'certain' : 'doubtful' },
  ...{ candidates: [], boxMm: [0, 0, 1, 1], engine: 'test', engineVersion: 'test' },
});

test('what the ink says plainly and a master contradicts is judged, and is no doubt of the reading', () => {
  const ink = { lotNumber: readAs('FG2040', true, 0.99) };
  const heard = { lotNumber: readAs('FG2040', false, 0.2) };
  expect(readValues(heard, ink)).toEqual({ lotNumber: 'FG2040' });
  expect(doubtfulFields(heard, ink)).toEqual(new Set());
});

test('what a master settles is no doubt any more; another value than the ink’s is the master’s to answer for', () => {
  const ink = { birthDate: readAs('1950-05-31', false, 0.6), age: readAs('71', false, 0.3) };
  const heard = { birthDate: readAs('1950-05-31', true, 0.999), age: readAs('11', false, 0.55) };
  expect(readValues(heard, ink)).toEqual({ birthDate: '1950-05-31', age: '11' });
  expect(doubtfulFields(heard, ink)).toEqual(new Set(['age']));
});

test('a value less likely than its contrary is not judged', () => {
  expect(readValues({ age: readAs('71', false, 0.4) })).toEqual({ age: null });
});
