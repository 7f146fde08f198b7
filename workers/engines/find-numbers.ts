import type { AreaPx } from '../../schemas/api/numbers.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { Registration } from '../../schemas/reading.ts';
import { type Component, componentsOf } from '../stages/components.ts';
import {
  type DigitRun,
  digitRuns,
  isLong,
  linesOfWriting,
  type Token,
} from '../stages/digit-runs.ts';
import type { GreyRaster } from '../stages/grey.ts';
import { channelOf, type InkPlane } from '../stages/ink-plane.ts';
import { type LooseWriting, looseWriting, type WindowPx } from '../stages/loose-writing.ts';
import { type DigitSight, suspectWindows } from '../stages/number-sight.ts';
import { numbersInLine } from '../stages/number-text.ts';
import type { Raster } from '../stages/raster.ts';
import { overturned, runImage, tokenImage } from '../stages/run-images.ts';
import { turn } from '../stages/turn.ts';
import type { ReadingEngines } from './reading-engines.ts';

type Known = Readonly<{ template: FormTemplate; registration: Registration }>;
type Engines = Pick<ReadingEngines, 'digits' | 'lines' | 'prints'>;

/**
 * Where something is written or printed on a page that may be a 個人番号: twelve digits whose check digit holds,
 * outside the zones in which the page's form asks for numbers; anywhere on a page of no known form. However the
 * paper lies. Nothing of what the digits are leaves this function.
 */
export async function findNumbers(
  page: Raster,
  known: Known | null,
  engines: Engines,
  isCover = false,
): Promise<AreaPx[]> {
  const laid = known && {
    template: known.template,
    printed: engines.prints.get(known.template.id) ?? null,
    mmToPx: known.registration.mmToPx,
  };
  const grey: GreyRaster = { ...channelOf(page, 'any') };
  const factor = Math.max(1, Math.round(Math.max(page.widthPx, page.heightPx) / COARSE_PX));
  const whole = { left: 0, top: 0, right: page.widthPx, bottom: page.heightPx };
  const writing = looseWriting(grey, laid, {
    ...{ factor, window: whole, pxPerMm: COARSE_PX_PER_MM },
  });
  const pieces = componentsOf(writing.mask, writing.plane.widthPx);
  const found: Edges[] = [];
  for (const turns of [0, 1] as const) {
    const lying = turns === 0 ? pieces : pieces.map((piece) => onItsSide(piece, writing.plane));
    for (const line of linesOfWriting(lying, COARSE_PX_PER_MM).filter(isLong)) {
      const window = windowOf(turnedBack(edgesOf(line), writing.plane, turns), factor, page);
      const fine = looseWriting(grey, laid, {
        factor: Math.max(1, Math.floor(factor / 2)),
        window,
        pxPerMm: FINE_PX_PER_MM,
      });
      const areas = await findAcross(turned(fine, turns), engines, isCover);
      found.push(...areas.map((area) => onPage(turnedBack(area, fine.plane, turns), fine)));
    }
  }
  return joined(found).map((edges) => areaOf(edges, page));
}

/** Long side of the page as numbers are looked for: 4 pixels a mm of A4. They are read on twice as many. */
const COARSE_PX = 1188;
const COARSE_PX_PER_MM = 4;
const FINE_PX_PER_MM = 8;

const onItsSide = (piece: Component, { heightPx }: InkPlane): Component => ({
  pixels: piece.pixels,
  left: heightPx - piece.bottom,
  top: piece.left,
  right: heightPx - piece.top,
  bottom: piece.right,
});

/** left, top, right, bottom. */
type Edges = readonly [number, number, number, number];

/** Room round a line that is looked at again, in heights of it. */
const ROOM = 0.6;

function windowOf([left, top, right, bottom]: Edges, factor: number, page: Raster): WindowPx {
  const room = ROOM * Math.min(right - left, bottom - top);
  return {
    left: Math.max(0, Math.floor((left - room) * factor)),
    top: Math.max(0, Math.floor((top - room) * factor)),
    right: Math.min(page.widthPx, Math.ceil((right + room) * factor)),
    bottom: Math.min(page.heightPx, Math.ceil((bottom + room) * factor)),
  };
}

