import { PERSON, personSaid } from '../../rules/person-field.ts';
import type {
  ReviewField,
  ReviewNaming,
  ReviewPerson,
  ReviewSheet,
} from '../../schemas/api/review.ts';
import type { PersonWord } from '../../schemas/person-word.ts';

type Candidate = ReviewNaming['choices'][number];

/** Somebody of the register who may be chosen, and how this person came by them. */
export type Choice = Readonly<{
  person: ReviewPerson;
  how: Candidate | 'spoken' | 'namesake' | 'search';
}>;

/** Once each, in the order in which there is reason to think of them; nobody is chosen by standing first. */
export function choicesOf(naming: ReviewNaming, found: readonly ReviewPerson[]): Choice[] {
  const all: Choice[] = [
    ...naming.choices.map((how) => ({ person: how.person, how })),
    ...naming.spokenOf.map((person) => ({ person, how: 'spoken' as const })),
    ...naming.namesakes.map((person) => ({ person, how: 'namesake' as const })),
    ...found.map((person) => ({ person, how: 'search' as const })),
  ];
  const once = new Map<string, Choice>();
  for (const each of all) {
    if (!once.has(each.person.residentId)) once.set(each.person.residentId, each);
  }
  return [...once.values()];
}

/** Stands for somebody whom the register does not have. */
export const NEWCOMER = 'not_registered';

export type PersonDraft = Readonly<{
  /** A 宛名番号, or `NEWCOMER`; `null`: nobody yet. */
  chosen: string | null;
  reason: string;
  /** Namesakes of whom this person says that they are somebody else. */
  apartFrom: readonly string[];
}>;

export type PersonMissing = 'choice' | 'reason' | 'apart' | 'incomplete';

/** What still has to be said; `null`: it can be sent. */
export function missingOf(
  naming: ReviewNaming,
  namedByNumber: string | null,
  { chosen, reason, apartFrom }: PersonDraft,
): PersonMissing | null {
  if (chosen === null) return 'choice';
  const isNewcomer = chosen === NEWCOMER;
  if (isNewcomer && !naming.isComplete) return 'incomplete';
  const unsaid = naming.namesakes.some(({ residentId }) => !apartFrom.includes(residentId));
  if (isNewcomer && unsaid) return 'apart';
  return wantsReason(namedByNumber, chosen) && reason.trim() === '' ? 'reason' : null;
}

/** Against the number, or into the register: only with a reason. */
export const wantsReason = (namedByNumber: string | null, chosen: string | null): boolean =>
  chosen === NEWCOMER || (chosen !== null && namedByNumber !== null && namedByNumber !== chosen);

export function wordOf(
  { chosen, reason, apartFrom }: PersonDraft,
  naming: ReviewNaming,
): PersonWord | null {
  if (chosen === null) return null;
  const said = reason.trim();
  if (chosen !== NEWCOMER) {
    return { kind: 'registered', residentId: chosen, reason: said === '' ? null : said };
  }
  const known = new Set(naming.namesakes.map(({ residentId }) => residentId));
  return {
    kind: 'not_registered',
    reason: said,
    apartFrom: apartFrom.filter((residentId) => known.has(residentId)),
  };
}

/** Whom the number names, as the match has it. */
export const namedByNumber = (naming: ReviewNaming): string | null =>
  naming.choices.find(({ foundBy }) => foundBy === 'number')?.residentId ?? null;

export const personFieldOf = ({ fields }: ReviewSheet): ReviewField | undefined =>
  fields.find(({ fieldId }) => fieldId === PERSON);

/** What the person looking may know to have been said of whose sheet it is. */
export function personSaidOf(sheet: ReviewSheet) {
  const field = personFieldOf(sheet);
  return personSaid((field?.mine ?? field?.closed)?.value ?? null);
}
