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

/** Residents whose birth date may be the one written, with one digit misread too, or who bear the name or its kana. */
export async function foundByWitnesses(
  witnesses: Witnesses,
  masters: MatchLookup,
): Promise<Registered[]> {
  const names = [...valuesOf(witnesses.name), ...valuesOf(witnesses.labelName)];
  const kana = valuesOf(witnesses.kana);
  const days = daysAround(valuesOf(witnesses.birthDate));
  const [born, named] = [
    days.length === 0 ? [] : await masters.bornOn(days),
    names.length + kana.length === 0
      ? []
      : await masters.named(
          [...new Set(names.flatMap((name) => spellingsOf(name, MOST_SPELLINGS)))],
          [...new Set(kana.map(foldKana))],
        ),
  ];
  return [...new Map([...born, ...named].map((each) => [each.residentId, each])).values()];
}

const valuesOf = (candidates: Witnesses['name']): string[] =>
  candidates.filter(({ probability }) => probability >= LIKELY).map(({ value }) => value);

function daysAround(read: readonly string[]): string[] {
  const misread = read
    .slice(0, 1)
    .flatMap((day) => Array.from(day, (_, at) => otherDigits(day, at)).flat())
    .filter((day) => isIsoDate(day) && day >= OLDEST_BIRTH);
  return [...new Set([...read, ...misread])];
}
