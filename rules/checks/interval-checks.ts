import type { AcrossRule, DoseRule, Vaccine } from '../../schemas/vaccine-master.ts';
import { earliestAfter, holdsOn, intervalWords } from '../vaccines/ages.ts';
import { vaccinesOfDose } from '../vaccines/series.ts';
import {
  doseNumberOf,
  dosesOfSeries,
  type KnownDose,
  knownDose,
  scheduleFor,
} from './dose-facts.ts';
import type { Check, RecordedDose, SheetFacts } from './facts.ts';
import { found } from './finding-rules.ts';

type After = DoseRule['after'][number];
type Between = Readonly<{ rule: After; previous: RecordedDose; earliest: string }>;

/** The rules of one schedule for this dose, each with the earlier dose it counts from. */
function rulesOf(facts: SheetFacts, dose: KnownDose, doses: readonly DoseRule[]): Between[] {
  const number = doseNumberOf(facts)?.value;
  const booked = dosesOfSeries(facts, dose.vaccine) ?? [];
  const after = doses.find((each) => each.number === number)?.after ?? [];
  return after
    .filter((rule) => holdsOn(rule, dose.day))
    .flatMap((rule) => {
      const previous = booked
        .filter(({ doseNumber }) => Number(doseNumber) === rule.dose)
        .toSorted((a, b) => (a.vaccinationDate < b.vaccinationDate ? 1 : -1))
        // What is said to have come later is out of order, which another check tells.
        .find(({ vaccinationDate }) => vaccinationDate < dose.day);
      if (previous === undefined) return [];
      return [{ rule, previous, earliest: earliestAfter(previous.vaccinationDate, rule.atLeast) }];
    });
}

/** The schedule meant or, where it cannot be told, every one that might be: too short for all of them is too short. */
function schedulesOf(facts: SheetFacts, dose: KnownDose) {
  const schedule = scheduleFor(facts, dose);
  return schedule === null ? dose.vaccine.schedules : [schedule];
}

export const intervalKept: Check = (facts) => {
  const dose = knownDose(facts);
  if (dose === null) return null;
  const broken = schedulesOf(facts, dose).map((schedule) =>
    rulesOf(facts, dose, schedule.doses)
      .filter(({ earliest }) => dose.day < earliest)
      .toSorted((a, b) => (a.earliest < b.earliest ? 1 : -1))
      .at(0),
  );
  const mildest = broken
    .filter((each) => each !== undefined)
    .toSorted((a, b) => (a.earliest < b.earliest ? -1 : 1))
    .at(0);
  if (mildest === undefined || broken.includes(undefined)) return null;
  const { rule, previous, earliest } = mildest;
  return found('interval_too_short', ['vaccinationDate'], {
    restsOn: [...dose.restsOn, ...(doseNumberOf(facts)?.restsOn ?? []), 'ocrLine'],
    confidence: rule.confidence,
    detail: {
      vaccine: dose.vaccine.nameJa,
      previous: previous.vaccinationDate,
      interval: intervalWords(rule.atLeast),
      earliest,
    },
  });
};

/** Late is said, and is no mistake: nobody begins again for it. */
export const intervalNotLong: Check = (facts) => {
  const dose = knownDose(facts);
  const schedule = dose === null ? null : scheduleFor(facts, dose);
  if (dose === null || schedule === null) return null;
  const late = rulesOf(facts, dose, schedule.doses).find(
    ({ rule, previous }) =>
      rule.atMost !== undefined && dose.day > earliestAfter(previous.vaccinationDate, rule.atMost),
  );
  if (late?.rule.atMost === undefined) return null;
  return found('interval_too_long', ['vaccinationDate'], {
    restsOn: [...dose.restsOn, 'ocrLine'],
    detail: {
      vaccine: dose.vaccine.nameJa,
      previous: late.previous.vaccinationDate,
      interval: intervalWords(late.rule.atMost),
    },
  });
};

type Side = AcrossRule['other'] & AcrossRule['one'];

const isOf = (side: Side, vaccine: Vaccine): boolean =>
  (side.kind === undefined || side.kind === vaccine.kind) &&
  (side.series === undefined || vaccine.series.includes(side.series)) &&
  !(side.exceptSeries ?? []).some((name) => vaccine.series.includes(name));

const between = ({ one, other }: AcrossRule, a: Vaccine, b: Vaccine): boolean =>
  (isOf(one, a) && isOf(other, b)) || (isOf(one, b) && isOf(other, a));

/** Is another vaccine's dose nearer than a rule allows? On the same day is another question. */
function isTooNear(
  facts: SheetFacts,
  dose: KnownDose,
  rule: AcrossRule,
  other: RecordedDose,
): boolean {
  // All that it can have been: what it may not have been accuses nobody.
  const kinds = vaccinesOfDose(facts.vaccines, other);
  const isMeant =
    kinds.length > 0 &&
    kinds.every(({ id }) => id !== dose.vaccine.id) &&
    kinds.every((kind) => between(rule, dose.vaccine, kind));
  const [first, second] = [dose.day, other.vaccinationDate].sort();
  if (!isMeant || first === undefined || second === undefined || first === second) return false;
  return second < earliestAfter(first, rule.atLeast);
}

/** Another vaccine given too shortly before or after. */
export const intervalAcross: Check = (facts) => {
  const dose = knownDose(facts);
  if (dose === null) return null;
  for (const rule of facts.vaccines.across.filter((each) => holdsOn(each, dose.day))) {
    const other = facts.doses?.find((each) => isTooNear(facts, dose, rule, each));
    if (other === undefined) continue;
    return found('interval_other_vaccine', ['vaccinationDate'], {
      restsOn: [...dose.restsOn, 'ocrLine'],
      confidence: rule.confidence,
      detail: {
        vaccine: vaccinesOfDose(facts.vaccines, other)[0]?.nameJa ?? '',
        previous: other.vaccinationDate,
        interval: intervalWords(rule.atLeast),
      },
    });
  }
  return null;
};
