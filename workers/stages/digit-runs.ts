import { type Component, componentsOf } from './components.ts';

/** One character, or what may be one, of a line; px of its plane, `right` and `bottom` exclusive. */
export type Token = Readonly<{
  left: number;
  top: number;
  right: number;
  bottom: number;
  pixels: readonly number[];
}>;

/** Characters of about one size beside one another, from left to right. */
export type DigitRun = Readonly<{
  tokens: readonly Token[];
  /** Usual height of its characters. */
  heightPx: number;
}>;

const LEAST_HEIGHT_MM = 1.2;
const MOST_HEIGHT_MM = 14;
/** A row of boxes for twelve digits. */
const MOST_WIDTH_MM = 130;
const LEAST_INK_PX = 6;
/** Between two characters of one line, in heights of the larger. */
const MOST_GAP = 2.4;
const LEAST_OVERLAP = 0.45;
const MOST_UNLIKE = 2.4;
/** Twelve digits take more room than this, in heights of theirs, however narrow they are. */
const LEAST_LENGTH = 4;
/** Fewer are not twelve digits, even where some could not be told apart. */
const LEAST_TOKENS = 9;
/** A character wider than this, in heights of its line, is two digits that touch. */
const WIDE = 1.05;
const DIGIT_WIDTH = 0.62;

/** Lines of characters in a mask (1 = ink) from which rules were taken out. */
export function digitRuns(mask: Uint8Array, widthPx: number, pxPerMm: number): DigitRun[] {
  return linesOfWriting(componentsOf(mask, widthPx), pxPerMm).flatMap((line) =>
    runOf(line, widthPx, LEAST_HEIGHT_MM * pxPerMm),
  );
}

/** Pieces of ink by the lines they stand in; those too small or too large for digits in none. */
export function linesOfWriting(pieces: readonly Component[], pxPerMm: number): Component[][] {
  const [least, most] = [LEAST_HEIGHT_MM * pxPerMm, MOST_HEIGHT_MM * pxPerMm];
  const sized = pieces
    .filter((piece) => isOfSize(piece, least, most, pxPerMm))
    .sort((a, b) => a.left - b.left);
  return linesOf(withoutFrames(sized, least), least, most);
}

/** Whether a line of writing is long enough for twelve digits. */
export function isLong(line: readonly Omit<Token, 'pixels'>[]): boolean {
  const length =
    Math.max(...line.map(({ right }) => right)) - Math.min(...line.map(({ left }) => left));
  return length >= LEAST_LENGTH * usualHeight(line);
}

function usualHeight(pieces: readonly Pick<Token, 'top' | 'bottom'>[]): number {
  const heights = pieces.map(heightOf).sort((a, b) => a - b);
  return heights[Math.floor(heights.length * 0.6)] ?? 0;
}

const heightOf = ({ top, bottom }: { top: number; bottom: number }): number => bottom - top;
const widthOf = ({ left, right }: { left: number; right: number }): number => right - left;

function isOfSize(piece: Component, least: number, most: number, pxPerMm: number): boolean {
  const height = heightOf(piece);
  return (
    height <= most &&
    Math.max(height, widthOf(piece)) >= least / 2 &&
    piece.pixels.length >= LEAST_INK_PX &&
    widthOf(piece) <= MOST_WIDTH_MM * pxPerMm
  );
}

/** A box drawn for one digit alone holds the digit: what stands within, counts. */
function withoutFrames(pieces: readonly Component[], least: number): Component[] {
  return pieces.filter(
    (piece, at) => heightOf(piece) < 2 * least || !holdsAnother(piece, pieces.slice(at + 1)),
  );
}

/** `others` begin no further to the left. */
function holdsAnother(frame: Component, others: readonly Component[]): boolean {
  for (const other of others) {
    if (other.left >= frame.right) return false;
    const isInside =
      other.right < frame.right && other.top > frame.top && other.bottom < frame.bottom;
    if (isInside && heightOf(other) >= 0.4 * heightOf(frame)) return true;
  }
  return false;
}

/** Pieces that stand in one line, by their neighbours to the right. */
function linesOf(pieces: readonly Component[], least: number, most: number): Component[][] {
  const line = pieces.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (line[root] !== root) root = line[root] ?? root;
    line[at] = root;
    return root;
  };
  pieces.forEach((piece, at) => {
    const reach = MOST_GAP * Math.max(least, heightOf(piece));
    for (let i = at + 1; i < pieces.length; i++) {
      const next = pieces[i];
      if (next === undefined || next.left - piece.right > MOST_GAP * most) break;
      if (next.left - piece.right > Math.max(reach, MOST_GAP * heightOf(next))) continue;
      if (areBeside(piece, next, least)) line[rootOf(i)] = rootOf(at);
    }
  });
  const lines = Map.groupBy(pieces, (_, at) => rootOf(at));
  return [...lines.values()];
}

