import { isDatePiece, lotIn, lotShape } from '../stages/lot.ts';
import { likeness } from '../stages/sticker.ts';
import { type Vote, vote } from '../stages/votes.ts';
import { dateSpan, printedDate } from '../stages/written-date.ts';
import { leastOf, type PrintedRow, readAgain, readWhole } from './printed-rows.ts';
import type { ReadingEngines } from './reading-engines.ts';

const LOT_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DATE_ALPHABET = '0123456789./-';
/** Where a row's characters do not show how far down they reach, its lot is never sure. */
const UNSURE = 0.8;
const LOT_WORDS = ['lot', '製造番号', 'ロット'];
const LOT_WORD_LIKENESS = 0.5;

/** `at`: the row it stands in, or −1. */
export type FoundLine = Readonly<{ at: number; votes: readonly Vote[] }>;

/** The expiry. Where the code on the sticker says the same, the second reader is not asked. */
export async function readExpiry(
  rows: readonly PrintedRow[],
  coded: string | undefined,
  engines: ReadingEngines,
): Promise<FoundLine> {
  const at = rows.findIndex(({ text }) => dateSpan(text) !== null);
  const row = rows[at];
  const span = row && dateSpan(row.text);
  if (row === undefined || !span) return { at: -1, votes: [] };
  const { line, text } = engines.calibration.sources;
  const sure = row.parted ? UNSURE : 1;
  const first = vote(span.value, line * sure * leastOf(row, span.from, span.to), 'pp-ocr');
  if (coded === span.value) return { at, votes: first };
  const again = await readAgain(row, [span.from, span.to], engines, 'eng', DATE_ALPHABET);
  const second = again === null ? null : printedDate(again.text);
  return {
    at,
    votes: [...first, ...vote(second ?? undefined, text * (again?.confidence ?? 0), 'tesseract')],
  };
}

/** The lot: in the row that says so, or else in the row above the expiry. Where the code says the same, one look is enough. */
export async function readLot(
  rows: readonly PrintedRow[],
  dated: number,
  coded: string | undefined,
  engines: ReadingEngines,
): Promise<FoundLine> {
  const at = lotRow(rows, dated);
  const row = rows[at];
  if (row === undefined) return { at: -1, votes: [] };
  const { line, text } = engines.calibration.sources;
  const plain = lotIn(row.text);
  if (plain !== null && coded === plain.value) {
    return { at, votes: vote(coded, line * leastOf(row, plain.from, plain.to), 'pp-ocr') };
  }
  const whole = (await readWhole(row, engines)).flatMap((one) => {
    const found = lotIn(one.read.text);
    if (found === null || isDatePiece(found.value)) return [];
    const least = leastOf(one.read, found.from, found.to) * (one.sure ? 1 : UNSURE);
    return [{ ...one, found, least }];
  });
  const [best] = whole.sort((a, b) => b.least - a.least);
  if (best === undefined) return { at, votes: [] };
  const { found, read, least } = best;
  const first = vote(found.value, line * least, 'pp-ocr');
  if (coded === found.value) return { at, votes: first };
  const again = await readAgain(read, [found.from, found.to], engines, 'eng', LOT_ALPHABET);
  const second = again === null ? null : lotShape(again.text);
  const confidence = text * (again?.confidence ?? 0);
  return { at, votes: [...first, ...vote(second ?? undefined, confidence, 'tesseract')] };
}

const FORM_WORDS = /筋注|皮下/;

/**
 * A sticker says each thing once. A second date, a second lot, a second 筋注, or letters before the word Lot are what
 * looks out from under it, or stands beside it.
 */
export function isSeveralStickers(
  rows: readonly PrintedRow[],
  known: Readonly<{ lot: number; expiry: number }>,
): boolean {
  const others = rows.filter((_, at) => at !== known.lot && at !== known.expiry);
  const again = others.some(({ text }) => dateSpan(text) !== null || saysNumber(text));
  const forms = rows.filter(({ text }) => FORM_WORDS.test(text)).length;
  return (
    again || forms > 1 || isBesideAnother(rows[known.lot]) || isBesideAnother(rows[known.expiry])
  );
}

function saysNumber(text: string): boolean {
  const found = lotIn(text);
  return found !== null && !isDatePiece(found.value) && saysLot(text.slice(0, found.from + 3));
}

/** The words that begin a row of a sticker, read once already before they begin. */
function isBesideAnother(row: PrintedRow | undefined): boolean {
  if (row === undefined) return false;
  const words = row.text.match(/lot|製造番号|番号|最[終终格]|有[效効劲幼]/gi) ?? [];
  const told = words.map((word) => word.toLowerCase());
  if (new Set(told).size < told.length) return true;
  const from = (dateSpan(row.text) ?? lotIn(row.text))?.from ?? 0;
  return /[0-9A-Z]{2}/.test(row.text.slice(0, from).replace(/^\W*L[oO0]?[tT]?/, ''));
}

function lotRow(rows: readonly PrintedRow[], dated: number): number {
  const hasLot = ({ text }: PrintedRow): boolean => {
    const found = lotIn(text);
    return found !== null && !isDatePiece(found.value);
  };
  const said = rows.findIndex((row, at) => at !== dated && hasLot(row) && saysLot(row.text));
  if (said !== -1 || dated === -1) return said;
  return rows.findLastIndex((row, at) => at < dated && hasLot(row));
}

/** Half of a small printed word may be misread; the number itself is read by two. */
function saysLot(text: string): boolean {
  return LOT_WORDS.some((word) => likeness(text, word) >= LOT_WORD_LIKENESS);
}
