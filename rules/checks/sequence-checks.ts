import { fiscalYearOf } from '../calendar.ts';
import { earliestAfter, isOfAge } from '../vaccines/ages.ts';
import {
  birthOf,
  doseDay,
  doseNumberOf,
  dosesOfSeries,
  type KnownDose,
  knownDose,
  scheduleFor,
} from './dose-facts.ts';
import { type Check, type RecordedDose, type SheetFacts, valueIn, wasVaccinated } from './facts.ts';
import { found } from './finding-rules.ts';

/** The same dose number or the same day a second time, or a second time in a year: another sheet, or a real double one. */
export const notRecordedYet: Check = (facts) => {
  if (!wasVaccinated(facts)) return null;
  const dose = knownDose(facts);
  const booked = dose === null ? facts.doses : dosesOfSeries(facts, dose.vaccine);
  const twice = booked?.find((each) => isSameDose(facts, dose, each));
  if (twice === undefined) return null;
  const number = doseNumberOf(facts);
  return found('duplicate_dose', [number?.restsOn[0] ?? 'ocrLine', 'vaccinationDate'], {
    restsOn: ['ocrLine'],
    detail: { previous: twice.vaccinationDate, product: twice.product ?? '' },
  });
};

function isSameDose(facts: SheetFacts, dose: KnownDose | null, other: RecordedDose): boolean {
  const day = valueIn(facts, 'vaccinationDate');
  if (other.vaccinationDate === day) return true;
  const period = dose?.vaccine.oncePer?.period;
  if (period === 'fiscal_year' && dose !== null)
    return fiscalYearOf(other.vaccinationDate) === fiscalYearOf(dose.day);
  if (period === 'pregnancy') return false;
  const number = doseNumberOf(facts)?.value;
  return number !== undefined && other.doseNumber === String(number);
}

/** A later number on an earlier day. */
export const inOrder: Check = (facts) => {
  const dose = knownDose(facts);
  const number = doseNumberOf(facts);
  const day = doseDay(facts);
  if (dose === null || day === null || number === null || isRepeated(dose)) return null;
  const other = dosesOfSeries(facts, dose.vaccine)?.find((each) => {
    const against = Number(each.doseNumber);
    if (against === 0 || against === number.value) return false;
    return against < number.value ? each.vaccinationDate > day : each.vaccinationDate < day;
  });
  if (other === undefined) return null;
  return found('dose_out_of_order', [...number.restsOn, 'vaccinationDate'], {
    detail: { previous: other.vaccinationDate, number: other.doseNumber },
  });
};

const isRepeated = ({ vaccine }: KnownDose): boolean => vaccine.oncePer !== undefined;

/** The dose that this one counts from is in no book. Who has no dose there at all may have had it elsewhere. */
export const noneSkipped: Check = (facts) => {
  const dose = knownDose(facts);
  const number = doseNumberOf(facts);
  if (dose === null || number === null || isRepeated(dose) || facts.doses === null) return null;
  const booked = dosesOfSeries(facts, dose.vaccine) ?? [];
  const needed = dose.vaccine.schedules
    .flatMap(({ doses }) => doses.filter((each) => each.number === number.value))
    .flatMap(({ after }) => after.map((rule) => rule.dose));
  const missing = [...new Set(needed)].filter(
    (each) => !booked.some(({ doseNumber }) => Number(doseNumber) === each),
  );
  if (missing.length === 0) return null;
  return found('dose_number_skipped', [...number.restsOn], {
    restsOn: ['ocrLine'],
    severity: booked.length === 0 ? 'note' : 'warn',
    detail: { number: missing.join('、') },
  });
};

/** 不必要な接種: beyond the schedule, at an age for which another is meant, or after two doses that were enough. */
export const doseNeeded: Check = (facts) => {
  const dose = knownDose(facts);
  const number = doseNumberOf(facts);
  const schedule = dose === null ? null : scheduleFor(facts, dose);
  if (dose === null || number === null || schedule === null || isRepeated(dose)) return null;
  const restsOn = [...dose.restsOn, ...(birthOf(facts)?.restsOn ?? []), 'ocrLine'];
  const needless = (confidence: 'C' | 'K') =>
    found('dose_needless', [...number.restsOn], {
      restsOn,
      confidence,
      detail: { vaccine: dose.vaccine.nameJa, number: String(schedule.doses.length) },
    });
  const rule = schedule.doses.find((each) => each.number === number.value);
  if (rule === undefined) return schedule.closed ? needless(schedule.confidence) : null;
  return isNeedless(facts, dose, rule.needlessIf) && rule.needlessIf !== undefined
    ? needless(rule.needlessIf.confidence)
    : null;
};

type NeedlessIf = NonNullable<
  KnownDose['vaccine']['schedules'][number]['doses'][number]['needlessIf']
>;

function isNeedless(facts: SheetFacts, dose: KnownDose, rule: NeedlessIf | undefined): boolean {
  const booked = dosesOfSeries(facts, dose.vaccine) ?? [];
  const dayOf = (number?: number): string | undefined =>
    booked.find(({ doseNumber }) => Number(doseNumber) === number)?.vaccinationDate;
  const [from, to] = [dayOf(rule?.from), dayOf(rule?.to)];
  if (rule === undefined || from === undefined || to === undefined) return false;
  return to >= earliestAfter(from, rule.atLeast);
}

/** Ages of single doses: a booster from 12 months on, a second dose before 24. */
export const ageOfDose: Check = (facts) => {
  const dose = knownDose(facts);
  const birth = birthOf(facts);
  const schedule = dose === null ? null : scheduleFor(facts, dose);
  const number = doseNumberOf(facts);
  const rule = schedule?.doses.find((each) => each.number === number?.value);
  if (dose === null || birth === null || rule?.ages === undefined) return null;
  if (isOfAge(birth.value, dose.day, rule.ages)) return null;
  return found('age_not_eligible', ['birthDate', 'vaccinationDate'], {
    restsOn: [...dose.restsOn, ...birth.restsOn, ...(number?.restsOn ?? [])],
    confidence: rule.ages.confidence,
    detail: { vaccine: dose.vaccine.nameJa, windows: rule.nameJa },
  });
};
