import { z } from 'zod';
import { ResidentId } from './masters.ts';

/** Where on the sheet a person is told by; `ocrLine` stands for the ticket number. */
export const PersonField = z.enum([
  'ocrLine',
  'labelName',
  'name',
  'kana',
  'birthDate',
  'age',
  'sex',
  'address',
]);
export type PersonField = z.infer<typeof PersonField>;

/**
 * How what is on the sheet lies beside the register: the same characters; the same name in other characters (髙/高,
 * フリガナ in hiragana); one digit or character apart; something else.
 */
export const Likeness = z.enum(['same', 'variant', 'near', 'other']);
export type Likeness = z.infer<typeof Likeness>;

/** What one field says of one resident. Nothing here quotes the sheet or the register. */
export const PersonEvidence = z.strictObject({
  field: PersonField,
  agrees: z.enum(['agrees', 'differs', 'unknown']),
  /** `null`: nothing was read to hold beside the register, or the register has nothing. */
  likeness: Likeness.nullable(),
  /**
   * log10 of how many times likelier the ink is if the sheet is this resident's than if it is anybody's. 0 says nothing,
   * 4 is ten thousand to one for, −1 ten to one against.
   */
  weight: z.number(),
});
export type PersonEvidence = z.infer<typeof PersonEvidence>;

/** How somebody came to be thought of: by the number as it was read, by the number but for one digit, … */
export const FoundBy = z.enum(['number', 'number_repaired', 'household', 'name_and_birth_date']);
export type FoundBy = z.infer<typeof FoundBy>;

export const PersonCandidate = z.strictObject({
  residentId: ResidentId,
  foundBy: FoundBy,
  /** That the sheet is this resident's, reckoned as if every second number named somebody else, 0..1. */
  probability: z.number().min(0).max(1),
  evidence: z.array(PersonEvidence),
});
export type PersonCandidate = z.infer<typeof PersonCandidate>;

/**
 * `offered`: one key confirms whom the number names. `unsure`: the number names somebody and too little speaks for it.
 * `contradicted`: what is written speaks against whom it names. `not_issued`, `unread`: it names nobody, so that people
 * find the person; `no_number`: the form has none.
 */
export const MatchOutcome = z.enum([
  'offered',
  'unsure',
  'contradicted',
  'not_issued',
  'unread',
  'no_number',
]);
export type MatchOutcome = z.infer<typeof MatchOutcome>;

/** Whose sheet a page is, as `yoshin check` and `yoshin read` print it. */
export const PersonOfPage = z.strictObject({
  /** The likeliest, who may be another than the number names; `null` where nobody is likelier than not. */
  residentId: ResidentId.nullable(),
  probability: z.number().min(0).max(1),
  evidence: z.array(PersonEvidence),
  outcome: MatchOutcome,
  /** Everybody else it may be, whom the number names among them. */
  others: z.array(PersonCandidate),
});
export type PersonOfPage = z.infer<typeof PersonOfPage>;

export const PersonMatch = z.strictObject({
  outcome: MatchOutcome,
  /** Whom the number names, and what speaks for and against it; `null` where it names nobody. */
  named: PersonCandidate.nullable(),
  /** Others it may be, likeliest first; reasons to look again, never an answer. */
  others: z.array(PersonCandidate),
});
export type PersonMatch = z.infer<typeof PersonMatch>;
