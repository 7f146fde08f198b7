import { existsSync, readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { FormTemplate, type Zone } from '../../../schemas/form-template.ts';
import type { BoxMm } from '../../../schemas/reading.ts';
import { formRules } from '../../../workers/stages/form-rules.ts';

const FORMS = new URL('../../../forms/', import.meta.url);
const ids = readdirSync(FORMS).filter((name) =>
  existsSync(new URL(`${name}/template.json`, FORMS)),
);
const PX_PER_MM = 8;

type Grey = { data: Buffer; width: number; height: number };

const load = (id: string): FormTemplate =>
  FormTemplate.parse(JSON.parse(readFileSync(new URL(`${id}/template.json`, FORMS), 'utf8')));

async function blankOf(id: string): Promise<Grey> {
  const { data, info } = await sharp(new URL(`${id}/blank.png`, FORMS).pathname)
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(1);
  return { data, width: info.width, height: info.height };
}

/** Darkness (0 to 1) at a place in mm. */
const darkness = ({ data, width }: Grey, xMm: number, yMm: number): number =>
  1 - (data[Math.floor(yMm * PX_PER_MM) * width + Math.floor(xMm * PX_PER_MM)] ?? 255) / 255;

/** Centre and area of the dark pixels within `reachMm` of a point. */
function darkBlob(grey: Grey, [cx, cy]: readonly [number, number], reachMm: number) {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let y = cy - reachMm; y < cy + reachMm; y += 1 / PX_PER_MM) {
    for (let x = cx - reachMm; x < cx + reachMm; x += 1 / PX_PER_MM) {
      const dark = darkness(grey, x, y) > 0.5 ? 1 : 0;
      sum += dark;
      sumX += dark * x;
      sumY += dark * y;
    }
  }
  return { areaMm2: sum / PX_PER_MM ** 2, x: sumX / sum, y: sumY / sum };
}

describe.each(ids)('the blank of %s', (id) => {
  const template = load(id);
  let grey: Grey;
  beforeAll(async () => {
    grey = await blankOf(id);
  });

  it('has eight pixels for every millimetre of the page', () => {
    const { width, height } = template.pageMm;
    expect([grey.width, grey.height]).toEqual([width * PX_PER_MM, height * PX_PER_MM]);
  });

  it('has its corner squares where the template says, to a fifth of a millimetre', () => {
    const { anchors } = template;
    if (anchors.kind !== 'corner-squares') return;
    const { centresMm, sideMm } = anchors;
    for (const centre of centresMm) {
      const blob = darkBlob(grey, centre, sideMm / 2 + 0.9);
      expect(Math.hypot(blob.x - centre[0], blob.y - centre[1])).toBeLessThan(0.2);
      expect(Math.sqrt(blob.areaMm2)).toBeCloseTo(sideMm, 0);
    }
  });

  it('has ruled lines enough to be found by, where it has no corner squares', () => {
    if (template.anchors.kind !== 'ruled-lines') return;
    const raster = {
      widthPx: grey.width,
      heightPx: grey.height,
      channels: 1 as const,
      data: grey.data,
    };
    const { across, down } = formRules(raster, template.pageMm).lines;
    expect(Math.min(across.length, down.length)).toBeGreaterThanOrEqual(3);
    const leaning = [
      ...across.map(({ from, to }) => to[1] - from[1]),
      ...down.map(({ from, to }) => to[0] - from[0]),
    ];
    expect(Math.max(...leaning.map(Math.abs))).toBeLessThan(0.2);
  });

  it('prints a word in every place that is to be circled', () => {
    const words = template.zones.flatMap((zone) =>
      zone.kind === 'choice' && zone.mark === 'circle'
        ? zone.options.map((o) => o.boxMm)
        : eraWords(zone),
    );
    expect(words.filter((box) => inkedShare(grey, box) < 0.05)).toEqual([]);
  });

  it('is white inside every box people write in, and dark just outside it', () => {
    const boxes = template.zones.flatMap((zone) => {
      if (zone.kind === 'digit-boxes') return zone.boxesMm;
      return zone.kind === 'choice' && zone.mark !== 'circle'
        ? zone.options.map((o) => o.boxMm)
        : [];
    });
    const edge = 0.15;
    for (const [x, y, w, h] of boxes) {
      const inside = [0.3, 0.5, 0.7].map((k) => darkness(grey, x + w * k, y + h * k));
      expect(Math.max(...inside)).toBeLessThan(0.05);
      const outside = [
        darkest(grey, x - edge, y + h / 2),
        darkest(grey, x + w + edge, y + h / 2),
        darkest(grey, x + w / 2, y - edge),
        darkest(grey, x + w / 2, y + h + edge),
      ];
      expect(Math.min(...outside)).toBeGreaterThan(0.3);
    }
  });

  it('has print in every landmark', () => {
    const inked = template.recognise.landmarksMm.map((box) => inkedShare(grey, box));
    expect(Math.min(...inked)).toBeGreaterThan(0.02);
  });
});

const eraWords = (zone: Zone): BoxMm[] =>
  zone.kind === 'digit-boxes' && zone.format.kind === 'date-era'
    ? zone.format.eras.map(({ boxMm }) => boxMm)
    : [];

function inkedShare(grey: Grey, [x, y, w, h]: BoxMm): number {
  const step = 1 / PX_PER_MM;
  let [dark, all] = [0, 0];
  for (let py = y; py < y + h; py += step) {
    for (let px = x; px < x + w; px += step) {
      all += 1;
      dark += Number(darkness(grey, px, py) > 0.4);
    }
  }
  return dark / all;
}

/** The darkest pixel at or next to a place: a frame is two or three pixels wide. */
const darkest = (grey: Grey, xMm: number, yMm: number): number =>
  Math.max(
    ...[-1, 0, 1].flatMap((dx) =>
      [-1, 0, 1].map((dy) => darkness(grey, xMm + dx / PX_PER_MM, yMm + dy / PX_PER_MM)),
    ),
  );
