import type { BoxMm } from '../../schemas/reading.ts';
import type { InkPlane } from './ink-plane.ts';
import type { Printed } from './printed.ts';

/** Where a page is dark, coarse and a little widened, so that print may lie a few tenths of a mm off. */
export type DarkMap = Readonly<{
  widthPx: number;
  heightPx: number;
  mask: Uint8Array;
  pxPerMm: number;
}>;

const MAP_PX_PER_MM = 4;
const DARK = 70;
/** Registration may be off by this, more on photographs; the whole surroundings move together. */
const REACH_MM = 1;
/** Around a box is looked this far: the words of an answer stand beside it, the next row does not. */
const BESIDE_MM = 9;
const ABOVE_MM = 1.6;
const TILE_MM = 3;
/** With less print than this a tile says nothing. */
const LEAST_PRINT_PX = 12;

export function darkMap(plane: InkPlane, pxPerMm: number): DarkMap {
  const k = pxPerMm / MAP_PX_PER_MM;
  const widthPx = Math.ceil(plane.widthPx / k);
  const heightPx = Math.ceil(plane.heightPx / k);
  const mask = new Uint8Array(widthPx * heightPx);
  const columns = Int32Array.from({ length: plane.widthPx }, (_, x) => Math.floor(x / k));
  for (let y = 0; y < plane.heightPx; y++) {
    const row = Math.floor(y / k) * widthPx;
    const line = plane.data.subarray(y * plane.widthPx, (y + 1) * plane.widthPx);
    for (let x = 0; x < line.length; x++) {
      if ((line[x] ?? 0) >= DARK) mask[row + (columns[x] ?? 0)] = 1;
    }
  }
  return { widthPx, heightPx, mask: widened(mask, widthPx, heightPx), pxPerMm: MAP_PX_PER_MM };
}

function widened(mask: Uint8Array, widthPx: number, heightPx: number): Uint8Array {
  const out = mask.slice();
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const at = y * widthPx + x;
      if (mask[at] === 0) continue;
      out[at - 1] = 1;
      out[at + 1] = 1;
      out[at - widthPx] = 1;
      out[at + widthPx] = 1;
    }
  }
  return out;
}

/**
 * With less of it in its place the field is not where the template has it. Filled sheets of our own keep 1.00 under
 * every condition of the registration bench that is read at all, real ones 0.95 and more.
 */
const SAME_PRINT = 0.9;
/** Of the whole row less is asked: the wording of a question is not the same in every printing of a form. */
const SAME_ROW = 0.75;

export type Place = Readonly<{
  boxesMm: readonly BoxMm[];
  /** All that belongs to the field: its row, with the words that ask for it. */
  lookAtMm: BoxMm;
  /** Where paper may be pasted over the print. */
  pastedMm: readonly BoxMm[];
}>;

/**
 * Whether what a form prints beside a field, and in its row, is where the blank form has it: only then is what
 * stands in the boxes this field's. What was written adds ink and changes nothing; another version of the form,
 * or a row printed elsewhere, lacks ink in some tile.
 */
export function isOwnPlace(page: DarkMap, printed: Printed, place: Place): boolean {
  const printOf = (boxMm: BoxMm): Points[] =>
    tilesOf(boxMm)
      .filter((tile) => !place.pastedMm.some((pasted) => overlap(tile, pasted)))
      .map((tile) => printIn(printed, tile));
  const beside = printOf(around(place.boxesMm)).filter(
    ({ length }) => length >= 2 * LEAST_PRINT_PX,
  );
  const row = printOf(place.lookAtMm).flat();
  const isThere = (dx: number, dy: number): boolean =>
    beside.every((points) => darkShare(page, points, dx, dy) >= SAME_PRINT) &&
    (row.length < 2 * LEAST_PRINT_PX || darkShare(page, row, dx, dy) >= SAME_ROW);
  if (isThere(0, 0)) return true;
  const reach = Math.round(REACH_MM * page.pxPerMm);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      if (isThere(dx, dy)) return true;
    }
  }
  return false;
}

/** x, y, x, y, …: a page has a million of them, too many for an object each. */
type Points = readonly number[];

/** Beside the boxes, and no further up or down than their own row. */
function around(boxesMm: readonly BoxMm[]): BoxMm {
  const left = Math.min(...boxesMm.map(([x]) => x)) - BESIDE_MM;
  const right = Math.max(...boxesMm.map(([x, , width]) => x + width)) + BESIDE_MM;
  const top = Math.min(...boxesMm.map(([, y]) => y)) - ABOVE_MM;
  const bottom = Math.max(...boxesMm.map(([, y, , height]) => y + height)) + ABOVE_MM;
  return [left, top, right - left, bottom - top];
}

function tilesOf([left, top, width, height]: BoxMm): BoxMm[] {
  const count = Math.max(1, Math.round(width / TILE_MM));
  const each = width / count;
  return Array.from({ length: count }, (_, at) => [left + at * each, top, each, height]);
}

const overlap = ([ax, ay, aw, ah]: BoxMm, [bx, by, bw, bh]: BoxMm): boolean =>
  ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah;

/** Points of the form's print in a tile, in pixels of the map. */
function printIn(
  { ink, widthPx, heightPx, pxPerMm }: Printed,
  [x, y, width, height]: BoxMm,
): Points {
  const step = pxPerMm / MAP_PX_PER_MM;
  const points: number[] = [];
  for (let my = Math.floor(y * MAP_PX_PER_MM); my < (y + height) * MAP_PX_PER_MM; my++) {
    for (let mx = Math.floor(x * MAP_PX_PER_MM); mx < (x + width) * MAP_PX_PER_MM; mx++) {
      const px = Math.floor((mx + 0.5) * step);
      const py = Math.floor((my + 0.5) * step);
      if (px < 0 || py < 0 || px >= widthPx || py >= heightPx) continue;
      if (ink[py * widthPx + px] === 1) points.push(mx, my);
    }
  }
  return points;
}

function darkShare(page: DarkMap, points: Points, dx: number, dy: number): number {
  let dark = 0;
  for (let i = 0; i < points.length; i += 2) {
    const px = (points[i] ?? 0) + dx;
    const py = (points[i + 1] ?? 0) + dy;
    if (px < 0 || py < 0 || px >= page.widthPx || py >= page.heightPx) continue;
    dark += page.mask[py * page.widthPx + px] ?? 0;
  }
  return dark / (points.length / 2);
}
