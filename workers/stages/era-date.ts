import { parseWrittenDate } from '../../rules/calendar.ts';
import type { Candidate } from '../../schemas/reading.ts';
import {
  type BoxReading,
  emptyConfidence,
  isEmpty,
  likeliest,
  twoDigits,
  unread,
  withoutDigits,
} from './digit-field.ts';
import type { Verdict } from './fuse.ts';

const ERA_LETTERS: Readonly<Record<string, string>> = {
  meiji: 'M',
  taisho: 'T',
  showa: 'S',
  heisei: 'H',
  reiwa: 'R',
};
const SOURCE = 'digit-net';
/** A single digit elsewhere: its neighbour may be a digit that was missed. */
const SHORT_DATE = 0.9;
/** A digit in the second box, beside a box as clean as paper, is how 7年4月1日 is written. */
const CLEAN_BOX = 0.995;

/**
 * A date of six boxes and an era. The era is a reading of its own: circled, doubtful, or printed alone. Where it is
 * not known, every date that the digits can mean is offered and none is taken.
 */
export function eraDateField(boxes: readonly BoxReading[], era: Verdict): Verdict {
  const unwritten = withoutDigits(boxes);
  if (unwritten) return unwritten;
  const [year, month, day] = [boxes.slice(0, 2), boxes.slice(2, 4), boxes.slice(4, 6)];
  const padded = [year, month, day].flatMap(twoDigits);
  if (boxes.length !== 6 || padded.some(isEmpty)) return unread(boxes);
  const sure = emptyConfidence(boxes) * ([year, month, day].some(isShort) ? SHORT_DATE : 1);
  const written = likeliest(padded);
  const dates = erasOf(era)
    .flatMap(({ value, probability }) =>
      written.flatMap((line) => dated(value, line.digits, probability * line.probability * sure)),
    )
    .sort((a, b) => b.probability - a.probability);
  const [first] = dates;
  const likely = dated(erasOf(era)[0]?.value ?? '', written[0]?.digits ?? '', 1)[0];
  // The likeliest digits of the likeliest era must be a day: nothing is mended to become one.
  const known = 'value' in era && era.value !== null && era.value in ERA_LETTERS;
  if (!known || !first || !likely || first.value !== likely.value) {
    return { kind: 'unreadable', candidates: dates };
  }
  // A doubtful circle makes a doubtful date.
  const kind = era.kind === 'read' ? 'read' : 'odd';
  return { kind, value: first.value, probability: first.probability, candidates: dates };
}

type EraGuess = { value: string; probability: number };

function erasOf(era: Verdict): EraGuess[] {
  if (era.kind === 'blank') return [];
  const known = era.candidates.filter(({ value }) => value in ERA_LETTERS);
  return [...known].sort((a, b) => b.probability - a.probability);
}

function isShort(pair: readonly BoxReading[]): boolean {
  const [tens, ones] = pair;
  const usual = tens?.kind === 'empty' && ones?.kind === 'ink' && tens.probability >= CLEAN_BOX;
  return pair.some(isEmpty) && !usual;
}

function dated(era: string, digits: string, probability: number): Candidate[] {
  const [year, month, day] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)];
  const date = parseWrittenDate(`${ERA_LETTERS[era] ?? '?'}${Number(year)}.${month}.${day}`);
  return date.kind === 'certain' ? [{ value: date.date, probability, source: SOURCE }] : [];
}
