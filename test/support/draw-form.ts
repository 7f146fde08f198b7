import { invert } from '../../rules/projective.ts';
import { FormTemplate } from '../../schemas/form-template.ts';
import type { BoxMm } from '../../schemas/reading.ts';
import { mapPoint } from '../../workers/stages/homography.ts';
import type { Point } from '../../workers/stages/point.ts';
import type { Homography, Raster } from '../../workers/stages/raster.ts';

const PAGE = { width: 210, height: 297 };
const SIDE = 5;
const CENTRES: [Point, Point, Point, Point] = [
  [7.5, 7.5],
  [202.5, 7.5],
  [7.5, 289.5],
  [202.5, 289.5],
];
const LANDMARKS: BoxMm[] = [20, 80, 140, 200, 255].flatMap((top): BoxMm[] => [
  [20, top, 70, 12],
  [115, top, 70, 12],
]);
export const BLANK_PX_PER_MM = 6;

/** A form that exists nowhere: four marks and, in its landmarks, strokes drawn from a seed. */
export function syntheticTemplate(id = 'synthetic'): FormTemplate {
  const [a, b, c, d] = CENTRES.map(([x, y]): [number, number] => [x, y]);
  return FormTemplate.parse({
    id,
    version: 1,
    titleJa: '試験用紙',
    titleEn: 'Test form',
    programme: 'test',
    pageMm: PAGE,
    anchors: { kind: 'corner-squares', sideMm: SIDE, centresMm: [a, b, c, d] },
    recognise: { maxResidualMm: 0.5, landmarksMm: LANDMARKS, minLandmarkCorrelation: 0.5 },
    zones: [{ id: 'name', kind: 'handwriting', field: 'name', boxMm: [20, 40, 100, 20] }],
    fields: [
      {
        id: 'name',
        labelJa: '氏名',
        labelEn: 'Name',
        type: 'text',
        keying: 'compare',
        lookAtMm: [20, 40, 100, 20],
      },
    ],
  });
}

/** The blank form at 6 px/mm. Two seeds are two forms with the same marks. */
export function drawBlank(seed = 1): Raster {
  const page = whitePage(PAGE.width * BLANK_PX_PER_MM, PAGE.height * BLANK_PX_PER_MM);
  for (const [x, y] of CENTRES) fill(page, [x - SIDE / 2, y - SIDE / 2, SIDE, SIDE]);
  const next = randomNumbers(seed);
  for (const [x, y, width, height] of LANDMARKS) {
    for (let stroke = 0; stroke < 45; stroke++) {
      const upright = next() < 0.5;
      fill(page, [
        x + next() * (width - 3),
        y + next() * (height - 3),
        upright ? 0.4 : 1 + next() * 2,
        upright ? 1 + next() * 2 : 0.4,
      ]);
    }
  }
  return page;
}

export type ScanOptions = {
  widthPx: number;
  heightPx: number;
  /** Page mm → pixels of the scan. */
  mmToPx: Homography;
  /** Grey of the scanner's lid beyond the paper. */
  background?: number;
  /** Areas of the page hidden under something of this grey. */
  hidden?: readonly { boxMm: BoxMm; grey: number }[];
};

/** What a scanner makes of a page drawn at `BLANK_PX_PER_MM`. */
export function scan(page: Raster, options: ScanOptions): Raster {
  const { widthPx, heightPx, mmToPx, background = 40, hidden = [] } = options;
  const pxToMm = invert(mmToPx);
  if (!pxToMm) throw new Error('the scan flattens the page');
  const data = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const mm = mapPoint(pxToMm, [x + 0.5, y + 0.5]);
      const cover = hidden.find(({ boxMm }) => inside(boxMm, mm));
      data[y * widthPx + x] = cover ? cover.grey : greyAt(page, mm, background);
    }
  }
  return { widthPx, heightPx, channels: 1, data };
}

/** A page laid `quarter` quarter turns and `skewDeg` degrees clockwise in the middle of a scan. */
export function laid(quarter: number, skewDeg: number, pxPerMm: number, roomMm = 230): ScanOptions {
  const long = roomMm * 1.42;
  const [wide, high] = quarter % 2 === 0 ? [roomMm, long] : [long, roomMm];
  const angle = (quarter * Math.PI) / 2 + (skewDeg * Math.PI) / 180;
  const cos = Math.cos(angle) * pxPerMm;
  const sin = Math.sin(angle) * pxPerMm;
  const [cx, cy] = [(wide * pxPerMm) / 2, (high * pxPerMm) / 2];
  const [mx, my] = [PAGE.width / 2, PAGE.height / 2];
  return {
    widthPx: Math.round(wide * pxPerMm),
    heightPx: Math.round(high * pxPerMm),
    mmToPx: [cos, -sin, cx - cos * mx + sin * my, sin, cos, cy - sin * mx - cos * my, 0, 0, 1],
  };
}

export function markBox(corner: 0 | 1 | 2 | 3): BoxMm {
  const [x, y] = CENTRES[corner];
  return [x - 4, y - 4, 8, 8];
}

export function whitePage(widthPx: number, heightPx: number): Raster {
  return { widthPx, heightPx, channels: 1, data: new Uint8Array(widthPx * heightPx).fill(250) };
}

/** Draws a black rectangle given in mm. */
export function fill(page: Raster, [left, top, width, height]: BoxMm, grey = 20): void {
  const x0 = Math.round(left * BLANK_PX_PER_MM);
  const x1 = Math.round((left + width) * BLANK_PX_PER_MM);
  const y1 = Math.round((top + height) * BLANK_PX_PER_MM);
  for (let y = Math.round(top * BLANK_PX_PER_MM); y < y1; y++) {
    page.data.fill(grey, y * page.widthPx + x0, y * page.widthPx + x1);
  }
}

/** A small seeded generator: the same form in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function inside([left, top, width, height]: BoxMm, [x, y]: Point): boolean {
  return x >= left && y >= top && x < left + width && y < top + height;
}

function greyAt(page: Raster, [x, y]: Point, background: number): number {
  const px = Math.floor(x * BLANK_PX_PER_MM);
  const py = Math.floor(y * BLANK_PX_PER_MM);
  if (px < 0 || py < 0 || px >= page.widthPx || py >= page.heightPx) return background;
  return page.data[py * page.widthPx + px] ?? background;
}
