import { expect, test } from 'vitest';
import type { BoxMm } from '../../../../schemas/reading.ts';
import { compareInk } from '../../../../workers/stages/compare-ink.ts';
import { inkPlane } from '../../../../workers/stages/ink-plane.ts';
import { printedOf } from '../../../../workers/stages/printed.ts';
import type { Raster } from '../../../../workers/stages/raster.ts';
import { type WrittenInk, writtenInk } from '../../../../workers/stages/written-ink.ts';
import {
  BLANK_PX_PER_MM,
  drawBlank,
  fill,
  laid,
  randomNumbers,
  scan,
  whitePage,
} from '../../../support/draw-form.ts';

const PAGE = { width: 210, height: 297 };
const printed = printedOf(inkPlane(drawBlank(), 'any'), BLANK_PX_PER_MM);

/** A form on which somebody wrote; the same seed is the same hand movement. */
function writtenOn(seed: number, more: readonly BoxMm[] = [], page = drawBlank()): Raster {
  const next = randomNumbers(seed);
  for (let stroke = 0; stroke < 240; stroke++) {
    const upright = next() < 0.5;
    const [x, y] = [25 + next() * 150, 40 + next() * 30 + 60 * (stroke % 4)];
    fill(page, [x, y, upright ? 0.5 : 1.5 + next() * 3, upright ? 1.5 + next() * 3 : 0.5]);
  }
  for (const box of more) fill(page, box);
  return page;
}

function scanned(page: Raster, quarter = 0, skewDeg = 0, pxPerMm = 7.9): WrittenInk {
  const options = laid(quarter, skewDeg, pxPerMm);
  return writtenInk(scan(page, options), options.mmToPx, PAGE, printed);
}

/** Paper that stretched, or a registration that was off: everything lies elsewhere than it is said to. */
function scannedOff(offMm: number): WrittenInk {
  const { mmToPx, ...size } = laid(0, 0.4, 7.9);
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = mmToPx;
  const off = [a, b, c + a * offMm, d, e, f + e * offMm, 0, 0, 1];
  const white = whitePage(PAGE.width * BLANK_PX_PER_MM, PAGE.height * BLANK_PX_PER_MM);
  return writtenInk(scan(writtenOn(1, [], white), { mmToPx, ...size }), off, PAGE, null);
}

const first = scanned(writtenOn(1));

test('the form itself is not counted as written', () => {
  const { inkMm2 } = compareInk(scanned(drawBlank()), scanned(drawBlank(), 0, 1));
  expect(Math.max(...inkMm2)).toBeLessThan(1);
});

test.each([
  ['a little askew', scanned(writtenOn(1), 0, 1.5)],
  ['upside down and coarser', scanned(writtenOn(1), 2, -1, 5.9)],
  ['finer', scanned(writtenOn(1), 1, 0.5, 11.8)],
])('one paper, scanned again %s: nothing is missing on either', (_how, second) => {
  const { inkMm2, missingMm2, worstTileMm2 } = compareInk(first, second);
  expect(Math.min(...inkMm2)).toBeGreaterThan(200);
  expect(Math.max(...missingMm2)).toBeLessThan(1);
  expect(worstTileMm2).toBeLessThan(0.3);
});

test('one paper that lies a millimetre elsewhere is followed, and no further', () => {
  const { inkMm2, worstTileMm2 } = compareInk(scannedOff(0), scannedOff(0.9));
  expect(Math.min(...inkMm2)).toBeGreaterThan(200);
  expect(worstTileMm2).toBeLessThan(0.3);
  expect(compareInk(scannedOff(0), scannedOff(4)).worstTileMm2).toBeGreaterThan(2);
});

test('a stroke more is found, on the side that has it', () => {
  const second = scanned(writtenOn(1, [[110, 62, 0.5, 4]]), 0, 1);
  const { missingMm2, worstTileMm2 } = compareInk(first, second);
  expect(worstTileMm2).toBeGreaterThan(0.5);
  expect(missingMm2[0]).toBeLessThan(0.1);
  expect(missingMm2[1]).toBeGreaterThan(0.5);
});

test('the same places written on by another movement of the hand are not the same', () => {
  const { inkMm2, missingMm2, worstTileMm2 } = compareInk(first, scanned(writtenOn(2)));
  expect(missingMm2[0] / inkMm2[0]).toBeGreaterThan(0.1);
  expect(missingMm2[1] / inkMm2[1]).toBeGreaterThan(0.1);
  expect(worstTileMm2).toBeGreaterThan(2);
});
