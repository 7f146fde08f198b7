import type { Zone } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { agreeing, toReading, type Verdict } from '../stages/fuse.ts';
import type { Printed } from '../stages/printed.ts';
import type { RegisteredPage } from '../stages/raster.ts';
import {
  type Gs1Content,
  lotShape,
  parseGs1,
  parseSticker,
  type StickerText,
} from '../stages/sticker.ts';
import { textRuns } from '../stages/text-runs.ts';
import { printedDate } from '../stages/written-date.ts';
import { type PastedText, readCodes, readPasted } from './pasted-reader.ts';
import type { ReadingEngines } from './reading-engines.ts';
import { padded, type Read, readLine, readPlane } from './text-cut.ts';

type StickerZone = Extract<Zone, { kind: 'sticker' }>;

const LOT_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DATE_ALPHABET = '0123456789./-';
/** A sticker has few rows of capitals and digits; the tallest first. */
const MOST_RUNS = 5;
/** Less ink than this beyond the form's own print is dirt, not a sticker. */
const LEAST_STICKER_MM2 = 5;
const NOTHING_PASTED = 0.995;
const PERHAPS_NOTHING = 0.8;

/** Reads a vaccine sticker: its two-dimensional code where it has one, and its print. */
export async function readSticker(
  page: RegisteredPage,
  zone: StickerZone,
  printed: Printed | null,
  engines: ReadingEngines,
): Promise<Record<string, FieldReading>> {
  const codes = await readCodes(page, zone.searchMm, ['datamatrix', 'gs1-databar', 'qr'], engines);
  const coded = codes.map(({ text }) => parseGs1(text));
  const gs1 = coded.find((content) => Object.keys(content).length > 0) ?? {};
  const pasted = await readPasted(page, zone.searchMm, printed, codes, engines, true);
  const verdicts = await stickerVerdicts(pasted, gs1, codes.length > 0, engines);
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

async function stickerVerdicts(
  pasted: PastedText | null,
  gs1: Gs1Content,
  coded: boolean,
  engines: ReadingEngines,
): Promise<Record<string, Verdict>> {
  if (!coded && (pasted === null || pasted.areaMm2 < LEAST_STICKER_MM2)) {
    const probability = pasted === null ? NOTHING_PASTED : PERHAPS_NOTHING;
    const blank: Verdict = { kind: 'blank', probability };
    return { vaccineName: blank, manufacturer: blank, lotNumber: blank, lotExpiry: blank };
  }
  const { lexicon, calibration } = engines;
  const { sources } = calibration;
  const runs = pasted === null ? [] : await readRuns(pasted, engines);
  const parsed = parseSticker(pasted?.lines ?? [], lexicon);
  const product = lexicon.products.find(({ gtin }) => gtin !== undefined && gtin === gs1.gtin);
  const named = parsed.product;
  return {
    vaccineName: votes([
      ...vote(product?.name, sources.gs1, 'zxing'),
      ...vote(named?.name, sources.lexicon * (named?.likeness ?? 0) ** 2, 'tesseract'),
    ]),
    manufacturer: makerVerdict(named, parsed.manufacturer, sources.lexicon),
    lotNumber: votes([
      ...vote(gs1.lotNumber, sources.gs1, 'zxing'),
      ...(await lotVotes(pasted, parsed, runs, engines)),
    ]),
    lotExpiry: votes([
      ...vote(gs1.lotExpiry, sources.gs1, 'zxing'),
      ...(await expiryVotes(pasted, parsed, runs, engines)),
    ]),
  };
}

type Vote = { value: string; probability: number; source: string };

/** Rows of capitals and digits, each read by itself: rows that run into each other are told apart so. */
async function readRuns({ cut }: PastedText, engines: ReadingEngines): Promise<Read[]> {
  const found: Read[] = [];
  for (const { plane } of textRuns(cut.plane, cut.pxPerMm).slice(0, MOST_RUNS)) {
    const read = await readPlane({ ...cut, plane }, engines.text, 'eng', LOT_ALPHABET);
    if (read !== null) found.push(read);
  }
  return found;
}

/** The lot is read within the sticker by the Japanese reader, and by itself by the Latin one. */
async function lotVotes(
  pasted: PastedText | null,
  { lot }: StickerText,
  runs: readonly Read[],
  engines: ReadingEngines,
): Promise<Vote[]> {
  const { text } = engines.calibration.sources;
  const lots = runs.flatMap((run) => {
    const value = isDatePiece(run.text) ? null : lotShape(run.text);
    return value === null ? [] : [{ value, confidence: run.confidence }];
  });
  const run = lots.find(({ value }) => value === lot?.value) ?? lots[0];
  const alone = vote(run?.value, text * (run?.confidence ?? 0), 'tesseract-eng');
  const word = lot === null ? undefined : pasted?.lines[lot.line]?.words[lot.word];
  if (pasted === null || lot === null || word === undefined) return alone;
  const window = padded(pasted.cut, word, 0.25);
  const again = await readLine(pasted.cut, window, engines.text, 'eng', LOT_ALPHABET);
  const second = again === null ? null : lotShape(again.text);
  return [
    ...vote(lot.value, text * word.confidence, 'tesseract-jpn'),
    // The isolated run and the cut word are one print read by one engine: the better of them counts once.
    ...(run === undefined
      ? vote(second ?? undefined, text * (again?.confidence ?? 0), 'tesseract-eng')
      : alone),
  ];
}

/** A date, or the beginning of one whose separators were lost. */
function isDatePiece(text: string): boolean {
  return printedDate(text) !== null || /^20[12]\d*$/.test(text.replaceAll(/\s/g, ''));
}

async function expiryVotes(
  pasted: PastedText | null,
  { expiry }: StickerText,
  runs: readonly Read[],
  engines: ReadingEngines,
): Promise<Vote[]> {
  const { text } = engines.calibration.sources;
  const run = runs.find((one) => printedDate(one.text) !== null);
  const alone =
    run === undefined
      ? []
      : vote(printedDate(run.text) ?? undefined, text * run.confidence, 'tesseract-eng');
  if (pasted === null || expiry === null) return alone;
  const line = pasted.lines[expiry.line];
  const word = line?.words.find((one) => printedDate(one.text) !== null);
  const first = vote(expiry.value, text * ((word ?? line)?.confidence ?? 0), 'tesseract-jpn');
  if (word === undefined || run !== undefined) return [...first, ...alone];
  const window = padded(pasted.cut, word, 0.25);
  const again = await readLine(pasted.cut, window, engines.text, 'eng', DATE_ALPHABET);
  const second = again === null ? null : printedDate(again.text);
  return [...first, ...vote(second ?? undefined, text * (again?.confidence ?? 0), 'tesseract-eng')];
}

function vote(value: string | undefined, probability: number, source: string): Vote[] {
  return value === undefined ? [] : [{ value, probability, source }];
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
