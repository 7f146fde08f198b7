import type { FoundBy, PersonCandidate, PersonEvidence } from '../../schemas/person-match.ts';
import type { Registered } from './match-lookup.ts';
import { evidenceFor, type Witnesses } from './witnesses.ts';

/**
 * Somebody the sheet may be about. A share is the part among all whose number is a digit off, or who live in the
 * household of the person named; 0 where that is not so.
 */
export type Suspect = Readonly<{
  resident: Registered;
  foundBy: FoundBy;
  repairedShare: number;
  householdShare: number;
}>;

/** Who is thought of, and how far was looked. */
export type Suspects = Readonly<{
  named: Registered | null;
  others: readonly Suspect[];
  /** How many are in the register. */
  population: number;
  /** Everybody of that birth date or name is among `others`. */
  searched: boolean;
}>;

/**
 * What may be behind a sheet, before anything but the number was looked at. It is reckoned as if every second number named
 * somebody else (a misread digit, another person's label), which is many times more than any office sees: then what is
 * offered is held up by name, birth date and sex alone, and holds on the sheets whose number is wrong.
 */
const BEHIND = {
  /** The number is this person's, and so is the sheet. */
  named: 0.45,
  /** The number is a digit off; it is the ticket of somebody beside. */
  repaired: 0.05,
  /** The label of another of the same household. */
  household: 0.05,
  /** The label of anybody else, pasted on this person's sheet. */
  strangeLabel: 0.05,
} as const;
/** Of all that is left: that the person is in the register at all. */
const REGISTERED = 0.9;

/** Once everybody of that birth date or name was looked up: how far anybody else may still be meant. */
const UNFOUND = 0.05;

/** `residentId` is `null` for somebody nobody thought of. */
type Hypothesis = Readonly<{ residentId: string | null; odds: number }>;
type Evidence = ReadonlyMap<string, readonly PersonEvidence[]>;

/** Whose sheet it is: everybody thought of, likeliest first, with what speaks for and against each. */
export function posterior(witnesses: Witnesses, suspects: Suspects): PersonCandidate[] {
  const { named, others } = suspects;
  const all = [
    ...(named === null ? [] : [{ resident: named, foundBy: 'number' as const }]),
    ...others,
  ];
  const evidence: Evidence = new Map(
    all.map(({ resident }) => [resident.residentId, evidenceFor(witnesses, resident)]),
  );
  const hypotheses = [
    ...(named === null
      ? []
      : [rightNumber(named, evidence), ...underLabel(witnesses, named, suspects)]),
    ...others.map((suspect) => asThemselves(suspect, suspects, evidence)),
    { residentId: null, odds: nobodyThoughtOf(suspects) },
  ];
  const total = hypotheses.reduce((sum, { odds }) => sum + odds, 0);
  const of = (id: string): number =>
    hypotheses.filter(({ residentId }) => residentId === id).reduce((sum, h) => sum + h.odds, 0);
  return all
    .map(({ resident: { residentId }, foundBy }) => ({
      residentId,
      foundBy,
      probability: Math.min(1, of(residentId) / total),
      evidence: [numberEvidence(foundBy), ...(evidence.get(residentId) ?? [])],
    }))
    .sort((a, b) => b.probability - a.probability || (a.residentId < b.residentId ? -1 : 1));
}

const timesLikelier = (evidence: readonly PersonEvidence[]): number =>
  10 ** evidence.reduce((sum, { weight }) => sum + weight, 0);

const rightNumber = ({ residentId }: Registered, evidence: Evidence): Hypothesis => ({
  residentId,
  odds: BEHIND.named * timesLikelier(evidence.get(residentId) ?? []),
});

/** Label and hand are one person's, whose number was read or written otherwise. */
function asThemselves(
  { resident: { residentId }, repairedShare }: Suspect,
  { named, population }: Suspects,
  evidence: Evidence,
): Hypothesis {
  const repaired = named === null ? BEHIND.named : BEHIND.repaired;
  const prior = repaired * repairedShare + oneOf(population) * anybody(named);
  return { residentId, odds: prior * timesLikelier(evidence.get(residentId) ?? []) };
}

/**
 * The label is whose number it bears, and somebody else wrote on the sheet: what the label says is no word for them. Where
 * the hand repeats the label's name, the name is one word, and it is the hand's.
 */
function underLabel(
  witnesses: Witnesses,
  named: Registered,
  { others, population }: Suspects,
): Hypothesis[] {
  const own = evidenceFor(witnesses, named);
  const isRepeated = own.some(
    ({ field, agrees }) => (field === 'name' || field === 'kana') && agrees === 'agrees',
  );
  const printed = evidenceFor({ ...witnesses, name: [], kana: [] }, named);
  const ofLabel = printed.filter(({ field }) => field === 'labelName');
  const label = isRepeated ? 1 : timesLikelier(ofLabel);
  const hands = others.map(({ resident, householdShare }) => {
    const byHand = evidenceFor({ ...witnesses, labelName: [] }, resident);
    const prior = BEHIND.household * householdShare + BEHIND.strangeLabel * oneOf(population);
    return { residentId: resident.residentId, odds: prior * label * timesLikelier(byHand) };
  });
  return [...hands, { residentId: null, odds: BEHIND.strangeLabel * label }];
}

const oneOf = (population: number): number => REGISTERED / Math.max(1, population);

const anybody = (named: Registered | null): number =>
  named === null
    ? 1 - BEHIND.named
    : 1 - BEHIND.named - BEHIND.repaired - BEHIND.household - BEHIND.strangeLabel;

const nobodyThoughtOf = ({ named, searched }: Suspects): number =>
  anybody(named) * (searched ? 1 - REGISTERED + REGISTERED * UNFOUND : 1);

/** What the number says of somebody is in how they were found; beside the other fields it weighs nothing. */
function numberEvidence(foundBy: FoundBy): PersonEvidence {
  const read = { field: 'ocrLine', weight: 0 } as const;
  if (foundBy === 'number') return { ...read, agrees: 'agrees', likeness: 'same' };
  if (foundBy === 'number_repaired') return { ...read, agrees: 'differs', likeness: 'near' };
  return { ...read, agrees: 'unknown', likeness: null };
}
