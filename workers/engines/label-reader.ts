import type { Zone } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { toReading, type Verdict } from '../stages/fuse.ts';
import { inkPlane } from '../stages/ink-plane.ts';
import type { RegisteredPage } from '../stages/raster.ts';
import {
  fuseTicket,
  partVerdict,
  type TicketParts,
  type TicketSight,
  ticketParts,
} from '../stages/ticket.ts';
import { cutTilted, rowAngle, sourcePxPerMm } from '../stages/tilt.ts';
import type { ReadingEngines } from './reading-engines.ts';
import type { TextLine } from './tesseract.ts';
import { asPrint, readLine, type TextCut, textCut } from './text-cut.ts';
import type { Barcode } from './zxing.ts';

type LabelZone = Extract<Zone, { kind: 'label' }>;

const TEXT_PX_PER_MM = 10;
const LINE_PX_PER_MM = 12;
/** Bar codes are read at the scan's own resolution, but never below this. */
const LEAST_BARCODE_PX_PER_MM = 8;
const LABEL_TILT = (8 * Math.PI) / 180;
/** A bar code's corners give the tilt to about this much. */
const CODE_TILT = (1.5 * Math.PI) / 180;

/** Reads a pasted 接種券: QR, NW-7 and OCR line independently, and the printed name. */
export async function readLabel(
  page: RegisteredPage,
  zone: LabelZone,
  engines: ReadingEngines,
): Promise<Record<string, FieldReading>> {
  const codes = await labelCodes(page, zone, engines);
  const angle = labelAngle(page, zone, codes);
  const cut = textCut(cutTilted(page, zone.searchMm, angle, TEXT_PX_PER_MM), TEXT_PX_PER_MM);
  const lines = await engines.text.read(asPrint(cut), 'jpn', { layout: 'block' });
  const printed = await readOcrLine(page, zone, angle, lines, engines);
  const sights: TicketSight[] = [
    ...codes.flatMap(({ symbology, text }) =>
      symbology === 'qr' || symbology === 'nw-7'
        ? [{ digits: text.trim(), source: symbology, confidence: 1 } as const]
        : [],
    ),
    ...(printed === null ? [] : [printed]),
  ];
  const name = await readName(cut, lines, engines);
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

type PlacedCode = Barcode & { pxPerMm: number };

async function labelCodes(
  page: RegisteredPage,
  zone: LabelZone,
  engines: ReadingEngines,
): Promise<PlacedCode[]> {
  const own = Math.max(LEAST_BARCODE_PX_PER_MM, sourcePxPerMm(page, zone.searchMm));
  const found: PlacedCode[] = [];
  // Small modules of coarse scans sometimes need to be drawn larger before they are told apart.
  for (const pxPerMm of [own, own * 2]) {
    const cut = cutTilted(page, zone.searchMm, 0, pxPerMm);
    for (const code of await engines.barcodes.read(cut, ['qr', 'nw-7'])) {
      const seen = found.some((one) => one.symbology === code.symbology && one.text === code.text);
      if (!seen) found.push({ ...code, pxPerMm });
    }
    if (found.some(({ symbology }) => symbology === 'qr')) return found;
  }
  return found;
}

function labelAngle(page: RegisteredPage, zone: LabelZone, codes: readonly PlacedCode[]): number {
  const code = codes.find(({ symbology }) => symbology === 'nw-7') ?? codes[0];
  const rough = code === undefined ? 0 : codeAngle(code);
  const pxPerMm = 5;
  const plane = inkPlane(cutTilted(page, zone.searchMm, rough, pxPerMm), 'any');
  const reach = code === undefined ? LABEL_TILT : CODE_TILT;
  return rough + rowAngle(plane, 0, reach);
}

function codeAngle({ cornersPx }: PlacedCode): number {
  const [[x0, y0] = [0, 0], [x1, y1] = [1, 0]] = cornersPx;
  return Math.atan2(y1 - y0, x1 - x0);
}

/** The line that is nearly all digits, read again by itself with digits only. */
async function readOcrLine(
  page: RegisteredPage,
  zone: LabelZone,
  angle: number,
  lines: readonly TextLine[],
  engines: ReadingEngines,
): Promise<TicketSight | null> {
  const [likely] = lines
    .map((line) => ({ line, digits: line.text.replaceAll(/\D/g, '').length }))
    .filter(
      ({ line, digits }) => digits >= 12 && digits >= 0.6 * line.text.replaceAll(/\s/g, '').length,
    )
    .sort((a, b) => b.digits - a.digits);
  if (likely === undefined) return null;
  const cut = textCut(cutTilted(page, zone.searchMm, angle, LINE_PX_PER_MM), LINE_PX_PER_MM);
  const scale = LINE_PX_PER_MM / TEXT_PX_PER_MM;
  const margin = 0.5 * LINE_PX_PER_MM;
  const again = await readLine(
    cut,
    {
      leftPx: likely.line.leftPx * scale - 4 * margin,
      topPx: likely.line.topPx * scale - margin,
      rightPx: likely.line.rightPx * scale + 4 * margin,
      bottomPx: likely.line.bottomPx * scale + margin,
    },
    engines.text,
    'eng',
    '0123456789',
  );
  const digits = again?.text.replaceAll(/\D/g, '') ?? '';
  if (again === null || ticketParts(digits) === null) return null;
  return { digits, source: 'ocr-line', confidence: again.confidence };
}

const NAME_WORD = /氏\s*名/;

async function readName(
  cut: TextCut,
  lines: readonly TextLine[],
  engines: ReadingEngines,
): Promise<Verdict> {
  const line = lines.find(({ text }) => NAME_WORD.test(text));
  if (line === undefined) return { kind: 'unreadable', candidates: [] };
  const after = line.text.slice(NAME_WORD.exec(line.text)?.index ?? 0).replace(NAME_WORD, '');
  const value = spaced(after);
  if (value === '') return { kind: 'unreadable', candidates: [] };
  const again = await readLine(cut, pad(line, cut.pxPerMm), engines.text, 'jpn');
  const second = again === null ? '' : spaced(again.text.replace(/^.*氏\s*名/, ''));
  const probability = line.confidence * (second === value ? 0.9 : 0.5);
  return {
    kind: 'read',
    value,
    probability,
    candidates: [
      { value, probability, source: 'tesseract' },
      ...(second === '' || second === value
        ? []
        : [{ value: second, probability: probability / 2, source: 'tesseract' }]),
    ],
  };
}

function pad(line: TextLine, pxPerMm: number): TextLine {
  const margin = 0.4 * pxPerMm;
  return {
    ...line,
    leftPx: line.leftPx - margin,
    topPx: line.topPx - margin,
    rightPx: line.rightPx + margin,
    bottomPx: line.bottomPx + margin,
  };
}

/** Surname and given name apart by one space, where the print shows a gap. */
function spaced(text: string): string {
  const kept = text.replaceAll(
    /[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々\s]/gu,
    '',
  );
  return kept.trim().replaceAll(/\s+/g, ' ');
}
