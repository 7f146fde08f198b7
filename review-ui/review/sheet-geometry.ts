import { invert } from '../../rules/projective.ts';
import type { BoxMm } from '../../schemas/reading.ts';

/** Row-major 3×3. */
type Matrix = readonly number[];
export type Size = Readonly<{ width: number; height: number }>;
export type View = Readonly<{ x: number; y: number; scale: number }>;
export type QuarterTurns = 0 | 1 | 2 | 3;

const at = (matrix: Matrix, index: number): number => matrix[index] ?? 0;

/**
 * CSS that lays the scan onto the upright page: turning back how the paper lay, its skew and its scale are
 * all in the registration, so one transform undoes them and millimetres become `pxPerMm` screen pixels.
 */
export function uprightTransform(mmToPx: Matrix, pxPerMm: number): string | null {
  const inverse = invert(mmToPx);
  if (inverse === null || Math.abs(at(inverse, 8)) < 1e-12) return null;
  const unit = inverse.map((value) => value / at(inverse, 8));
  const k = pxPerMm;
  const columns = [
    k * at(unit, 0),
    k * at(unit, 3),
    0,
    at(unit, 6),
    k * at(unit, 1),
    k * at(unit, 4),
    0,
    at(unit, 7),
    0,
    0,
    1,
    0,
    k * at(unit, 2),
    k * at(unit, 5),
    0,
    1,
  ];
  return `matrix3d(${columns.map((value) => Number(value.toPrecision(9))).join(',')})`;
}

/** Where a box lies after the person has turned the page clockwise. */
export function turnedBox([x, y, w, h]: BoxMm, page: Size, turns: QuarterTurns): BoxMm {
  switch (turns) {
    case 0:
      return [x, y, w, h];
    case 1:
      return [page.height - y - h, x, h, w];
    case 2:
      return [page.width - x - w, page.height - y - h, w, h];
    case 3:
      return [y, page.width - x - w, h, w];
    default:
      return turns satisfies never;
  }
}

export const turnedSize = (page: Size, turns: QuarterTurns): Size =>
  turns % 2 === 0 ? page : { width: page.height, height: page.width };

/** CSS that turns the page about its corner so that it fills `turnedSize` again. */
export function turnTransform(page: Size, turns: QuarterTurns): string {
  const shift = [
    '',
    `translate(${page.height}px, 0)`,
    `translate(${page.width}px, ${page.height}px)`,
    `translate(0, ${page.width}px)`,
  ][turns];
  return `${shift} rotate(${turns * 90}deg)`;
}

/** Room around the field, so that its printed label and its neighbours can be seen. */
const AROUND_MM = 14;
const LARGEST_SCALE = 3;

/** Brings a box (mm) to the middle of the pane, as large as it fits with some paper around it. */
export function viewOfBox(box: BoxMm, page: Size, pane: Size, pxPerMm: number): View {
  const [x, y, w, h] = box;
  const scale = Math.min(
    pane.width / ((w + 2 * AROUND_MM) * pxPerMm),
    pane.height / ((h + 2 * AROUND_MM) * pxPerMm),
    LARGEST_SCALE,
  );
  const pxOfMm = pxPerMm * scale;
  return {
    scale,
    x: placed(x + w / 2, page.width, pane.width, pxOfMm),
    y: placed(y + h / 2, page.height, pane.height, pxOfMm),
  };
}

export function viewOfPage(page: Size, pane: Size, pxPerMm: number): View {
  const scale = Math.min(
    pane.width / (page.width * pxPerMm),
    pane.height / (page.height * pxPerMm),
  );
  const pxOfMm = pxPerMm * scale;
  return {
    scale,
    x: placed(page.width / 2, page.width, pane.width, pxOfMm),
    y: placed(page.height / 2, page.height, pane.height, pxOfMm),
  };
}

/** Where the page's edge goes so that `centreMm` is in the middle, but no room is given to what is not paper. */
function placed(centreMm: number, pageMm: number, panePx: number, pxOfMm: number): number {
  const slack = panePx - pageMm * pxOfMm;
  if (slack >= 0) return slack / 2;
  return Math.min(0, Math.max(slack, panePx / 2 - centreMm * pxOfMm));
}
