import type { InkComparison } from '../../schemas/ink-comparison.ts';
import { type Tile, tileShift } from './tile-shift.ts';
import { WRITTEN_PX_PER_MM, type WrittenInk } from './written-ink.ts';

/** Ink this dark in one scan must be there in the other, at least this faintly, at most `NEAR_PX` away. */
const DARK = 130;
const FAINT = 50;
const NEAR_PX = 2;
const TILE_PX = 10 * WRITTEN_PX_PER_MM;
/** Beyond this lie the edge of the paper, the scanner's lid and the shadow between them. */
const MARGIN_PX = 5 * WRITTEN_PX_PER_MM;
const MM2 = 1 / WRITTEN_PX_PER_MM ** 2;
/** Less than this in a tile is dust. */
const LEAST_INK_MM2 = 0.2;

/**
 * Lays two scans of one form on top of each other. Paper stretches and feeders pull, so that each square
 * centimetre may lie a little elsewhere; within it, every dark spot of one must be found in the other.
 */
export function compareInk(first: WrittenInk, second: WrittenInk): InkComparison {
  const [a, b] = [masksOf(first), masksOf(second)];
  const sum = { ink: [0, 0], missing: [0, 0], worst: 0 };
  for (const tile of tilesOf(first)) {
    const inked = [count(a.dark, tile), count(b.dark, tile)] as const;
    if (Math.max(...inked) * MM2 < LEAST_INK_MM2) continue;
    const missing = missingIn(tile, { first, second, a, b });
    for (const side of [0, 1] as const) {
      sum.ink[side] = (sum.ink[side] ?? 0) + inked[side] * MM2;
      sum.missing[side] = (sum.missing[side] ?? 0) + missing[side] * MM2;
      sum.worst = Math.max(sum.worst, missing[side] * MM2);
    }
  }
  const pair = ([one = 0, other = 0]: readonly number[]): [number, number] => [one, other];
  return { inkMm2: pair(sum.ink), missingMm2: pair(sum.missing), worstTileMm2: sum.worst };
}

type Mask = Readonly<{ widthPx: number; bits: Uint8Array }>;
type Masks = Readonly<{ dark: Mask; near: Mask }>;
type Pair = Readonly<{ first: WrittenInk; second: WrittenInk; a: Masks; b: Masks }>;

function missingIn(tile: Tile, { first, second, a, b }: Pair): [number, number] {
  const missingAt = (dx: number, dy: number): [number, number] => [
    countWithout(a.dark, b.near, tile, dx, dy),
    countWithout(b.dark, a.near, tile, -dx, -dy),
  ];
  const unmoved = missingAt(0, 0);
  if (unmoved[0] + unmoved[1] === 0) return unmoved;
  return missingAt(...tileShift(first, second, tile));
}

function* tilesOf({ widthPx, heightPx }: WrittenInk): Generator<Tile> {
  for (let top = MARGIN_PX; top + TILE_PX <= heightPx - MARGIN_PX; top += TILE_PX) {
    for (let left = MARGIN_PX; left + TILE_PX <= widthPx - MARGIN_PX; left += TILE_PX) {
      yield { left, top, sizePx: TILE_PX };
    }
  }
}

function masksOf({ widthPx, data }: WrittenInk): Masks {
  const faint = data.map((dark) => (dark >= FAINT ? 1 : 0));
  return {
    dark: { widthPx, bits: data.map((dark) => (dark >= DARK ? 1 : 0)) },
    near: { widthPx, bits: spread(spread(faint, 1), widthPx) },
  };
}

/** Each set bit also sets those up to `NEAR_PX` steps before and after it. */
function spread(bits: Uint8Array, step: number): Uint8Array {
  const out = new Uint8Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    if (bits[i] === 0) continue;
    for (let k = -NEAR_PX; k <= NEAR_PX; k++) out[i + k * step] = 1;
  }
  return out;
}

function count(mask: Mask, { left, top, sizePx }: Tile): number {
  let set = 0;
  for (let y = top; y < top + sizePx; y++) {
    const row = y * mask.widthPx;
    for (let x = left; x < left + sizePx; x++) set += mask.bits[row + x] ?? 0;
  }
  return set;
}

function countWithout(
  mask: Mask,
  other: Mask,
  { left, top, sizePx }: Tile,
  dx: number,
  dy: number,
): number {
  let set = 0;
  for (let y = top; y < top + sizePx; y++) {
    const row = y * mask.widthPx;
    const moved = (y + dy) * other.widthPx + dx;
    for (let x = left; x < left + sizePx; x++) {
      if (mask.bits[row + x] === 1 && other.bits[moved + x] !== 1) set++;
    }
  }
  return set;
}
