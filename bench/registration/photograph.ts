import { invert } from '../../rules/projective.ts';
import type { Homography, Raster } from '../../workers/stages/raster.ts';
import type { Condition } from './conditions.ts';

type Size = { width: number; height: number };
/** A page drawn upright in colour, and its resolution. */
export type DrawnPage = Readonly<{ raster: Raster; pxPerMm: number; pageMm: Size }>;
export type Photograph = Readonly<{ raster: Raster; mmToPx: Homography; pxPerMm: number }>;

const BLACK_OR_WHITE = 160;

/** What a scanner or camera makes of a page under a condition, and where every point of the page really went. */
export function photograph(page: DrawnPage, condition: Condition): Photograph {
  const pxPerMm = condition.dpi / 25.4;
  const { widthPx, heightPx, mmToPx } = layOut(page.pageMm, condition, pxPerMm);
  const pxToMm = invert(mmToPx);
  if (!pxToMm) throw new Error('the camera sees the page from its edge');
  const channels = condition.colour === 'colour' ? 3 : 1;
  const data = new Uint8Array(widthPx * heightPx * channels);
  const seen = new Float64Array(3);
  const noise = noiseFrom(widthPx * 31 + heightPx);
  // Two samples each way: a rule thinner than a pixel must not vanish between two of them.
  const around = [-0.25, 0.25];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      seen.fill(0);
      for (const dy of around) {
        for (const dx of around) {
          addColour(seen, page, condition, mapped(pxToMm, x + 0.5 + dx, y + 0.5 + dy));
        }
      }
      writePixel(data, (y * widthPx + x) * channels, seen, condition, noise());
    }
  }
  return { raster: { widthPx, heightPx, channels, data }, mmToPx, pxPerMm };
}

function writePixel(
  data: Uint8Array,
  at: number,
  seen: Float64Array,
  { colour }: Condition,
  noise: number,
): void {
  const [r = 0, g = 0, b = 0] = seen.map((sum) => sum / 4 + noise);
  if (colour === 'colour') {
    data.set([clamp(r), clamp(g), clamp(b)], at);
    return;
  }
  const grey = 0.3 * r + 0.59 * g + 0.11 * b;
  data[at] = colour === '1-bit' ? (grey < BLACK_OR_WHITE ? 0 : 255) : clamp(grey);
}

const clamp = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

function layOut(page: Size, condition: Condition, pxPerMm: number) {
  const { quarterTurns, skewDeg, scale, offsetMm, perspective } = condition;
  const room = [page.width * 1.12, page.height * 1.08] as const;
  const [long, wide] = condition.glassMm ?? room;
  const [glassW, glassH] = quarterTurns % 2 === 0 ? [long, wide] : [wide, long];
  const angle = (quarterTurns * Math.PI) / 2 + (skewDeg * Math.PI) / 180;
  const cos = Math.cos(angle) * pxPerMm * scale;
  const sin = Math.sin(angle) * pxPerMm * scale;
  const [cx, cy] = [(glassW / 2 + offsetMm[0]) * pxPerMm, (glassH / 2 + offsetMm[1]) * pxPerMm];
  const [mx, my] = [page.width / 2, page.height / 2];
  // The middle of the page keeps its place and scale; the perspective works about it.
  const [g, h] = perspective;
  const w0 = 1 - g * mx - h * my;
  const [ax, ay] = [cx - cos * mx + sin * my, cy - sin * mx - cos * my];
  const mmToPx = [
    cos + g * cx,
    -sin + h * cx,
    ax - (g * mx + h * my) * cx,
    sin + g * cy,
    cos + h * cy,
    ay - (g * mx + h * my) * cy,
    g,
    h,
    w0,
  ].map((value) => value / w0);
  return {
    widthPx: Math.round(glassW * pxPerMm),
    heightPx: Math.round(glassH * pxPerMm),
    mmToPx,
  };
}

function mapped(m: Homography, x: number, y: number): [number, number] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 1] = m;
  const w = g * x + h * y + i;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

function addColour(
  sum: Float64Array,
  { raster, pxPerMm, pageMm }: DrawnPage,
  { lid, coveredMm }: Condition,
  [x, y]: readonly [number, number],
): void {
  const off = x < 0 || y < 0 || x >= pageMm.width || y >= pageMm.height;
  const under = coveredMm.some(([l, t, w, h]) => x >= l && y >= t && x < l + w && y < t + h);
  if (off || under) {
    const grey = off ? lid : 190;
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + grey;
    return;
  }
  const px = Math.min(raster.widthPx - 1, Math.floor(x * pxPerMm));
  const py = Math.min(raster.heightPx - 1, Math.floor(y * pxPerMm));
  const at = (py * raster.widthPx + px) * 3;
  for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (raster.data[at + c] ?? 255);
}

/** Grain of a scanner, a few grey levels, the same in every run. */
function noiseFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 12;
  };
}
