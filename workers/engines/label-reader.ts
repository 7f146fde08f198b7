import type { Zone } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { inDoubt, toReading, type Verdict } from '../stages/fuse.ts';
import { spacedAs } from '../stages/name-gap.ts';
import { TICKET_SLIP } from '../stages/one-paper.ts';
import type { Printed } from '../stages/printed.ts';
import type { RegisteredPage } from '../stages/raster.ts';
import { likeness } from '../stages/sticker.ts';
import {
  fuseTicket,
  partVerdict,
  type TicketParts,
  type TicketSight,
  ticketParts,
} from '../stages/ticket.ts';
import { vote, votes } from '../stages/votes.ts';
import { findPasted, readCodes } from './pasted-reader.ts';
import { leastOf, type PrintedRow, readAgain, rowsOf } from './printed-rows.ts';
import type { ReadingEngines } from './reading-engines.ts';
import type { TextCut } from './text-cut.ts';

type LabelZone = Extract<Zone, { kind: 'label' }>;

/** Reads a pasted 接種券: QR, NW-7 and OCR line independently, and the printed name. */
export async function readLabel(
  page: RegisteredPage,
  zone: LabelZone,
  printed: Printed | null,
  engines: ReadingEngines,
): Promise<Record<string, FieldReading>> {
  const codes = await readCodes(page, zone.searchMm, ['qr', 'nw-7'], engines);
  const pasted = findPasted(page, zone.searchMm, printed, codes);
  const nothing: LabelRows = { rows: [], foreign: false };
  const { rows, foreign } = pasted === null ? nothing : await readFromBelow(pasted.cut, engines);
  const coded = codes.flatMap(({ symbology, text }) =>
    symbology === 'qr' || symbology === 'nw-7'
      ? [{ digits: text.trim(), source: symbology, confidence: 1 } as const]
      : [],
  );
  const codedDigits = coded.map(({ digits }) => digits);
  const lines = rows.filter(isOcrLine);
  const sights: TicketSight[] = [...coded, ...(await readOcrLine(lines, codedDigits, engines))];
  const fused = fuseTicket(sights, engines.calibration.sources);
  // Which of two labels counts is not for us to say, even where only one of them can still be read.
  const several =
    foreign ||
    new Set(lines.map(({ text }) => digitsOf(text)).filter(isWholeLine)).size > 1 ||
    isContradicted(fused) ||
    pasted?.isLargerThan(TICKET_SLIP) === true;
  const printedName = await readName(rows, engines);
  const [line, name] = several ? [inDoubt(fused), inDoubt(printedName)] : [fused, printedName];
  const engine = sights.length === 0 ? 'zxing+pp-ocr' : enginesOf(sights);
  return Object.fromEntries(
    zone.fields.map((field) => {
      const verdict = field === 'labelName' ? name : fieldVerdict(field, line);
      return [
        field,
        toReading(verdict, {
          boxMm: zone.searchMm,
          engine: field === 'labelName' ? 'pp-ocr+tesseract' : engine,
          engineVersion: field === 'labelName' ? engines.versions.text : engines.versions.barcodes,
          acceptFrom: engines.calibration.accept.text.from,
        }),
      ];
    }),
  );
}

const PARTS: readonly (keyof TicketParts)[] = [
  'ticketType',
  'doseNumberOnTicket',
  'municipalityCode',
  'ticketNumber',
];

function isContradicted(line: Verdict): boolean {
  return line.kind === 'odd' && line.candidates.length > 1;
}

function fieldVerdict(field: string, line: Verdict): Verdict {
  const part = PARTS.find((name) => name === field);
  return part === undefined ? line : partVerdict(line, part);
}

function enginesOf(sights: readonly TicketSight[]): string {
  const names = sights.map(({ source }) => (source === 'ocr-line' ? 'pp-ocr' : 'zxing'));
  return [...new Set(names)].join('+');
}

type LabelRows = Readonly<{
  rows: readonly PrintedRow[];
  /** Rows where this label has none: another one is pasted under it or over it. */
  foreign: boolean;
}>;

/** From the foot of the lowest row of a 接種券 to the foot of its highest, and some dirt below. */
const SLIP_ROWS_MM = 31.5;
const LABEL_WORDS = ['券種', '回目', '請求先', '券番号', '氏名'];
const WORD_LIKENESS = 0.6;

