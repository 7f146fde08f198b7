import type { Candidate } from '../../schemas/reading.ts';
import { afterCheckPassed, type Verdict } from './fuse.ts';
import { isCalendarDate } from './written-date.ts';

/** What the network makes of one box. `digits[d]` is P(d); all of them and `notDigit` add up to 1. */
export type BoxReading =
  | { kind: 'empty'; probability: number }
  | { kind: 'ink'; digits: readonly number[]; notDigit: number };

export type DigitFormat =
  | { kind: 'digits' }
  | { kind: 'date-ymd'; preprinted: string }
  | { kind: 'decimal'; integerDigits: number };

export type DigitRules = Readonly<{
  format: DigitFormat;
  /** How many digits the field must have, where the form fixes it. */
  exactly?: number;
  /** A check digit rule the value must satisfy. */
  passes?: (value: string) => boolean;
}>;

const SOURCE = 'digit-net';
/** A box more likely struck out or soiled than a digit is not read at all. */
const NOT_A_DIGIT_FROM = 0.5;
const DATE_DIGITS = 8;
const SHORT_DATE = 0.9;

/** Combines the boxes of one field into its value. Never mends: a value that cannot be stays unread. */
export function digitField(boxes: readonly BoxReading[], rules: DigitRules): Verdict {
  const unwritten = withoutDigits(boxes);
  if (unwritten) return unwritten;
  switch (rules.format.kind) {
    case 'date-ymd':
      return dateField(boxes, rules.format.preprinted);
    case 'decimal':
      return decimalField(boxes, rules.format.integerDigits);
    case 'digits':
      return numberField(boxes, rules);
    default:
      return rules.format satisfies never;
  }
}

/** Nothing written, or something that is no digit: then there is nothing to combine. */
export function withoutDigits(boxes: readonly BoxReading[]): Verdict | null {
  if (boxes.every((box) => box.kind === 'empty')) {
    return { kind: 'blank', probability: product(boxes.map(confidenceOf)) };
  }
  const spoilt = boxes.some((box) => box.kind === 'ink' && box.notDigit >= NOT_A_DIGIT_FROM);
  return spoilt ? { kind: 'unreadable', candidates: [] } : null;
}

function numberField(boxes: readonly BoxReading[], rules: DigitRules): Verdict {
  const { exactly, passes } = rules;
  const written = writtenRun(boxes);
  if (written === null || (exactly !== undefined && written.length !== exactly)) {
    return { kind: 'unreadable', candidates: [] };
  }
  const shaped = (digits: string) =>
    exactly === undefined ? digits.replace(/^0+(?=.)/, '') : digits;
  const readings = likeliest(written).map(({ digits, probability }) => ({
    value: shaped(digits),
    probability,
    source: SOURCE,
  }));
  const [first] = readings;
  if (first === undefined) return { kind: 'unreadable', candidates: [] };
  const probability = first.probability * emptyConfidence(boxes);
  if (passes === undefined)
    return { kind: 'read', value: first.value, probability, candidates: readings };
  if (passes(first.value)) {
    const { value } = first;
    return {
      kind: 'read',
      value,
      probability: afterCheckPassed(probability),
      candidates: readings,
    };
  }
  // Either the writer or the reader slipped; the repairs that pass are offered, none is taken.
  const repairs = readings.filter(({ value }) => passes(value));
  return {
    kind: 'odd',
    value: first.value,
    probability: probability / 4,
    candidates: [first, ...repairs],
  };
}

