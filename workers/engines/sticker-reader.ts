import type { FormTemplate, Zone } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { agreeing, toReading, type Verdict } from '../stages/fuse.ts';
import type { RegisteredPage } from '../stages/raster.ts';
import {
  type Gs1Content,
  likeness,
  lotIn,
  lotShape,
  parseGs1,
  parseSticker,
  type StickerText,
} from '../stages/sticker.ts';
import { cutTilted, sourcePxPerMm } from '../stages/tilt.ts';
import { printedDate } from '../stages/written-date.ts';
import type { ReadingEngines } from './reading-engines.ts';
import type { TextLine } from './tesseract.ts';
import { asPrint, readLine, type TextCut, textCut } from './text-cut.ts';

type StickerZone = Extract<Zone, { kind: 'sticker' }>;

const TEXT_PX_PER_MM = 12;
const TILTS = [0, 2.5, -2.5, 5, -5].map((degrees) => (degrees * Math.PI) / 180);
const LOT_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** A line this like one the form prints there itself is the form's. */
const OWN_PRINT = 0.6;

/** Reads a vaccine sticker: its two-dimensional code where it has one, and its print. */
export async function readSticker(
  page: RegisteredPage,
  zone: StickerZone,
  template: FormTemplate,
  engines: ReadingEngines,
): Promise<Record<string, FieldReading>> {
  const gs1 = await readCode(page, zone, engines);
  const sight = await bestSight(page, zone, engines);
  const own = engines.prints.get(template.id)?.lines.get(zone.id) ?? [];
  const pasted = sight.lines.some((line) => isPasted(line, own));
  const verdicts = stickerVerdicts(sight, gs1, pasted || Object.keys(gs1).length > 0, engines);
  return Object.fromEntries(
    zone.fields.map((field) => [
      field,
      toReading(verdicts[field] ?? { kind: 'unreadable', candidates: [] }, {
        boxMm: zone.searchMm,
        engine: Object.keys(gs1).length > 0 ? 'zxing+tesseract' : 'tesseract',
        engineVersion: engines.versions.text,
        acceptFrom: engines.calibration.accept.text,
      }),
    ]),
  );
}

async function readCode(
  page: RegisteredPage,
  zone: StickerZone,
  engines: ReadingEngines,
): Promise<Gs1Content> {
  const own = Math.max(8, sourcePxPerMm(page, zone.searchMm));
  for (const pxPerMm of [own, own * 2]) {
    const cut = cutTilted(page, zone.searchMm, 0, pxPerMm);
    const codes = await engines.barcodes.read(cut, ['datamatrix', 'gs1-databar', 'qr']);
    const parsed = codes
      .map(({ text }) => parseGs1(text))
      .find((gs1) => Object.keys(gs1).length > 0);
    if (parsed) return parsed;
  }
  return {};
}

type Sight = Readonly<{
  lines: readonly TextLine[];
  parsed: StickerText;
  lotAgain: string | null;
  lotConfidence: number;
  expiryConfidence: number;
}>;

/** The tilt of a pasted sticker is not known: the one under which most of it can be read is taken. */
async function bestSight(
  page: RegisteredPage,
  zone: StickerZone,
  engines: ReadingEngines,
): Promise<Sight> {
  let best: { cut: TextCut; lines: TextLine[]; parsed: StickerText } | null = null;
  for (const tilt of TILTS) {
    const cut = textCut(cutTilted(page, zone.searchMm, tilt, TEXT_PX_PER_MM), TEXT_PX_PER_MM);
    const lines = await engines.text.read(asPrint(cut), 'jpn', { layout: 'block' });
    const parsed = parseSticker(
      lines.map(({ text }) => text),
      engines.lexicon,
    );
    if (best === null || found(parsed) > found(best.parsed)) best = { cut, lines, parsed };
    if (found(parsed) >= 3.5) break;
  }
  if (best === null)
    return { lines: [], parsed: NOTHING, lotAgain: null, lotConfidence: 0, expiryConfidence: 0 };
  const lotLine = best.lines.find(({ text }) => lotIn(text) !== null);
  const dateLine = best.lines.find(({ text }) => printedDate(text) !== null);
  return {
    lines: best.lines,
    parsed: best.parsed,
    lotAgain: lotLine === undefined ? null : await lotAgain(best.cut, lotLine, engines),
    lotConfidence: lotLine?.confidence ?? 0,
    expiryConfidence: dateLine?.confidence ?? 0,
  };
}

const NOTHING: StickerText = {
  product: null,
  manufacturer: null,
  lotNumber: null,
  lotExpiry: null,
};

function found(parsed: StickerText): number {
  return (
    (parsed.product?.likeness ?? 0) +
    (parsed.manufacturer?.likeness ?? 0) +
    (parsed.lotNumber === null ? 0 : 1) +
    (parsed.lotExpiry === null ? 0 : 1)
  );
}