/** A cover prints its batch's id, of 32 digits and letters, in one line; what else stands on it is looked at. */
const ID_LENGTH = 28;

async function findAcross(
  { plane, mask }: Turned,
  engines: Engines,
  isCover: boolean,
): Promise<Edges[]> {
  const all = digitRuns(mask, plane.widthPx, FINE_PX_PER_MM);
  const runs = all.filter(({ tokens }) => !isCover || tokens.length < ID_LENGTH);
  const images = runs.flatMap(({ tokens }) => tokens.map((token) => tokenImage(plane, token)));
  const upright = (await engines.digits.run(images)).map(sightOf);
  const headlong = (await engines.digits.run(images.map(overturned))).map(sightOf);
  const found: Edges[] = [];
  let from = 0;
  for (const run of runs) {
    const to = from + run.tokens.length;
    const ways: Way[] = [
      { run, plane, upright: true, sights: upright.slice(from, to) },
      { run, plane, upright: false, sights: headlong.slice(from, to) },
    ];
    const spans = ways.flatMap(spansOf);
    // Which way up it is written shows in how many of its characters are digits.
    const [likelier] = ways.toSorted((a, b) => digitCount(b) - digitCount(a));
    if (spans.length === 0 && likelier) spans.push(...(await readAgain(likelier, engines)));
    found.push(...spans.map((span) => edgesOf(around(run, span))));
    from = to;
  }
  return found;
}

type Way = Readonly<{
  run: DigitRun;
  plane: InkPlane;
  sights: readonly DigitSight[];
  upright: boolean;
}>;

function spansOf({ run, sights, upright }: Way): Span[] {
  if (upright) return suspectWindows(run, sights).map(({ from, to }) => [from, to + 1]);
  return suspectWindows(mirrored(run), sights.toReversed()).map(({ from, to }) =>
    backwards(run, from, to),
  );
}

const isDigit = ({ digits, notDigit }: DigitSight): boolean =>
  notDigit < 0.5 && Math.max(...digits) > 0.4;

const digitCount = ({ sights }: Way): number => sights.filter(isDigit).length;

/** Of a run, by its characters; `to` is exclusive. */
type Span = readonly [from: number, to: number];

const BESIDE = 2;

/** With what stands close beside: which of thirteen characters is none of the number, nobody can tell. */
function around({ tokens, heightPx }: DigitRun, [from, to]: Span): readonly Token[] {
  const isNear = (a: number, b: number): boolean =>
    (tokens[b]?.left ?? Infinity) - (tokens[a]?.right ?? -Infinity) <= heightPx;
  let [first, last] = [from, to - 1];
  while (first > 0 && from - first < BESIDE && isNear(first - 1, first)) first -= 1;
  while (last < tokens.length - 1 && last - to + 1 < BESIDE && isNear(last, last + 1)) last += 1;
  return tokens.slice(first, last + 1);
}

/** The line reader knows print better than the digit network, and digits that touch. */
async function readAgain({ run, plane, sights, upright }: Way, engines: Engines): Promise<Span[]> {
  const found: Span[] = [];
  for (const [from, to] of digitStretches(sights)) {
    const part = { ...run, tokens: run.tokens.slice(from, to) };
    const image = runImage(plane, part);
    const seen = upright ? image : { ...image, values: image.values.toReversed() };
    for (const { fromShare, toShare } of numbersInLine(await engines.lines.read(seen))) {
      const shares = upright ? [fromShare, toShare] : [1 - toShare, 1 - fromShare];
      const [left = 0, right = 0] = shares.map(
        (share) => image.leftPx + share * image.widthPx * image.scale,
      );
      const first = part.tokens.findIndex((token) => token.right >= left);
      const last = part.tokens.findLastIndex((token) => token.left <= right);
      if (first !== -1 && last >= first) found.push([from + first, from + last + 1]);
    }
  }
  return found;
}