/** The OCR line stands at the foot of the slip and the name above it; what is further up says nothing more. */
async function readFromBelow(cut: TextCut, engines: ReadingEngines): Promise<LabelRows> {
  const rows: PrintedRow[] = [];
  const all = rowsOf(cut);
  // Dirt may lie below the line; where the line was not made out, the lowest row stands for it.
  let footMm = all.at(-1)?.bottomMm ?? 0;
  let foreign = false;
  for (const { bottomMm, read } of all.reverse()) {
    const isHigh = bottomMm < footMm - SLIP_ROWS_MM;
    if (!isHigh && rows.some(saysName) && rows.some(isOcrLine)) continue;
    const row = await read(engines);
    if (isWholeLine(digitsOf(row.text))) footMm = bottomMm;
    // The form's own words may stand so high; the words of a label tell of another one.
    foreign ||= isHigh && saysLabel(row);
    rows.unshift(row);
  }
  return { rows, foreign: foreign || isNameBelow(rows) };
}

const isWholeLine = (digits: string): boolean => ticketParts(digits) !== null;

function saysLabel({ text }: PrintedRow): boolean {
  return LABEL_WORDS.some((word) => likeness(text, word) >= WORD_LIKENESS);
}

function isNameBelow(rows: readonly PrintedRow[]): boolean {
  const line = rows.findLastIndex(isOcrLine);
  return line !== -1 && rows.slice(line + 1).some(saysName);
}

const LEAST_DIGITS = 12;
const DIGITS = '0123456789';

/** The row that is nearly all digits. Where a bar code says the same, the second reader is not asked. */
async function readOcrLine(
  lines: readonly PrintedRow[],
  coded: readonly string[],
  engines: ReadingEngines,
): Promise<TicketSight[]> {
  const [row] = [...lines].sort((a, b) => digitsOf(b.text).length - digitsOf(a.text).length);
  if (row === undefined) return [];
  const whole: [number, number] = [0, row.characters.length];
  const digits = digitsOf(row.text);
  const first = sight(digits, leastOf(row, ...whole));
  if (coded.includes(digits)) return first;
  const again = await readAgain(row, whole, engines, 'eng', DIGITS);
  return [...first, ...sight(digitsOf(again?.text ?? ''), again?.confidence ?? 0)];
}

function isOcrLine({ text }: PrintedRow): boolean {
  const digits = digitsOf(text).length;
  return digits >= LEAST_DIGITS && digits >= 0.6 * visible(text);
}

function sight(digits: string, confidence: number): TicketSight[] {
  return ticketParts(digits) === null ? [] : [{ digits, source: 'ocr-line', confidence }];
}

const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');

function visible(text: string): number {
  return text.replaceAll(/\s/g, '').length;
}

const NAME_WORD = /氏\s*名/;

/** The name by two readers of different make. */
async function readName(rows: readonly PrintedRow[], engines: ReadingEngines): Promise<Verdict> {
  const row = rows[nameRow(rows)];
  if (row === undefined) return { kind: 'unreadable', candidates: [] };
  const from = wordEnd(row.text);
  const again = await readAgain(row, [from, row.characters.length], engines, 'jpn');
  const { line, text } = engines.calibration.sources;
  const seen = row.characters.slice(from);
  const first = spacedAs(seen, nameIn(row.text.slice(from)));
  const second = spacedAs(seen, nameIn(again?.text ?? ''));
  const voted = votes(
    [
      ...vote(second || undefined, text * (again?.confidence ?? 0), 'tesseract'),
      ...vote(sameName(first, second), line * leastOf(row, from, row.characters.length), 'pp-ocr'),
    ],
    engines.calibration.maps,
    'name',
  );
  // What both did not see, because the row has lost it, they agree on.
  return row.parted ? inDoubt(voted) : voted;
}

/** The spacing of the Japanese reader is kept where the letters are the same. */
function sameName(first: string, second: string): string | undefined {
  if (first === '') return undefined;
  return plain(first) === plain(second) ? second : first;
}

/** The row that says 氏名; where that word is not made out, the one below the ticket number. */
function nameRow(rows: readonly PrintedRow[]): number {
  const said = rows.findIndex(saysName);
  if (said !== -1) return said;
  const number = rows.findIndex(({ text }) => /(^|\D)\d{10}$/.test(text.trim()));
  return number === -1 ? -1 : number + 1;
}

const saysName = ({ text }: PrintedRow): boolean => /^[^\p{L}\p{N}]{0,2}氏/u.test(text);

function wordEnd(text: string): number {
  const found = NAME_WORD.exec(text);
  return found === null ? 0 : found.index + found[0].length;
}

function nameIn(text: string): string {
  return spaced(text.slice(wordEnd(text)));
}

function plain(name: string): string {
  return name.replaceAll(/\s/g, '');
}

/** Surname and given name apart by one space, where the print shows a gap. */
function spaced(text: string): string {
  const kept = text.replaceAll(
    /[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々\s]/gu,
    '',
  );
  return kept.trim().replaceAll(/\s+/g, ' ');
}
