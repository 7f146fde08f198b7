import type { Likeness, PersonEvidence, PersonField } from '../../schemas/person-match.ts';
import type { Candidate } from '../../schemas/reading.ts';

/** How one kind of field behaves in a town; every share 0..1. */
export type FieldModel = Readonly<{
  /** How many share one value: 1 in 10,000 a birth date. Set above what any town has, so that less is concluded. */
  commonness: number;
  /** How often a person's own sheet says something else than the register: slips, moves, mistakes in the register. */
  leak: number;
  /** How many values lie one digit or character beside any one, as parts of `commonness`. */
  neighbours: number;
  /** Of what is written otherwise, and of what no candidate holds: how much is one digit or character beside. */
  near: Readonly<{ leak: number; unread: number }>;
}>;

const LIKELY = 0.5;
/** So much of the reading says something else, or so much speaks against it: the field differs. */
const DIFFERS = { belief: 0.9, weight: -0.5 };

export type Compare = (written: string) => Likeness;

/**
 * How much likelier the ink is if the sheet is this resident's than if it is anybody's. Readings are candidates with
 * probabilities p(value | ink), so that the ratio is Σ p(value | ink) · P(value | resident) / P(value).
 */
export function weighField(
  field: PersonField,
  model: FieldModel,
  candidates: readonly Candidate[],
  compare: Compare,
): PersonEvidence {
  const heard = candidates.map((each) => ({ ...each, likeness: compare(each.value) }));
  const [first] = [...heard].sort((a, b) => b.probability - a.probability);
  if (first === undefined) return unknown(field);
  const sum = (of: (each: (typeof heard)[number]) => boolean): number =>
    heard.filter(of).reduce((total, { probability }) => total + probability, 0);
  const same = sum(({ likeness }) => likeness === 'same' || likeness === 'variant');
  const near = sum(({ likeness }) => likeness === 'near');
  const unread = Math.max(0, 1 - sum(() => true));
  const { commonness, leak, neighbours } = model;
  const beside = near / (neighbours * commonness);
  const notThis = sum(({ likeness }) => likeness === 'other') + near;
  const isThis = same / commonness + unread * (1 - model.near.unread + model.near.unread * beside);
  const isOther = 1 - model.near.leak + model.near.leak * beside;
  const weight = Math.log10((1 - leak) * isThis + leak * isOther);
  const differs = notThis >= DIFFERS.belief || weight <= DIFFERS.weight;
  return {
    field,
    agrees: same >= LIKELY ? 'agrees' : differs ? 'differs' : 'unknown',
    likeness: same >= LIKELY ? likenessOfSame(heard) : first.likeness,
    weight: rounded(weight),
  };
}

const likenessOfSame = (heard: ReadonlyArray<{ likeness: Likeness; probability: number }>) =>
  heard.some(({ likeness, probability }) => likeness === 'same' && probability >= LIKELY / 2)
    ? 'same'
    : 'variant';

export const unknown = (field: PersonField): PersonEvidence => ({
  field,
  agrees: 'unknown',
  likeness: null,
  weight: 0,
});

export const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** As long as the other and one character otherwise, or one character more or less. */
export function isNear(one: string, other: string): boolean {
  const [short, long] = [Array.from(one), Array.from(other)].sort((a, b) => a.length - b.length);
  if (short === undefined || long === undefined || long.length - short.length > 1) return false;
  const head = short.findIndex((each, at) => each !== long[at]);
  const from = head < 0 ? short.length : head;
  const skip = long.length === short.length ? 1 : 0;
  return short.slice(from + skip).join('') === long.slice(from + 1).join('');
}
