import { WRITTEN_PX_PER_MM, type WrittenInk } from './written-ink.ts';

export type Tile = Readonly<{ left: number; top: number; sizePx: number }>;

/** Two registrations of one paper differ by less than this. */
const REACH_PX = 1.5 * WRITTEN_PX_PER_MM;
/** What lies around a tile moves with it: a single stroke alone could slide along itself. */
const AROUND_PX = 3.5 * WRITTEN_PX_PER_MM;

/** How far `second` lies from `first` around a tile, where the two are most alike: roughly first, then exactly. */
export function tileShift(first: WrittenInk, second: WrittenInk, tile: Tile): [number, number] {
  const left = tile.left - AROUND_PX;
  const top = tile.top - AROUND_PX;
  const window = { left, top, sizePx: tile.sizePx + 2 * AROUND_PX };
  const pair = { first, second, window };
  const rough = bestAround(pair, [0, 0], REACH_PX, 2);
  return bestAround(pair, rough, 1, 1);
}

type Pair = Readonly<{ first: WrittenInk; second: WrittenInk; window: Tile }>;

/** The best of the shifts up to `reach` from `centre`, every `step`-th; looks at every `step`-th pixel. */
function bestAround(
  pair: Pair,
  [x, y]: readonly [number, number],
  reach: number,
  step: number,
): [number, number] {
  let best = { shift: [x, y] as [number, number], likeness: likenessAt(pair, x, y, step) };
  for (let dy = y - reach; dy <= y + reach; dy += step) {
    for (let dx = x - reach; dx <= x + reach; dx += step) {
      if (Math.max(Math.abs(dx), Math.abs(dy)) > REACH_PX) continue;
      const likeness = likenessAt(pair, dx, dy, step);
      if (likeness > best.likeness) best = { shift: [dx, dy], likeness };
    }
  }
  return best.shift;
}

/** Cosine of the angle between two windows: 1 where one is the other, lighter or darker. */
function likenessAt(
  { first, second, window: { left, top, sizePx } }: Pair,
  dx: number,
  dy: number,
  step: number,
): number {
  let product = 0;
  let squaresFirst = 0;
  let squaresSecond = 0;
  for (let y = top; y < top + sizePx; y += step) {
    const row = y * first.widthPx;
    const moved = (y + dy) * second.widthPx + dx;
    for (let x = left; x < left + sizePx; x += step) {
      const one = first.data[row + x] ?? 0;
      const other = second.data[moved + x] ?? 0;
      product += one * other;
      squaresFirst += one * one;
      squaresSecond += other * other;
    }
  }
  const length = Math.sqrt(squaresFirst * squaresSecond);
  return length === 0 ? 0 : product / length;
}
