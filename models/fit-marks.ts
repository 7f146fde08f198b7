/**
 * Fits `tick` of calibration.json on generated marks: node models/fit-marks.ts [--write].
 * Nothing scanned is used. A slope found on clean drawings is too steep for paper, hence SLOPE_SHARE.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { markStrength, optionInk } from '../workers/stages/choice.ts';
import type { InkPlane } from '../workers/stages/ink-plane.ts';

type Random = () => number;
const PX_PER_MM = 8;
const SIDE_MM = 12;
const BOX: [number, number, number, number] = [4.4, 4.4, 3.2, 3.2];
const SLOPE_SHARE = 0.6;

/** Mulberry32: the same marks on every run. */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function pen(plane: InkPlane, random: Random) {
  const thick = 0.18 + random() * 0.5;
  const dark = 130 + random() * 125;
  const gaps = random() < 0.25 ? random() * 0.4 : 0;
  return (x0: number, y0: number, x1: number, y1: number, width = thick, tone = dark) => {
    const steps = Math.ceil(Math.hypot(x1 - x0, y1 - y0) * PX_PER_MM * 2) + 1;
    for (let i = 0; i <= steps; i++) {
      if (random() < gaps) continue;
      const [cx, cy] = [x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps];
      spot(plane, cx * PX_PER_MM, cy * PX_PER_MM, (width / 2) * PX_PER_MM, tone);
    }
  };
}

function spot(plane: InkPlane, cx: number, cy: number, radius: number, tone: number): void {
  for (let y = Math.floor(cy - radius); y <= cy + radius; y++) {
    for (let x = Math.floor(cx - radius); x <= cx + radius; x++) {
      if (x < 0 || y < 0 || x >= plane.widthPx || y >= plane.heightPx) continue;
      if ((x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2 > radius * radius) continue;
      const i = y * plane.widthPx + x;
      plane.data[i] = Math.max(plane.data[i] ?? 0, tone);
    }
  }
}

type Pen = ReturnType<typeof pen>;

function drawFrame(stroke: Pen, random: Random): void {
  const line = 0.22 + random() * 0.2;
  const tone = 200 + random() * 55;
  const [x, y, width, height] = BOX;
  const [l, t, r, b] = [x - line / 2, y - line / 2, x + width + line / 2, y + height + line / 2];
  for (const side of [
    [l, t, r, t],
    [l, b, r, b],
    [l, t, l, b],
    [r, t, r, b],
  ] as const) {
    stroke(...side, line, tone);
  }
}

function drawMark(stroke: Pen, random: Random): void {
  const kind = random();
  const [x, y] = [4.4 + random() * 0.8, 4.8 + random() * 0.9];
  const size = 1.6 + random() * 2.6;
  if (kind < 0.6) {
    stroke(x, y + size * 0.3, x + size * 0.35, y + size * 0.75);
    stroke(x + size * 0.35, y + size * 0.75, x + size * 1.1, y - size * 0.5 * random());
  } else if (kind < 0.8) {
    stroke(x, y, x + size * 0.8, y + size * 0.8);
    stroke(x + size * 0.8, y, x, y + size * 0.8);
  } else {
    // Inside the box or well round it: on the frame itself nobody draws one.
    const radius = random() < 0.3 ? 0.7 + random() * 0.6 : 2.4 + random() * 0.7;
    for (let a = 0; a < 24; a++) {
      const [from, to] = [(a * Math.PI) / 12, ((a + 1) * Math.PI) / 12];
      const at = (angle: number): [number, number] => [
        6 + Math.cos(angle) * radius,
        6 + Math.sin(angle) * radius,
      ];
      stroke(...at(from), ...at(to));
    }
  }
}

/** Dust, and the end of a long stroke from the row below. */
function drawDirt(plane: InkPlane, stroke: Pen, random: Random): void {
  for (let i = 0; i < random() * 4; i++) {
    const at = [random() * SIDE_MM, random() * SIDE_MM].map((mm) => mm * PX_PER_MM);
    spot(plane, at[0] ?? 0, at[1] ?? 0, random() * 1.6, 90 + random() * 160);
  }
  if (random() < 0.2) stroke(3 + random() * 5, 12, 5 + random() * 5, 8.3 + random() * 2);
}

function strengths(marked: boolean, count: number, random: Random): number[] {
  return Array.from({ length: count }, () => {
    const side = SIDE_MM * PX_PER_MM;
    const plane = { widthPx: side, heightPx: side, data: new Uint8Array(side * side) };
    const stroke = pen(plane, random);
    drawFrame(pen(plane, random), random);
    drawDirt(plane, stroke, random);
    if (marked) drawMark(stroke, random);
    const [ink] = optionInk(plane, PX_PER_MM, [{ value: 'yes', boxMm: BOX }], null);
    return ink === undefined ? 0 : markStrength(ink);
  });
}

/** Logistic regression of one variable by plain gradient descent. */
function logisticFit(unmarked: readonly number[], marked: readonly number[]) {
  let [slope, middle] = [1, -1];
  const rows = [...unmarked.map((x) => ({ x, y: 0 })), ...marked.map((x) => ({ x, y: 1 }))];
  for (let step = 0; step < 4000; step++) {
    let [ds, dm] = [0, 0];
    for (const { x, y } of rows) {
      const wrong = 1 / (1 + Math.exp(-slope * (x - middle))) - y;
      ds += wrong * (x - middle);
      dm -= wrong * slope;
    }
    slope -= (2 * ds) / rows.length;
    middle -= (0.5 * dm) / rows.length;
  }
  return { middle: Number(middle.toFixed(2)), slope: Number((slope * SLOPE_SHARE).toFixed(2)) };
}

const unmarked = strengths(false, 1500, seeded(1));
const marked = strengths(true, 1500, seeded(2));
const curve = logisticFit(unmarked, marked);
const at = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))]?.toFixed(2);
stdout.write(
  `${JSON.stringify({ curve, unmarked99: at(unmarked, 0.99), unmarkedMost: at(unmarked, 1), marked01: at(marked, 0.01) })}\n`,
);
if (argv.includes('--write')) {
  const path = fileURLToPath(new URL('calibration.json', import.meta.url));
  const calibration = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, `${JSON.stringify({ ...calibration, tick: curve }, null, 2)}\n`);
}
