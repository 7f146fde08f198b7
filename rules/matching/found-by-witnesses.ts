import { isIsoDate } from '../calendar.ts';
import { foldKana } from './fold-kana.ts';
import { spellingsOf } from './fold-name.ts';
import type { MatchLookup, Registered } from './match-lookup.ts';
import { otherDigits } from './ticket-lines.ts';
import type { Witnesses } from './witnesses.ts';

/** A value less probable than this is not looked up. */
const LIKELY = 0.05;
const MOST_SPELLINGS = 64;
const OLDEST_BIRTH = '1890-01-01';

/**
 * Residents born on a day that may be written, and who bear the name or its kana and were born on such a day or on one a
 * misread digit away. A name counts alone where no birth date was read, and a misread digit where no name was: somebody whose
 * birth date and name both differ is nobody to look at.
 */
export async function foundByWitnesses(
  witnesses: Witnesses,
  masters: MatchLookup,
): Promise<Registered[]> {
  const names = [...valuesOf(witnesses.name), ...valuesOf(witnesses.labelName)];
  const kana = valuesOf(witnesses.kana);
  const read = valuesOf(witnesses.birthDate);
  const days = daysAround(read);
  const hasName = names.length + kana.length > 0;
  const bornOn = hasName ? read : days;
  const born = bornOn.length === 0 ? [] : await masters.bornOn(bornOn);
  const named = hasName ? await masters.named(spellings(names), spelled(kana), days) : [];
  return [...new Map([...born, ...named].map((each) => [each.residentId, each])).values()];
}

const spellings = (names: readonly string[]): string[] => [
  ...new Set(names.flatMap((name) => spellingsOf(name, MOST_SPELLINGS))),
];
const spelled = (kana: readonly string[]): string[] => [...new Set(kana.map(foldKana))];

const valuesOf = (candidates: Witnesses['name']): string[] =>
  candidates.filter(({ probability }) => probability >= LIKELY).map(({ value }) => value);

function daysAround(read: readonly string[]): string[] {
  const misread = read
    .slice(0, 1)
    .flatMap((day) => Array.from(day, (_, at) => otherDigits(day, at)).flat())
    .filter((day) => isIsoDate(day) && day >= OLDEST_BIRTH);
  return [...new Set([...read, ...misread])];
}