function areBeside(a: Component, b: Component, smallest: number): boolean {
  const [less, more] = [heightOf(a), heightOf(b)].sort((x, y) => x - y);
  if (less === undefined || more === undefined) return false;
  if (areAbove(a, b)) return true;
  if (less < smallest) return false;
  const overlap = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return more <= MOST_UNLIKE * less && overlap >= LEAST_OVERLAP * less;
}

const FLAT = 0.4;

/** The bar of a 5 that its writer did not join to the rest. */
function areAbove(a: Component, b: Component): boolean {
  const common = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const apart = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
  const narrower = Math.min(widthOf(a), widthOf(b));
  const [lower = 0, higher = 0] = [heightOf(a), heightOf(b)].sort((x, y) => x - y);
  // Two characters above each other stand in two lines.
  return lower <= FLAT * higher && common >= 0.5 * narrower && apart <= 0.3 * higher;
}

function runOf(pieces: readonly Component[], widthPx: number, leastPx: number): DigitRun[] {
  const tokens = joined(pieces);
  const heightPx = usualHeight(tokens);
  const whole = tokens.filter((token) => heightOf(token) >= 0.45 * heightPx);
  if (heightPx < leastPx || !isLong(whole)) return [];
  const parts = withoutBars(whole, heightPx).flatMap((token) => parted(token, heightPx, widthPx));
  return parts.length < LEAST_TOKENS ? [] : [{ tokens: parts, heightPx }];
}

const BAR_WIDTH = 0.24;
const LEAST_BARS = 8;

/** Upright rules between boxes that were not made out as such: narrow, and one as far from the next as all are. */
function withoutBars(tokens: readonly Token[], heightPx: number): readonly Token[] {
  const bars = tokens.filter((token) => widthOf(token) <= BAR_WIDTH * heightPx);
  const steps = bars.slice(1).map(({ left }, at) => left - (bars[at]?.left ?? 0));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const even = steps.filter((step) => Math.abs(step - usual) <= 0.15 * usual).length;
  const isGrid =
    even >= LEAST_BARS && usual > 0.5 * heightPx && tokens.length - bars.length >= LEAST_BARS;
  return isGrid ? tokens.filter((token) => !bars.includes(token)) : tokens;
}

/** Digits that touch, apart where the least ink is. */
function parted(token: Token, heightPx: number, widthPx: number): Token[] {
  const count = Math.round(widthOf(token) / (DIGIT_WIDTH * heightPx));
  if (widthOf(token) < WIDE * heightPx || count < 2) return [token];
  const ink = new Uint16Array(widthOf(token));
  for (const pixel of token.pixels)
    ink[(pixel % widthPx) - token.left] = (ink[(pixel % widthPx) - token.left] ?? 0) + 1;
  const cuts = [token.left];
  for (let k = 1; k < count; k++)
    cuts.push(token.left + thinnest(ink, (k * ink.length) / count, ink.length / count / 3));
  cuts.push(token.right);
  return cuts.slice(1).flatMap((right, k) => {
    const left = cuts[k] ?? token.left;
    const pixels = token.pixels.filter(
      (pixel) => pixel % widthPx >= left && pixel % widthPx < right,
    );
    return pixels.length === 0 ? [] : [{ ...token, left, right, pixels }];
  });
}

function thinnest(ink: Uint16Array, middle: number, reach: number): number {
  let best = Math.round(middle);
  for (let x = Math.ceil(middle - reach); x <= middle + reach; x++) {
    if ((ink[x] ?? 0) < (ink[best] ?? 0)) best = x;
  }
  return best;
}

/** Strokes of one character above each other: the bar of a 5, the parts of a kanji. */
function joined(pieces: readonly Component[]): Token[] {
  const tokens: Token[] = [];
  for (const piece of pieces.toSorted((a, b) => a.left - b.left)) {
    const last = tokens.at(-1);
    const common = last === undefined ? 0 : Math.min(last.right, piece.right) - piece.left;
    const narrower = Math.min(widthOf(piece), last === undefined ? 0 : widthOf(last));
    if (last === undefined || common < 0.55 * narrower)
      tokens.push({ ...piece, pixels: [...piece.pixels] });
    else tokens[tokens.length - 1] = union(last, piece);
  }
  return tokens;
}

const union = (a: Token, b: Token | Component): Token => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
  pixels: [...a.pixels, ...b.pixels],
});
