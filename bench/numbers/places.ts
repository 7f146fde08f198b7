import sharp from 'sharp';
import { invert } from '../../rules/projective.ts';
import type { Rng } from '../../samples/generator/rng.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { BoxMm, Registration } from '../../schemas/reading.ts';
import type { GreyRaster } from '../../workers/stages/grey.ts';
import { mapPoint } from '../../workers/stages/homography.ts';
import { channelOf } from '../../workers/stages/ink-plane.ts';
import { numberZones } from '../../workers/stages/loose-writing.ts';
import { isPrinted, type Printed } from '../../workers/stages/printed.ts';
import type { Homography, Raster } from '../../workers/stages/raster.ts';

/**
 * `margin`: at the foot of a form, touching what it prints there. `fields`: anywhere on a form. Both where nobody wrote
 * and it prints little. `over`: 279 to 283 mm down any sheet, on whatever stands there. `page`: an empty page.
 */
export const PLACES = ['margin', 'fields', 'over', 'page'] as const;
export type Place = (typeof PLACES)[number];

/** A page of a known form as it came, upright. */
export type Sheet = Readonly<{
  image: Uint8Array;
  grey: GreyRaster;
  /** The usual value of its paper. */
  paper: number;
  toMm: Homography;
  pageMm: FormTemplate['pageMm'];
  zones: readonly BoxMm[];
  printed: Printed;
}>;

type Known = Readonly<{ template: FormTemplate; registration: Registration }>;

export function sheetOf(
  image: Uint8Array,
  page: Raster,
  { template, registration }: Known,
  printed: Printed,
): Sheet[] {
  const toMm = invert(registration.mmToPx);
  if (registration.rotation !== 0 || toMm === null) return [];
  const grey = { ...channelOf(page, 'any') };
  const { pageMm } = template;
  const zones = numberZones(template);
  return [{ image, grey, paper: paperOf(grey.data), toMm, pageMm, zones, printed }];
}

export const A4_MM = 210;

type Spot = Readonly<{ page: Uint8Array; at: { x: number; y: number; size: number } }>;

export async function spotFor(place: Place, sheets: readonly Sheet[], rng: Rng): Promise<Spot> {
  const size = rng.between(4.5, 6.5);
  switch (place) {
    case 'page':
      return {
        page: await emptyPage(),
        at: { x: rng.between(15, 120), y: rng.between(20, 280), size },
      };
    case 'over': {
      const at = { x: rng.between(20, 110), y: rng.between(279, 283), size };
      return { page: rng.pick(sheets).image, at };
    }
    case 'margin':
      return freeSpot(sheets, size, [265, 289], rng);
    case 'fields':
      return freeSpot(sheets, size, [15, 289], rng);
    default:
      return place satisfies never;
  }
}

const emptyPage = () =>
  sharp({ create: { width: 1654, height: 2339, channels: 3, background: '#fbfaf6' } })
    .jpeg()
    .toBuffer();

function freeSpot(
  sheets: readonly Sheet[],
  size: number,
  [first, last]: readonly [number, number],
  rng: Rng,
): Spot {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const sheet = rng.pick(sheets);
    const at = { x: rng.between(12, 135), y: rng.between(first, last), size };
    if (isFree(sheet, at, first > LAST_FIELDS_MM)) return { page: sheet.image, at };
  }
  throw new Error('no room for a number on these sheets');
}

const MOST_TRIES = 20_000;
const LAST_FIELDS_MM = 200;

/** Room that any way of writing twelve digits takes, from the left end of its base line. */
const ROOM_MM = { width: 66, above: 7, below: 2 };
const STEP_MM = 0.5;
const DARK = 0.75;
/** Nobody writes over writing, nor over a paragraph. */
const MOST_WRITTEN = 0.004;
const MOST_PRINTED = 0.06;

function isFree(sheet: Sheet, at: Spot['at'], isTouching: boolean): boolean {
  const here = ([x, y]: readonly [number, number]) => dotAt(sheet, at.x + x, at.y + y);
  if (FEW_DOTS_MM.some((dot) => here(dot) === 'kept')) return false;
  const dots = DOTS_MM.map(here);
  const count = (sort: Dot) => dots.filter((dot) => dot === sort).length;
  return (
    count('kept') === 0 &&
    count('written') <= MOST_WRITTEN * dots.length &&
    count('printed') <= MOST_PRINTED * dots.length &&
    (!isTouching || count('printed') > 0)
  );
}

const steps = (from: number, to: number): number[] =>
  Array.from({ length: (to - from) / STEP_MM }, (_, k) => from + k * STEP_MM);
const DOTS_MM = steps(-ROOM_MM.above, ROOM_MM.below).flatMap((y) =>
  steps(0, ROOM_MM.width).map((x) => [x, y] as const),
);

const FEW_DOTS_MM = DOTS_MM.filter((_, at) => at % 37 === 0);

/** `kept`: off the paper, or where the form asks for numbers. */
type Dot = 'kept' | 'paper' | 'printed' | 'written';

function dotAt({ grey, paper, toMm, pageMm, zones, printed }: Sheet, x: number, y: number): Dot {
  const px = grey.widthPx / A4_MM;
  const [xMm, yMm] = mapPoint(toMm, [x * px, y * px]);
  const inZone = ([left, top, width, height]: BoxMm): boolean =>
    xMm >= left && yMm >= top && xMm < left + width && yMm < top + height;
  if (!isOnPaper(pageMm, xMm, yMm) || zones.some(inZone)) return 'kept';
  const value = grey.data[Math.round(y * px) * grey.widthPx + Math.round(x * px)] ?? 255;
  if (value >= DARK * paper) return 'paper';
  return isPrinted(printed, xMm, yMm) ? 'printed' : 'written';
}

const RIM_MM = 2;

const isOnPaper = ({ width, height }: Sheet['pageMm'], x: number, y: number): boolean =>
  x >= RIM_MM && y >= RIM_MM && x < width - RIM_MM && y < height - RIM_MM;

/** The usual value of a page's pixels, from every thousandth of them. */
function paperOf(values: Uint8Array): number {
  const some = values.filter((_, at) => at % 1009 === 0).sort();
  return some[Math.floor(some.length / 2)] ?? 255;
}
