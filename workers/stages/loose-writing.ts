import { invert } from '../../rules/projective.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { BoxMm } from '../../schemas/reading.ts';
import { grownBox } from './box-mm.ts';
import { componentsOf } from './components.ts';
import { type GreyRaster, shrinkGrey } from './grey.ts';
import { type InkPlane, inkFrom, inkPlane } from './ink-plane.ts';
import { isLettering, type Printed } from './printed.ts';
import type { Homography } from './raster.ts';
import { withoutLines } from './without-lines.ts';

/** What is on a page, or a part of it, besides what its form prints and asks for. */
export type LooseWriting = Readonly<{
  plane: InkPlane;
  /** 1 = ink that nothing of the form accounts for. */
  mask: Uint8Array;
  /** Where it lies on the page, and how many pixels of the page make one of these. */
  window: WindowPx;
  factor: number;
}>;

/** Of the page, whole pixels; `right` and `bottom` are exclusive. */
export type WindowPx = Readonly<{ left: number; top: number; right: number; bottom: number }>;

/** Where a form lies on its page; `null` for a page of no known form, on which everything is looked at. */
export type Laid = Readonly<{
  template: FormTemplate;
  printed: Printed | null;
  mmToPx: Homography;
}>;

const LEVEL = 85;
/** A digit may be written over the rim of its box. */
const ROUND_ZONE_MM = 1.5;

export function looseWriting(
  page: GreyRaster,
  laid: Laid | null,
  { factor, window, pxPerMm }: { factor: number; window: WindowPx; pxPerMm: number },
): LooseWriting {
  const part = cut(page, window);
  const plane =
    part === page
      ? inkPlane(shrinkGrey(part, factor), 'any')
      : onEvenPaper(shrinkGrey(part, factor));
  const mask = withoutLines(inkFrom(plane.data, LEVEL), plane.widthPx, pxPerMm);
  if (laid !== null) takeOut(mask, plane.widthPx, { factor, window }, laid);
  return { plane, mask, window, factor };
}

const LEAST_CONTRAST = 90;

/** A line or two of a page lie on paper of one white, and their darkest hundredth is ink. */
function onEvenPaper({ widthPx, heightPx, data }: GreyRaster): InkPlane {
  const counts = new Uint32Array(256);
  for (let at = 0; at < data.length; at++)
    counts[data[at] ?? 255] = (counts[data[at] ?? 255] ?? 0) + 1;
  const white = valueAt(counts, 0.7 * data.length);
  const black = Math.max(LEAST_CONTRAST, white - valueAt(counts, 0.01 * data.length));
  const dark = Uint8Array.from(counts, (_, value) =>
    Math.max(0, Math.min(255, Math.round(((white - value) * 255) / black))),
  );
  const out = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) out[at] = dark[data[at] ?? 255] ?? 0;
  return { widthPx, heightPx, data: out };
}

function valueAt(counts: Uint32Array, rank: number): number {
  let passed = 0;
  for (let value = 0; value < counts.length; value++) {
    passed += counts[value] ?? 0;
    if (passed >= rank) return value;
  }
  return counts.length - 1;
}

function cut(page: GreyRaster, { left, top, right, bottom }: WindowPx): GreyRaster {
  const widthPx = right - left;
  if (widthPx === page.widthPx && bottom - top === page.heightPx) return page;
  const data = new Uint8Array(widthPx * (bottom - top));
  for (let y = top; y < bottom; y++) {
    const from = y * page.widthPx + left;
    data.set(page.data.subarray(from, from + widthPx), (y - top) * widthPx);
  }
  return { widthPx, heightPx: bottom - top, channels: 1, data };
}

/** Of a piece of ink that is the form's own, or stands where it asks for numbers, at least this much lies there. */
const LEAST_EXPLAINED = 0.5;

/**
 * What the form prints, and what stands where it asks for numbers. A piece of ink that only touches either stays whole:
 * strokes of a digit are not to be lost with a letter beside it.
 */
function takeOut(
  mask: Uint8Array,
  widthPx: number,
  { factor, window }: Pick<LooseWriting, 'factor' | 'window'>,
  laid: Laid,
): void {
  const toMm = invert(laid.mmToPx);
  if (toMm === null) return;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 1] = toMm;
  const zones = zoneMap(laid.template);
  const isOfForm = (pixel: number): boolean => {
    const x = window.left + ((pixel % widthPx) + 0.5) * factor;
    const y = window.top + (Math.floor(pixel / widthPx) + 0.5) * factor;
    const w = g * x + h * y + i;
    const xMm = (a * x + b * y + c) / w;
    const yMm = (d * x + e * y + f) / w;
    return isInZone(zones, xMm, yMm) || isLettering(laid.printed, xMm, yMm);
  };
  for (const { pixels } of componentsOf(mask, widthPx)) {
    const explained = pixels.filter(isOfForm);
    if (explained.length < LEAST_EXPLAINED * pixels.length) continue;
    for (const pixel of explained) mask[pixel] = 0;
  }
}

type ZoneMap = Readonly<{ widthPx: number; heightPx: number; mask: Uint8Array }>;

const MAP_PX_PER_MM = 2;

function zoneMap(template: FormTemplate): ZoneMap {
  const widthPx = Math.ceil(template.pageMm.width * MAP_PX_PER_MM);
  const heightPx = Math.ceil(template.pageMm.height * MAP_PX_PER_MM);
  const mask = new Uint8Array(widthPx * heightPx);
  const px = (mm: number, most: number) =>
    Math.max(0, Math.min(most, Math.round(mm * MAP_PX_PER_MM)));
  for (const [x, y, width, height] of numberZones(template)) {
    for (let row = px(y, heightPx); row < px(y + height, heightPx); row++) {
      mask.fill(1, row * widthPx + px(x, widthPx), row * widthPx + px(x + width, widthPx));
    }
  }
  return { widthPx, heightPx, mask };
}

function isInZone({ widthPx, heightPx, mask }: ZoneMap, xMm: number, yMm: number): boolean {
  const x = Math.floor(xMm * MAP_PX_PER_MM);
  const y = Math.floor(yMm * MAP_PX_PER_MM);
  return x >= 0 && y >= 0 && x < widthPx && y < heightPx && mask[y * widthPx + x] === 1;
}

/** Where a form asks for numbers, or holds pasted ones. What is written by hand anywhere else may be any number. */
export function numberZones({ zones }: FormTemplate): BoxMm[] {
  return zones.flatMap((zone): BoxMm[] => {
    switch (zone.kind) {
      case 'digit-boxes':
        return zone.boxesMm.map((box) => grownBox(box, ROUND_ZONE_MM));
      case 'label':
      case 'sticker':
      case 'barcode':
        return [zone.searchMm];
      case 'printed-line':
        return [grownBox(zone.boxMm, ROUND_ZONE_MM)];
      case 'choice':
      case 'handwriting':
      case 'signature':
      case 'stamp':
        return [];
      default:
        return zone satisfies never;
    }
  });
}
