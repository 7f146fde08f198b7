import { WRITTEN_PX_PER_MM, type WrittenInk } from './written-ink.ts';

export type Tile = Readonly<{ left: number; top: number; sizePx: number }>;

/** Two registrations of one paper differ by less than this. */
const REACH_PX = 1.5 * WRITTEN_PX_PER_MM;
/** What lies around a tile moves with it: a single stroke alone could slide along itself. */
const AROUND_PX = 3.5 * WRITTEN_PX_PER_MM;

/** How far `second` lies from `first` around a tile, where the two are most alike. */
export function tileShift(first: WrittenInk, second: WrittenInk, tile: Tile): [number, number] {
  const left = tile.left - AROUND_PX;
  const top = tile.top - AROUND_PX;
  const window = { left, top, sizePx: tile.sizePx + 2 * AROUND_PX };
  let best = {
    shift: [0, 0] as [number, number],
    likeness: likenessAt(first, second, window, 0, 0),
  };
  for (let dy = -REACH_PX; dy <= REACH_PX; dy++) {
    for (let dx = -REACH_PX; dx <= REACH_PX; dx++) {
      const likeness = likenessAt(first, second, window, dx, dy);
      if (likeness > best.likeness) best = { shift: [dx, dy], likeness };
    }
  }
  return best.shift;
}

/** Cosine of the angle between two windows: 1 where one is the other, lighter or darker. */
function likenessAt(
  first: WrittenInk,
  second: WrittenInk,
  { left, top, sizePx }: Tile,
  dx: number,
  dy: number,
): number {
  let product = 0;
  let squaresFirst = 0;
  let squaresSecond = 0;
  for (let y = top; y < top + sizePx; y++) {
    const row = y * first.widthPx;
    const moved = (y + dy) * second.widthPx + dx;
    for (let x = left; x < left + sizePx; x++) {
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
