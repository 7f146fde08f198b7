import { describe, expect, it } from 'vitest';
import { freehandVerdict, signatureVerdict, writtenMm2 } from '../../../workers/stages/presence.ts';
import { printedOf } from '../../../workers/stages/printed.ts';
import { paper } from './paper.ts';

const CURVE = { middle: 0.7, slope: 3 };
const BOX: [number, number, number, number] = [2, 2, 40, 10];

describe('a place for a signature', () => {
  it('is empty with only dust and a rule that strayed into it', () => {
    const drawn = paper(44, 14);
    drawn.dot(10, 6, 0.08, 250);
    drawn.line(0, 11, 44, 11, 0.3);
    const ink = writtenMm2(drawn.plane, drawn.pxPerMm, BOX, null);
    expect(ink).toBe(0);
    expect(signatureVerdict(ink, CURVE)).toMatchObject({ value: 'absent' });
  });

  it('is signed when there is writing in it', () => {
    const drawn = paper(44, 14);
    for (let i = 0; i < 8; i++) drawn.line(8 + i * 2, 5 + (i % 2) * 4, 10 + i * 2, 9 - (i % 2) * 4);
    const ink = writtenMm2(drawn.plane, drawn.pxPerMm, BOX, null);
    expect(signatureVerdict(ink, CURVE)).toMatchObject({ value: 'present' });
  });

  it('does not count what the form prints there', () => {
    const blank = paper(44, 14);
    for (let i = 0; i < 6; i++) blank.line(6 + i * 3, 4, 6 + i * 3, 9);
    const printed = printedOf(blank.plane, blank.pxPerMm);
    expect(writtenMm2(blank.plane, blank.pxPerMm, BOX, null)).toBeGreaterThan(5);
    expect(writtenMm2(blank.plane, blank.pxPerMm, BOX, printed)).toBe(0);
  });

  it('never guesses at freehand writing', () => {
    expect(freehandVerdict(20, CURVE)).toEqual({ kind: 'unreadable', candidates: [] });
    expect(freehandVerdict(0, CURVE)).toMatchObject({ kind: 'blank' });
  });
});
