import type { Eligibility, Vaccine } from '../../schemas/vaccine-master.ts';
import { type Days, daysOf, holdsOn, isWithin } from './ages.ts';

/** Whom and what a rule of eligibility is asked about. */
export type Asked = Readonly<{
  day: string;
  birthDate: string;
  doseNumber: number | null;
  productId: string | null;
  /** Days since week 0, day 0 of a pregnancy, on the day of the dose. */
  gestationStart: string | null;
}>;

/** The days of a rule for a person; `null` where the rule is not about them, or that cannot be told. */
export function daysOfRule(rule: Eligibility, asked: Asked): Days | null {
  const { birthDate, doseNumber, productId, day, gestationStart } = asked;
  if (rule.doses !== undefined && doseNumber !== null && !rule.doses.includes(doseNumber))
    return null;
  if (rule.products !== undefined && (productId === null || !rule.products.includes(productId)))
    return null;
  if (!holdsOn(rule, day) || !holdsOn(rule.born ?? {}, birthDate)) return null;
  if (rule.window.kind !== 'gestation') return daysOf(rule.window, birthDate);
  return gestationStart === null ? null : daysOf(rule.window, gestationStart);
}

export type Answer =
  | Readonly<{ kind: 'eligible'; rule: Eligibility }>
  /** Within an age that asks for something the sheet cannot tell. */
  | Readonly<{ kind: 'on_condition'; rule: Eligibility; condition: string }>
  | Readonly<{
      kind: 'not_eligible';
      windows: readonly Readonly<{ rule: Eligibility; days: Days }>[];
    }>
  /** No rule can be asked. */
  | Readonly<{ kind: 'unknown' }>;

/** May this person be given this vaccine on that day, by age? */
export function eligibleByAge(vaccine: Vaccine, asked: Asked): Answer {
  const needsProduct = vaccine.eligibility.every(({ products }) => products !== undefined);
  if (needsProduct && asked.productId === null) return { kind: 'unknown' };
  const windows = vaccine.eligibility.flatMap((rule) => {
    const days = daysOfRule(rule, asked);
    return days === null ? [] : [{ rule, days }];
  });
  const askable = vaccine.eligibility.some(({ window }) => window.kind !== 'gestation');
  if (windows.length === 0 && !askable && asked.gestationStart === null) return { kind: 'unknown' };
  const within = windows.filter(({ days }) => isWithin(asked.day, days));
  const plain = within.find(({ rule }) => rule.conditionJa === undefined);
  if (plain !== undefined) return { kind: 'eligible', rule: plain.rule };
  const [conditional] = within;
  if (conditional?.rule.conditionJa !== undefined)
    return {
      kind: 'on_condition',
      rule: conditional.rule,
      condition: conditional.rule.conditionJa,
    };
  return { kind: 'not_eligible', windows };
}
