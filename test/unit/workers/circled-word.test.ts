import { describe, expect, it } from 'vitest';
import type { BoxMm } from '../../../schemas/reading.ts';
import { chooseCircled, circledOn, wordInk } from '../../../workers/stages/circled-word.ts';
import type { Verdict } from '../../../workers/stages/fuse.ts';
import { printedOf } from '../../../workers/stages/printed.ts';
import { paper } from './paper.ts';

const YES: BoxMm = [10, 8, 8, 3.4];
const NO: BoxMm = [28, 8, 11, 3.4];
const OPTIONS = [
  { value: 'yes', boxMm: YES },
  { value: 'no', boxMm: NO },
];
const CURVE = { middle: 0.58, slope: 18 };
type Paper = ReturnType<typeof paper>;

/** Two printed words between the rules of a table row, as strokes. */
function printedRow(shiftMm = 0): Paper {
  const sheet = paper(50, 20);
  for (const y of [5.5, 14]) sheet.line(0, y + shiftMm, 50, y + shiftMm, 0.25);
  for (const [x, y, width, height] of [YES, NO]) {
    for (let at = x + 0.4; at < x + width - 1; at += 2.6) {
      sheet.line(at, y + shiftMm, at + 0.3, y + height + shiftMm, 0.35);
      sheet.line(at, y + 1.2 + shiftMm, at + 1.9, y + 1.4 + shiftMm, 0.35);
    }
  }
  return sheet;
}

function ring(sheet: Paper, [x, y, width, height]: BoxMm, roomMm = 1.2, from = 0, to = 360): void {
  for (let angle = from; angle < to; angle += 1.5) {
    const turn = (angle * Math.PI) / 180;
    sheet.dot(
      x + width / 2 + (width / 2 + roomMm) * Math.cos(turn),
      y + height / 2 + (height / 2 + roomMm) * Math.sin(turn),
      0.2,
      220,
    );
  }
}

function read(draw: (sheet: Paper) => void, shiftMm = 0): Verdict {
  const blank = printedRow();
  const sheet = printedRow(shiftMm);
  draw(sheet);
  const printed = printedOf(blank.plane, blank.pxPerMm);
  return chooseCircled(wordInk(sheet.plane, sheet.pxPerMm, OPTIONS, printed), 'blank', CURVE);
}

describe('printed words of which one is circled', () => {
  it.each([
    ['yes', YES],
    ['no', NO],
  ])('reads a ring round the word as %s', (value, box) => {
    const verdict = read((sheet) => ring(sheet, box));
    expect(verdict).toMatchObject({ kind: 'read', value });
    expect(verdict).toHaveProperty('probability', expect.closeTo(1, 1));
  });

  it('reads a ring that runs along a rule of the table, or stays a little open', () => {
    expect(read((sheet) => ring(sheet, YES, 2.3))).toMatchObject({ kind: 'read', value: 'yes' });
    expect(read((sheet) => ring(sheet, NO, 1.2, 20, 350))).toMatchObject({ value: 'no' });
  });

  it('reads untouched words as not answered, and leaves even that to a person', () => {
    expect(read(() => undefined)).toMatchObject({ kind: 'odd', value: 'blank' });
    expect(read(() => undefined, 0.3)).toMatchObject({ kind: 'odd', value: 'blank' });
  });

  it('reads rings round both words as both, and never as sure', () => {
    const verdict = read((sheet) => {
      ring(sheet, YES);
      ring(sheet, NO);
    });
    expect(verdict).toMatchObject({ kind: 'odd', value: 'both' });
  });
});

describe('ink about words that is no ring', () => {
  it.each<[string, (sheet: Paper) => void]>([
    [
      'a tick on a word',
      (sheet) => {
        sheet.line(12, 9, 13.2, 11.2);
        sheet.line(13.2, 11.2, 15.5, 7);
      },
    ],
    ['a line under a word', (sheet) => sheet.line(28, 12.2, 39, 12.4)],
    ['a line through a word', (sheet) => sheet.line(9, 9.8, 19, 9.9)],
    ['half a ring', (sheet) => ring(sheet, YES, 1.2, 0, 190)],
    [
      'a ring that was struck through',
      (sheet) => {
        ring(sheet, YES);
        for (const dy of [-0.5, 0.5]) sheet.line(8, 9.7 + dy, 21, 9.7 + dy);
      },
    ],
    [
      'a stamp over a word',
      (sheet) => {
        for (const radius of [5, 4.4, 2.5, 1.2]) sheet.circle(14, 9.7, radius);
      },
    ],
  ])('%s is left to a person', (_, draw) => {
    expect(read(draw).kind).not.toBe('read');
  });

  it('is offered as the answer where it is a tick on one word', () => {
    const tick = (sheet: Paper, [x, y]: BoxMm) => {
      sheet.line(x + 2, y + 1, x + 3.2, y + 3.2);
      sheet.line(x + 3.2, y + 3.2, x + 5.5, y - 1);
    };
    expect(read((sheet) => tick(sheet, YES))).toMatchObject({ kind: 'odd', value: 'yes' });
    expect(read((sheet) => tick(sheet, NO))).toMatchObject({ kind: 'odd', value: 'no' });
    const both = read((sheet) => [YES, NO].map((box) => tick(sheet, box)));
    expect(both).toMatchObject({ kind: 'odd', value: 'blank' });
  });

  it('is no answer where it is a line through a word, or a circle of the row above', () => {
    const struck = read((sheet) => sheet.line(9, 9.8, 19, 9.9));
    expect(struck).toMatchObject({ kind: 'odd', value: 'blank' });
    const above = read((sheet) => ring(sheet, [28, 0, 11, 3.4], 1.8, 20, 160));
    expect(above).toMatchObject({ kind: 'odd', value: 'blank' });
  });

  it('is a doubt when the ring is in a colour that stamps have', () => {
    const blank = printedRow();
    const red = printedRow();
    ring(red, YES);
    const printed = printedOf(blank.plane, blank.pxPerMm);
    const planes = { pen: printedRow().plane, any: red.plane };
    const verdict = circledOn(planes, blank.pxPerMm, printed, CURVE)(OPTIONS, 'blank');
    expect(verdict.kind).toBe('odd');
  });
});