const FEWEST_DIGITS = 5;
const LOOKED_AT = 12;
const ROUND_TOKENS = 2;

/** Parts of a run of which the network takes most characters for digits: `to` is exclusive. */
function digitStretches(sights: readonly DigitSight[]): [from: number, to: number][] {
  const are = sights.map(isDigit);
  const stretches: [number, number][] = [];
  for (let at = 0; at < are.length; at++) {
    const count = are.slice(at, at + LOOKED_AT).filter(Boolean).length;
    if (count < Math.min(FEWEST_DIGITS, are.length)) continue;
    const [from, to] = [at - ROUND_TOKENS, at + LOOKED_AT + ROUND_TOKENS];
    const last = stretches.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else stretches.push([from, to]);
  }
  return stretches.map(([from, to]) => [Math.max(0, from), Math.min(are.length, to)]);
}

function mirrored({ tokens, heightPx }: DigitRun): DigitRun {
  return {
    heightPx,
    tokens: tokens
      .toReversed()
      .map((token) => ({ ...token, left: -token.right, right: -token.left })),
  };
}

const backwards = ({ tokens }: DigitRun, from: number, to: number): [number, number] => [
  tokens.length - 1 - to,
  tokens.length - from,
];

function edgesOf(tokens: readonly Omit<Token, 'pixels'>[]): Edges {
  return [
    Math.min(...tokens.map(({ left }) => left)),
    Math.min(...tokens.map(({ top }) => top)),
    Math.max(...tokens.map(({ right }) => right)),
    Math.max(...tokens.map(({ bottom }) => bottom)),
  ];
}

function sightOf(logits: Float32Array): DigitSight {
  const top = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const shares = powers.map((power) => power / total);
  return { digits: shares.slice(0, 10), notDigit: shares[10] ?? 0 };
}

type Turned = Pick<LooseWriting, 'plane' | 'mask'>;

/** By quarters, clockwise. */
function turned({ plane, mask }: Turned, turns: 0 | 1): Turned {
  const side = { widthPx: plane.widthPx, heightPx: plane.heightPx, channels: 1 } as const;
  const { widthPx, heightPx, data } = turn({ ...side, data: plane.data }, turns);
  return { plane: { widthPx, heightPx, data }, mask: turn({ ...side, data: mask }, turns).data };
}

const turnedBack = (
  [left, top, right, bottom]: Edges,
  { heightPx }: InkPlane,
  turns: 0 | 1,
): Edges =>
  turns === 0 ? [left, top, right, bottom] : [top, heightPx - right, bottom, heightPx - left];

const onPage = ([left, top, right, bottom]: Edges, { window, factor }: LooseWriting): Edges => [
  window.left + left * factor,
  window.top + top * factor,
  window.left + right * factor,
  window.top + bottom * factor,
];

/** One area where two readers found the same. */
function joined(all: readonly Edges[]): Edges[] {
  return all.reduce<Edges[]>((areas, one) => {
    const same = areas.filter((area) => overlap(area, one));
    const union = same.reduce<Edges>(
      (a, b) => [
        Math.min(a[0], b[0]),
        Math.min(a[1], b[1]),
        Math.max(a[2], b[2]),
        Math.max(a[3], b[3]),
      ],
      one,
    );
    return [...areas.filter((area) => !same.includes(area)), union];
  }, []);
}

const overlap = (a: Edges, b: Edges): boolean =>
  a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Room round what is masked, in heights of the writing. */
const ROUND = 0.35;

function areaOf(edges: Edges, page: Raster): AreaPx {
  const round = ROUND * Math.min(edges[2] - edges[0], edges[3] - edges[1]);
  const px = (value: number, most: number) => Math.max(0, Math.min(most, Math.round(value)));
  const left = px(edges[0] - round, page.widthPx);
  const top = px(edges[1] - round, page.heightPx);
  return {
    left,
    top,
    width: px(edges[2] + round, page.widthPx) - left,
    height: px(edges[3] + round, page.heightPx) - top,
  };
}
