import { describe, expect, it, vi } from 'vitest';
import { classify } from '../../../../workers/stages/classify.ts';
import { formRules } from '../../../../workers/stages/form-rules.ts';
import { mapPoint } from '../../../../workers/stages/homography.ts';
import { landmarksOf } from '../../../../workers/stages/landmarks.ts';
import { distance, type Point } from '../../../../workers/stages/point.ts';
import type { Homography, Raster } from '../../../../workers/stages/raster.ts';
import type { RecognisableForm } from '../../../../workers/stages/register.ts';
import {
  drawBlank,
  fill,
  laid,
  markBox,
  randomNumbers,
  type ScanOptions,
  scan,
  syntheticTemplate,
  whitePage,
} from '../../../support/draw-form.ts';

const blank = drawBlank(1);
const form = formOf('synthetic', blank);

function formOf(id: string, page: Raster): RecognisableForm {
  const template = syntheticTemplate(id);
  const { landmarksMm } = template.recognise;
  const { pageMm } = template;
  const rules = formRules(page, pageMm);
  return { template, landmarks: landmarksOf(page, pageMm.width, landmarksMm), rules };
}

const PROBES: Point[] = [
  [10, 10],
  [200, 10],
  [105, 148],
  [10, 285],
  [200, 285],
];

/** Largest distance between where a page point is and where the registration says it is. */
function offMm(found: readonly number[], truth: Homography, pxPerMm: number): number {
  return Math.max(
    ...PROBES.map((mm) => distance(mapPoint(found, mm), mapPoint(truth, mm)) / pxPerMm),
  );
}

function expectRegistered(page: Raster, options: ScanOptions, quarter: number, ppm: number): void {
  const found = classify(scan(page, options), [form]);
  expect(found.template).toBe('synthetic');
  expect(found.registration?.rotation).toBe(quarter * 90);
  expect(found.registration?.residualMm).toBeLessThan(0.3);
  expect(offMm(found.registration?.mmToPx ?? [], options.mmToPx, ppm)).toBeLessThan(0.35);
}

// Whole pages are drawn and searched: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

describe('a form is placed to a third of a millimetre', () => {
  it.each([
    [0, 0, 40],
    [1, 3, 40],
    [2, -5, 250],
    [3, 5, 250],
    [0, -4, 128],
  ])('lying %i quarter turns and %i° askew, lid grey %i', (quarter, skew, background) => {
    const options = { ...laid(quarter, skew, 5.9), background };
    expectRegistered(blank, options, quarter, 5.9);
  });

  it.each([
    ['97 % of its size', 5.9 * 0.97],
    ['103 % of its size', 5.9 * 1.03],
    ['at 250 dpi', 9.84],
  ])('%s', (_, pxPerMm) => {
    expectRegistered(blank, laid(0, 1.5, pxPerMm), 0, pxPerMm);
  });

  it.each([0, 1, 2, 3] as const)('with mark %i under a finger', (corner) => {
    const hidden = [{ boxMm: markBox(corner), grey: 210 }];
    expectRegistered(blank, { ...laid(0, 2, 5.9), hidden }, 0, 5.9);
  });

  it('with two marks off the glass', () => {
    const hidden = ([0, 3] as const).map((corner) => ({ boxMm: markBox(corner), grey: 250 }));
    expectRegistered(blank, { ...laid(2, 3, 5.9), hidden }, 2, 5.9);
  });

  it('photographed at an angle', () => {
    const straight = laid(0, 4, 5.9);
    const mmToPx = [...straight.mmToPx];
    mmToPx[6] = 0.0004;
    mmToPx[7] = 0.0002;
    const found = classify(scan(blank, { ...straight, mmToPx }), [form]);
    expect(found.template).toBe('synthetic');
    expect(offMm(found.registration?.mmToPx ?? [], mmToPx, 5.5)).toBeLessThan(0.4);
  });

  it('with a third of its print written over', () => {
    const written = drawBlank(1);
    fill(written, [20, 80, 165, 12]);
    fill(written, [20, 200, 70, 12]);
    expectRegistered(written, laid(0, 1, 5.9), 0, 5.9);
  });
});

describe('a page that is not the form', () => {
  it('is other when it has the same marks and other print', () => {
    const found = classify(scan(drawBlank(99), laid(0, 1, 5.9)), [form]);
    expect(found.template).toBe('other');
    expect(found.registration).toBeNull();
    expect(found.evidence.nearest?.correlation).toBeLessThan(0.5);
  });

  it('is told from a form with the same marks', () => {
    const other = drawBlank(99);
    const forms = [form, formOf('second', other)];
    expect(classify(scan(other, laid(0, 1, 5.9)), forms).template).toBe('second');
    expect(classify(scan(blank, laid(2, 1, 5.9)), forms).template).toBe('synthetic');
  });

  it('is other when its paper was stretched beyond the limit', () => {
    const straight = laid(0, 0, 5.9);
    const mmToPx = straight.mmToPx.map((value, index) => (index === 0 ? value * 1.08 : value));
    const found = classify(scan(bent(), { ...straight, mmToPx }), [form]);
    expect(found.template).toBe('other');
  });

  it.each([
    ['an A4 glass under a dark lid', 2, 214, 30],
    ['an A4 glass under a white lid', 2, 214, 250],
    ['a large glass under a dark lid', 5, 320, 30],
  ])('is blank when there is nothing on it, on %s', (_, skew, roomMm, background) => {
    const empty = whitePage(blank.widthPx, blank.heightPx);
    const found = classify(scan(empty, { ...laid(0, skew, 5.9, roomMm), background }), [form]);
    expect(found.template).toBe('blank');
  });

  it('is not blank when it is black, in the middle or all over', () => {
    const blot = whitePage(blank.widthPx, blank.heightPx);
    fill(blot, [60, 100, 60, 60]);
    expect(classify(scan(blot, laid(0, 0, 5.9, 214)), [form]).template).toBe('other');
    const black = { ...blank, data: new Uint8Array(blank.data.length).fill(12) };
    expect(classify(black, [form]).template).toBe('other');
  });

  it('is blank when only the front shines through', () => {
    const back = drawBlank(1);
    for (let i = 0; i < back.data.length; i++) {
      if ((back.data[i] ?? 255) < 128) back.data[i] = 215;
    }
    expect(classify(scan(back, laid(0, 0, 5.9, 214)), [form]).template).toBe('blank');
  });

  it('is not blank when somebody wrote one word on it', () => {
    const note = whitePage(blank.widthPx, blank.heightPx);
    const next = randomNumbers(3);
    for (let i = 0; i < 14; i++) fill(note, [80 + next() * 25, 140 + next() * 7, 4, 0.6], 90);
    expect(classify(scan(note, laid(0, 0, 5.9, 214)), [form]).template).toBe('other');
  });
});

/** The form with its print moved against its marks by 2 mm in half of the places. */
function bent(): Raster {
  const page = whitePage(blank.widthPx, blank.heightPx);
  page.data.set(blank.data);
  const shift = 2 * 6;
  for (let y = 60; y < page.heightPx - 120; y++) {
    const row = blank.data.subarray(y * page.widthPx + 80, (y + 1) * page.widthPx - 100);
    page.data.set(row, (y + (y % 200 < 100 ? 0 : shift)) * page.widthPx + 80 + shift);
  }
  return page;
}