/** The lot line once more, by the Latin reader on a cleaned line: a second opinion on the same print. */
async function lotAgain(
  cut: TextCut,
  line: TextLine,
  engines: ReadingEngines,
): Promise<string | null> {
  const margin = 0.3 * cut.pxPerMm;
  const window = {
    leftPx: line.leftPx - margin,
    topPx: line.topPx - margin,
    rightPx: line.rightPx + margin,
    bottomPx: line.bottomPx + margin,
  };
  const again = await readLine(cut, window, engines.text, 'eng', LOT_ALPHABET);
  if (again === null) return null;
  const tokens = again.text.split(/\s+/).map(lotShape);
  return tokens.findLast((token) => token !== null) ?? null;
}

function isPasted({ text }: TextLine, own: readonly string[]): boolean {
  const plain = text.replaceAll(/\s/g, '');
  if (plain.length < 4) return false;
  return !own.some(
    (line) => likeness(line, text) >= OWN_PRINT || likeness(text, line) >= OWN_PRINT,
  );
}

function stickerVerdicts(
  sight: Sight,
  gs1: Gs1Content,
  pasted: boolean,
  engines: ReadingEngines,
): Record<string, Verdict> {
  const { parsed } = sight;
  if (!pasted && parsed.product === null) {
    const blank: Verdict = { kind: 'blank', probability: 0.97 };
    return { vaccineName: blank, manufacturer: blank, lotNumber: blank, lotExpiry: blank };
  }
  const { sources } = engines.calibration;
  const coded = engines.lexicon.products.find(
    ({ gtin }) => gtin !== undefined && gtin === gs1.gtin,
  );
  const { product, manufacturer } = parsed;
  return {
    vaccineName: votes([
      ...(coded ? [{ value: coded.name, probability: sources.gs1, source: 'zxing' }] : []),
      ...(product
        ? [
            {
              value: product.name,
              probability: sources.lexicon * product.likeness ** 2,
              source: 'tesseract',
            },
          ]
        : []),
    ]),
    manufacturer: makerVerdict(product, manufacturer, sources.lexicon),
    lotNumber: votes([
      ...(gs1.lotNumber
        ? [{ value: gs1.lotNumber, probability: sources.gs1, source: 'zxing' }]
        : []),
      ...text(parsed.lotNumber, sources.text * sight.lotConfidence),
      ...text(sight.lotAgain, sources.text * sight.lotConfidence),
    ]),
    lotExpiry: votes([
      ...(gs1.lotExpiry
        ? [{ value: gs1.lotExpiry, probability: sources.gs1, source: 'zxing' }]
        : []),
      ...text(parsed.lotExpiry, sources.text * sight.expiryConfidence),
    ]),
  };
}

type Vote = { value: string; probability: number; source: string };

function text(value: string | null, probability: number): Vote[] {
  return value === null ? [] : [{ value, probability, source: 'tesseract' }];
}

/** Agreement raises, contradiction forbids acceptance. */
function votes(all: readonly Vote[]): Verdict {
  const groups = new Map<string, Vote[]>();
  for (const vote of all) groups.set(vote.value, [...(groups.get(vote.value) ?? []), vote]);
  const candidates = [...groups]
    .map(([value, group]) => ({
      value,
      // Two readings of one print share their mistakes: no bonus beyond the product of their errors.
      probability: agreeing(
        group.map(({ probability }) => probability),
        1,
      ),
      source: [...new Set(group.map(({ source }) => source))].join('+'),
    }))
    .sort((a, b) => b.probability - a.probability);
  const [first] = candidates;
  if (first === undefined) return { kind: 'unreadable', candidates: [] };
  const { value, probability } = first;
  if (candidates.length === 1) return { kind: 'read', value, probability, candidates };
  return { kind: 'odd', value, probability: probability / 2, candidates };
}

function makerVerdict(
  product: StickerText['product'],
  printed: StickerText['manufacturer'],
  trust: number,
): Verdict {
  if (printed === null) {
    if (product === null) return { kind: 'unreadable', candidates: [] };
    // Known from the product, but not seen printed: what the sticker says is for a person to see.
    const candidate = { value: product.manufacturer, probability: 0.6, source: 'lexicon' };
    return { kind: 'odd', value: product.manufacturer, probability: 0.6, candidates: [candidate] };
  }
  const probability = trust * printed.likeness ** 2;
  return votes([
    { value: printed.name, probability, source: 'tesseract' },
    ...(product
      ? [
          {
            value: product.manufacturer,
            probability: 0.9 * product.likeness ** 2,
            source: 'lexicon',
          },
        ]
      : []),
  ]);
}
