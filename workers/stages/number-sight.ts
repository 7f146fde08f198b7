import type { DigitRun, Token } from './digit-runs.ts';

/** What the digit network makes of one character: P(0) … P(9), and that it is none. */
export type DigitSight = Readonly<{ digits: readonly number[]; notDigit: number }>;

/** Part of a run, its first and last character included. */
export type Window = Readonly<{ from: number; to: number; probability: number }>;

const LENGTH = 12;
/** 番号利用法施行令 第8条. */
const WEIGHTS = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2] as const;
/** Twelve readers that guess would be right once in ten times: this is what a number must stand out from. */
const SUSPECT_FROM = 0.2;
const NO_DIGIT_FROM = 0.7;
/**
 * Of twelve characters so much of one may be no digit, all doubts taken together. Drawn numbers on filled forms come to 0.65 at
 * most, addresses with names of houses in katakana to 0.9 and more (docs/operations.md).
 */
const MOST_NO_DIGIT = 0.7;
/** Between digits of one number, in heights of its line. */
const MOST_GAP = 2.4;
/** What stands beside twelve digits belongs to another number only where it is this much further off than they are. */
const APART = 1.7;
/** More digits in one go are another kind of number; one or two of them may have been no digit. */
const MOST_TOGETHER = 14;

/** Twelve digits in a run that may be a 個人番号: their check digit holds, as far as they can be read. */
export function suspectWindows(run: DigitRun, sights: readonly DigitSight[]): Window[] {
  return stretchesOf(run, sights)
    .flatMap((stretch) => windowsIn(run, stretch))
    .filter(({ from, to }) => noDigits(sights.slice(from, to + 1)) <= MOST_NO_DIGIT)
    .map(({ from, to }) => {
      const probability = checkDigitHolds(sights.slice(from, to + 1));
      return { from, to, probability };
    })
    .filter(({ probability }) => probability >= SUSPECT_FROM);
}

/** How many of them are none, as far as the network can tell. */
const noDigits = (sights: readonly DigitSight[]): number =>
  sights.reduce((sum, { notDigit }) => sum + notDigit, 0);

type Stretch = Readonly<{ from: number; to: number }>;

/** Digits next to one another, with nothing else between them. */
function stretchesOf({ tokens, heightPx }: DigitRun, sights: readonly DigitSight[]): Stretch[] {
  const stretches: { from: number; to: number }[] = [];
  let open = false;
  tokens.forEach((token, at) => {
    const sight = sights[at];
    const before = tokens[at - 1];
    const isDigit = sight !== undefined && sight.notDigit < NO_DIGIT_FROM;
    const near = before !== undefined && token.left - before.right <= MOST_GAP * heightPx;
    const last = stretches.at(-1);
    if (isDigit && open && near && last !== undefined) last.to = at;
    else if (isDigit) stretches.push({ from: at, to: at });
    open = isDigit;
  });
  return stretches.filter(({ from, to }) => to - from + 1 >= LENGTH);
}

function windowsIn({ tokens }: DigitRun, { from, to }: Stretch): Stretch[] {
  const count = to - from + 1;
  const all = Array.from({ length: count - LENGTH + 1 }, (_, k) => ({
    from: from + k,
    to: from + k + LENGTH - 1,
  }));
  if (count === LENGTH) return all;
  return all.filter((window) => {
    const inside = gapsOf(tokens, window.from, window.to);
    const usual = Math.max(1, median(inside.filter((_, k) => k !== 3 && k !== 7)));
    const left = window.from === from ? Infinity : gapBefore(tokens, window.from);
    const right = window.to === to ? Infinity : gapBefore(tokens, window.to + 1);
    if (left >= APART * usual + 2 && right >= APART * usual + 2) return true;
    return count <= MOST_TOGETHER && (window.from === from || window.to === to);
  });
}

const gapBefore = (tokens: readonly Token[], at: number): number =>
  (tokens[at]?.left ?? 0) - (tokens[at - 1]?.right ?? 0);

const gapsOf = (tokens: readonly Token[], from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, k) => gapBefore(tokens, from + k + 1));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Probability that the check digit of twelve digits holds, each known as well as it was read; 0..1. */
export function checkDigitHolds(sights: readonly DigitSight[]): number {
  if (sights.length !== LENGTH) return 0;
  let rests = new Float64Array(11);
  rests[0] = 1;
  WEIGHTS.forEach((weight, at) => {
    const next = new Float64Array(11);
    for (let digit = 0; digit < 10; digit++) {
      const share = shareOf(sights[at], digit);
      for (let rest = 0; rest < 11; rest++) {
        const to = (rest + weight * digit) % 11;
        next[to] = (next[to] ?? 0) + (rests[rest] ?? 0) * share;
      }
    }
    rests = next;
  });
  return rests.reduce(
    (sum, share, rest) => sum + share * shareOf(sights[LENGTH - 1], rest <= 1 ? 0 : 11 - rest),
    0,
  );
}

function shareOf(sight: DigitSight | undefined, digit: number): number {
  const total = sight?.digits.reduce((sum, share) => sum + share, 0) ?? 0;
  return total > 0 ? (sight?.digits[digit] ?? 0) / total : 0;
}
