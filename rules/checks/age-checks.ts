import { daysBefore } from '../calendar.ts';
import { holdsOn, reachedOn } from '../vaccines/ages.ts';
import { eligibleByAge } from '../vaccines/eligible.ts';
import { birthOf, doseNumberOf, type KnownDose, knownDose } from './dose-facts.ts';
import { type Check, personOf, type SheetFacts, valueIn } from './facts.ts';
import { found } from './finding-rules.ts';

const DAYS_OF_A_WEEK = 7;

/** Fields of a form for pregnant women: weeks and days on the day of the dose. */
function gestationStart(facts: SheetFacts, day: string): string | null {
  const weeks = valueIn(facts, 'gestationWeeks');
  // Days that stand there and nobody could read are not none.
  if (weeks === null || facts.values['gestationDays'] === null) return null;
  const days = Number(weeks) * DAYS_OF_A_WEEK + Number(valueIn(facts, 'gestationDays') ?? 0);
  return Number.isInteger(days) ? daysBefore(day, days) : null;
}

function ageAnswer(facts: SheetFacts, { day, vaccine, productId }: KnownDose) {
  const birth = birthOf(facts);
  if (birth === null) return null;
  const number = doseNumberOf(facts);
  const answer = eligibleByAge(vaccine, {
    day,
    birthDate: birth.value,
    doseNumber: number?.value ?? null,
    productId,
    gestationStart: gestationStart(facts, day),
  });
  return { answer, birth, restsOn: [...birth.restsOn, ...(number?.restsOn ?? [])] };
}

/** 対象年齢 on the day of the dose. 長期療養特例 lifts it up to the age the master says. */
export const ageEligible: Check = (facts) => {
  const dose = knownDose(facts);
  const asked = dose === null ? null : ageAnswer(facts, dose);
  if (dose === null || asked?.answer.kind !== 'not_eligible') return null;
  const { vaccine, day } = dose;
  const rules =
    asked.answer.windows.length > 0
      ? asked.answer.windows.map(({ rule }) => rule)
      : vaccine.eligibility;
  const until = vaccine.longTermCare?.until;
  const mayBeLifted =
    until !== undefined && (until === null || day <= reachedOn(asked.birth.value, until));
  return {
    ...found('age_not_eligible', ['birthDate', 'vaccinationDate'], {
      restsOn: [...dose.restsOn, ...asked.restsOn],
      confidence: rules.every(({ confidence }) => confidence === 'C') ? 'C' : 'K',
      detail: {
        vaccine: vaccine.nameJa,
        windows: [...new Set(rules.map(({ nameJa }) => nameJa))].join('、'),
      },
    }),
    mayBeLifted,
  };
};

/** Within an age at which somebody has to make sure of an illness that the sheet cannot tell. */
export const eligibleOnCondition: Check = (facts) => {
  const dose = knownDose(facts);
  const asked = dose === null ? null : ageAnswer(facts, dose);
  if (dose === null || asked?.answer.kind !== 'on_condition') return null;
  return found('eligible_on_condition', ['birthDate'], {
    restsOn: [...dose.restsOn, ...asked.restsOn],
    detail: { vaccine: dose.vaccine.nameJa, condition: asked.answer.condition },
  });
};

export const sexEligible: Check = (facts) => {
  const dose = knownDose(facts);
  if (facts.hidden?.has('sex')) return null;
  const person = personOf(facts);
  const register = person?.resident.sex ?? null;
  const sex = register ?? valueIn(facts, 'sex');
  if (dose === null || (sex !== 'male' && sex !== 'female')) return null;
  const rules = dose.vaccine.eligibility.filter((rule) => holdsOn(rule, dose.day));
  if (rules.some((rule) => rule.sex === undefined || rule.sex === sex)) return null;
  return found('sex_not_eligible', ['sex'], {
    restsOn: [...dose.restsOn, ...(register === null ? ['sex'] : [person?.by ?? 'sex'])],
    confidence: rules.every(({ confidence }) => confidence === 'C') ? 'C' : 'K',
    detail: { vaccine: dose.vaccine.nameJa },
  });
};