function dateField(boxes: readonly BoxReading[], preprinted: string): Verdict {
  const yearBoxes = DATE_DIGITS - preprinted.length - 4;
  const year = boxes.slice(0, yearBoxes);
  const month = boxes.slice(yearBoxes, yearBoxes + 2);
  const day = boxes.slice(yearBoxes + 2);
  if (boxes.length !== yearBoxes + 4 || year.some(isEmpty)) return unread(boxes);
  // 4月 in two boxes: a single digit stands for itself, whichever of the two boxes it is in. An empty box may
  // also be a digit that was missed, so such a date is never sure.
  const short = boxes.some(isEmpty);
  const padded = [...year, ...twoDigits(month), ...twoDigits(day)];
  if (padded.some(isEmpty)) return unread(boxes);
  const dates = likeliest(padded).map(({ digits, probability }) => ({
    value: isoOf(preprinted + digits),
    probability: probability * emptyConfidence(boxes) * (short ? SHORT_DATE : 1),
    source: SOURCE,
  }));
  const possible = dates.filter(({ value }) => isCalendarDate(value));
  const [first] = dates;
  if (first === undefined || !isCalendarDate(first.value)) {
    return { kind: 'unreadable', candidates: possible };
  }
  return { kind: 'read', value: first.value, probability: first.probability, candidates: possible };
}

function decimalField(boxes: readonly BoxReading[], integerDigits: number): Verdict {
  const whole = boxes.slice(0, integerDigits);
  const decimals = boxes.slice(integerDigits);
  const run = writtenRun(whole);
  if (run === null) return unread(boxes);
  const halves = decimals.every(isEmpty) ? null : writtenRun(decimals);
  if (halves === null || halves.length !== decimals.length) {
    // 36 度, and nothing in the tenths: what is written, for a person to look at.
    const digits = likeliest(run)[0]?.digits ?? '';
    return { kind: 'odd', value: digits === '' ? null : digits, probability: 0.3, candidates: [] };
  }
  const readings = likeliest([...run, ...halves]).map(({ digits, probability }) => ({
    value: `${digits.slice(0, run.length).replace(/^0+(?=.)/, '')}.${digits.slice(run.length)}`,
    probability: probability * emptyConfidence(boxes),
    source: SOURCE,
  }));
  const [first] = readings;
  if (first === undefined) return unread(boxes);
  return { kind: 'read', value: first.value, probability: first.probability, candidates: readings };
}

/** The boxes between the first and the last written one; `null` where one in between is empty, or all are. */
function writtenRun(boxes: readonly BoxReading[]): BoxReading[] | null {
  const first = boxes.findIndex((box) => !isEmpty(box));
  const last = boxes.findLastIndex((box) => !isEmpty(box));
  if (first === -1) return null;
  const run = boxes.slice(first, last + 1);
  return run.some(isEmpty) ? null : run;
}

export function twoDigits(pair: readonly BoxReading[]): BoxReading[] {
  const written = pair.filter((box) => !isEmpty(box));
  const zero: BoxReading = { kind: 'ink', digits: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], notDigit: 0 };
  return written.length === 1 ? [zero, ...written] : [...pair];
}

/** The most probable strings of digits: the best of each box, then every single and double second choice. */
export function likeliest(boxes: readonly BoxReading[]): { digits: string; probability: number }[] {
  let beam = [{ digits: '', probability: 1 }];
  for (const box of boxes) {
    if (box.kind === 'empty') return [];
    const ranked = box.digits
      .map((probability, digit) => ({ digit, probability }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, 3);
    beam = beam
      .flatMap((line) =>
        ranked.map(({ digit, probability }) => ({
          digits: `${line.digits}${digit}`,
          probability: line.probability * probability,
        })),
      )
      .sort((a, b) => b.probability - a.probability)
      .slice(0, 12);
  }
  return beam;
}

export const isEmpty = (box: BoxReading): boolean => box.kind === 'empty';

function confidenceOf(box: BoxReading): number {
  return box.kind === 'empty' ? box.probability : Math.max(...box.digits);
}

export function emptyConfidence(boxes: readonly BoxReading[]): number {
  return product(boxes.flatMap((box) => (box.kind === 'empty' ? [box.probability] : [])));
}

export function unread(boxes: readonly BoxReading[]): Verdict {
  const written = boxes.filter((box) => !isEmpty(box));
  const digits = likeliest(written)[0]?.digits;
  const candidates: Candidate[] =
    digits === undefined ? [] : [{ value: digits, probability: 0.05, source: SOURCE }];
  return { kind: 'unreadable', candidates };
}

function isoOf(digits: string): string {
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
}

function product(values: readonly number[]): number {
  return values.reduce((result, value) => result * value, 1);
}
