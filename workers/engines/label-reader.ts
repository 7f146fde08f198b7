import type { Zone } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { toReading, type Verdict } from '../stages/fuse.ts';
import type { Printed } from '../stages/printed.ts';
import type { RegisteredPage } from '../stages/raster.ts';
import {
  fuseTicket,
  partVerdict,
  type TicketParts,
  type TicketSight,
  ticketParts,
} from '../stages/ticket.ts';
import { type PastedText, readCodes, readPasted } from './pasted-reader.ts';
import type { ReadingEngines } from './reading-engines.ts';
import type { TextLine } from './tesseract.ts';
import { padded, readLine } from './text-cut.ts';

type LabelZone = Extract<Zone, { kind: 'label' }>;

/** Reads a pasted 接種券: QR, NW-7 and OCR line independently, and the printed name. */
export async function readLabel(
  page: RegisteredPage,
  zone: LabelZone,
  printed: Printed | null,
  engines: ReadingEngines,
): Promise<Record<string, FieldReading>> {
  const codes = await readCodes(page, zone.searchMm, ['qr', 'nw-7'], engines);
  const pasted = await readPasted(page, zone.searchMm, printed, codes, engines);
  const ocrLine = pasted === null ? null : await readOcrLine(pasted, engines);
  const sights: TicketSight[] = [
    ...codes.flatMap(({ symbology, text }) =>
      symbology === 'qr' || symbology === 'nw-7'
        ? [{ digits: text.trim(), source: symbology, confidence: 1 } as const]
        : [],
    ),
    ...(ocrLine === null ? [] : [ocrLine]),
  ];
  const name: Verdict =
    pasted === null ? { kind: 'unreadable', candidates: [] } : await readName(pasted, engines);
  const line = fuseTicket(sights, engines.calibration.sources);
  const engine = sights.length === 0 ? 'zxing+tesseract' : enginesOf(sights);
  return Object.fromEntries(
    zone.fields.map((field) => {
      const verdict = field === 'labelName' ? name : fieldVerdict(field, line);
      return [
        field,
        toReading(verdict, {
          boxMm: zone.searchMm,
          engine: field === 'labelName' ? 'tesseract' : engine,
          engineVersion: field === 'labelName' ? engines.versions.text : engines.versions.barcodes,
          acceptFrom: engines.calibration.accept.text,
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

function fieldVerdict(field: string, line: Verdict): Verdict {
  const part = PARTS.find((name) => name === field);
  return part === undefined ? line : partVerdict(line, part);
}

function enginesOf(sights: readonly TicketSight[]): string {
  const names = sights.map(({ source }) => (source === 'ocr-line' ? 'tesseract' : 'zxing'));
  return [...new Set(names)].join('+');
}

/** The line that is nearly all digits, read again by itself with digits only. */
async function readOcrLine(
  { cut, lines }: PastedText,
  engines: ReadingEngines,
): Promise<TicketSight | null> {
  const [likely] = lines
    .map((line) => ({ line, digits: line.text.replaceAll(/\D/g, '').length }))
    .filter(({ line, digits }) => digits >= 12 && digits >= 0.6 * visible(line.text))
    .sort((a, b) => b.digits - a.digits);
  if (likely === undefined) return null;
  const longest = [...likely.line.words].sort((a, b) => b.text.length - a.text.length)[0];
  const around = longest !== undefined && longest.text.length >= 16 ? longest : likely.line;
  const window = padded(cut, around, 0.6);
  const again = await readLine(cut, window, engines.text, 'eng', '0123456789');
  const digits = again?.text.replaceAll(/\D/g, '') ?? '';
  if (again === null || ticketParts(digits) === null) return null;
  return { digits, source: 'ocr-line', confidence: again.confidence };
}

function visible(text: string): number {
  return text.replaceAll(/\s/g, '').length;
}

const NAME_WORD = /氏\s*名/;

async function readName({ cut, lines }: PastedText, engines: ReadingEngines): Promise<Verdict> {
  const at = nameLine(lines);
  const line = lines[at];
  if (line === undefined) return { kind: 'unreadable', candidates: [] };
  const again = await readLine(cut, padded(cut, line, 0.4), engines.text, 'jpn');
  const sights = [again?.text ?? '', line.text].map(nameIn).filter((name) => name !== '');
  const [value, other] = sights;
  if (value === undefined) return { kind: 'unreadable', candidates: [] };
  const agreed = other !== undefined && plain(other) === plain(value);
  const probability = line.confidence * (agreed ? 0.9 : 0.5);
  const candidates = [...new Set(sights)].map((name, index) => ({
    value: name,
    probability: probability / (index + 1),
    source: 'tesseract',
  }));
  return { kind: 'read', value, probability, candidates };
}

/** The line that says 氏名; where that word is not made out, the one below the ticket number. */
function nameLine(lines: readonly TextLine[]): number {
  const said = lines.findIndex(({ text }) => NAME_WORD.test(text));
  if (said !== -1) return said;
  const number = lines.findIndex(({ words }) => words.some(({ text }) => /^\d{10}$/.test(text)));
  return number === -1 ? -1 : number + 1;
}

function nameIn(text: string): string {
  const found = NAME_WORD.exec(text);
  return spaced(found === null ? text : text.slice(found.index + found[0].length));
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
