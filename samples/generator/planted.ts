import type { Books } from './books.ts';
import { institutionCode } from './books.ts';
import { addDays, ageOn } from './dates.ts';
import type { LotEntry, SheetFields, SheetPlan } from './plan-types.ts';
import type { Rng } from './rng.ts';

type Planted = Readonly<{ fields: SheetFields; problems: readonly string[]; secondDose?: string }>;
type Planting = (plan: SheetPlan, books: Books, rng: Rng) => Planted;

const day = ({ fields }: SheetPlan): string => fields['vaccinationDate'] ?? '';
const changed = (plan: SheetPlan, fields: SheetFields): SheetFields => ({
  ...plan.fields,
  ...fields,
});

/** A lot of each maker that had expired before anybody came. */
export const EXPIRED_LOTS: readonly LotEntry[] = [
  {
    lot: 'ER1027',
    product: 'コミナティ筋注',
    manufacturer: 'ファイザー',
    expiry: '2021-05-31',
    validFrom: '2021-04-05',
  },
  {
    lot: '3002196',
    product: 'スパイクバックス筋注',
    manufacturer: '武田/モデルナ',
    expiry: '2021-05-31',
    validFrom: '2021-04-05',
  },
];

function onDay(plan: SheetPlan, date: string): SheetFields {
  const birth = plan.fields['birthDate'] ?? '';
  const age = plan.fields['age'] === '' ? '' : String(ageOn(birth, date));
  const consentDate = plan.fields['consentDate'] === '' ? '' : date;
  return changed(plan, { vaccinationDate: date, consentDate, age });
}

/** What the corpus README names, one at a time, and what else it brings about. */
const PLANTINGS: Readonly<Record<string, Planting>> = {
  interval_too_short: (plan, _, rng) => ({
    fields: onDay(plan, addDays(plan.firstDose, rng.int(5, 17))),
    problems: ['interval_too_short'],
  }),
  duplicate_dose: (plan) => ({
    fields: plan.fields,
    problems: ['duplicate_dose'],
    secondDose: addDays(day(plan), -3),
  }),
  lot_expired: (plan) => {
    const lot = EXPIRED_LOTS.find(({ product }) => product === plan.fields['vaccineName']);
    return {
      fields: changed(plan, { lotNumber: lot?.lot ?? '', lotExpiry: lot?.expiry ?? '' }),
      problems: ['lot_expired'],
    };
  },
  lot_unknown: (plan) => ({
    fields: changed(plan, { lotNumber: plan.scenario.moderna ? '3009991' : 'EX7043' }),
    problems: ['lot_unknown'],
  }),
  volume_wrong: (plan) => ({
    fields: changed(plan, { doseVolumeMl: plan.scenario.moderna ? '0.3' : '0.5' }),
    problems: ['volume_wrong'],
  }),
  temperature_high_but_vaccinated: (plan, _, rng) => ({
    fields: changed(plan, { bodyTemperature: rng.pick(['37.5', '37.6', '37.9', '38.2']) }),
    problems: ['temperature_high_but_vaccinated'],
  }),
  physician_postponed_but_vaccinated: (plan) => ({
    fields: changed(plan, { physicianDecision: 'postpone' }),
    problems: ['physician_postponed_but_vaccinated'],
  }),
  consent_missing: (plan, _, rng) => ({
    fields: changed(plan, { consent: rng.pick(['blank', 'no']) }),
    problems: ['consent_missing'],
  }),
  signature_missing: (plan) => ({
    fields: changed(plan, { consentSignature: 'absent' }),
    problems: ['signature_missing'],
  }),
  date_in_future: (plan) => ({
    fields: changed(plan, { vaccinationDate: day(plan).replace('2021', '2029') }),
    problems: ['date_in_future'],
  }),
  dose_before_birth: (plan) => ({
    fields: changed(plan, { birthDate: addDays(day(plan), 60) }),
    problems: ['dose_before_birth', 'register_birthdate_mismatch'],
  }),
  register_birthdate_mismatch: (plan) => ({
    fields: changed(plan, { birthDate: addDays(plan.fields['birthDate'] ?? '', 10) }),
    problems: ['register_birthdate_mismatch'],
  }),
  institution_unknown: (plan, _, rng) => ({
    fields: changed(plan, { institutionCode: institutionCode(rng.int(990_000, 990_999)) }),
    problems: ['institution_unknown'],
  }),
  ticket_not_issued: (plan) => {
    const ticketNumber = `43109${plan.person.ticketNumber.slice(5)}`;
    const line = (plan.fields['ocrLine'] ?? '').slice(0, 8);
    return {
      fields: changed(plan, { ticketNumber, ocrLine: line + ticketNumber }),
      problems: ['ticket_not_issued'],
    };
  },
};

/** The same sheet with one problem of the list, in turn. Whoever was put off stays so: nothing was given to be wrong. */
export function planted(plan: SheetPlan, index: number, books: Books, rng: Rng): SheetPlan {
  const names = Object.keys(PLANTINGS);
  const plant = PLANTINGS[names[index % names.length] ?? ''];
  if (plan.scenario.postponed === true || plant === undefined) return plan;
  const { fields, problems, secondDose } = plant(plan, books, rng);
  return {
    ...plan,
    fields,
    planted: problems,
    ...(secondDose === undefined ? {} : { secondDose }),
  };
}
