import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../workers/engines/printed-rows.ts';
import { textRows } from '../../../workers/stages/text-rows.ts';
import { rowParts, wholeRows } from '../../../workers/stages/whole-row.ts';
import { paper } from './paper.ts';

const PX_PER_MM = 12;
const mm = (px: number): number => px / PX_PER_MM;

/** Upright strokes side by side: characters of one height. */
function characters(
  drawn: ReturnType<typeof paper>,
  left: number,
  top: number,
  bottom: number,
): void {
  for (let i = 0; i < 8; i++) drawn.line(left + i * 2, top, left + i * 2, bottom, 0.4);
}

describe('rows of print', () => {
  it('are found one by one', () => {
    const drawn = paper(40, 16, PX_PER_MM);
    for (const top of [2, 6, 10]) characters(drawn, 4, top, top + 2);
    const rows = textRows(drawn.plane, PX_PER_MM);
    expect(rows.map(({ top }) => Math.round(mm(top)))).toEqual([2, 6, 10]);
  });

  it('end where their text does, not at a speck of a frame far away', () => {
    const drawn = paper(60, 8, PX_PER_MM);
    characters(drawn, 4, 2, 4);
    drawn.line(40, 2.5, 40, 3.5, 0.3);
    const [row] = textRows(drawn.plane, PX_PER_MM);
    expect(mm(row?.right ?? 0)).toBeLessThan(20);
  });

  it('keep a character that stands apart, and a word far away', () => {
    const apart = paper(60, 8, PX_PER_MM);
    characters(apart, 4, 2, 4);
    apart.line(24, 2, 24, 4, 0.3);
    expect(mm(textRows(apart.plane, PX_PER_MM)[0]?.right ?? 0)).toBeGreaterThan(24);
    const word = paper(60, 8, PX_PER_MM);
    characters(word, 4, 2, 4);
    characters(word, 40, 2, 4);
    expect(mm(textRows(word.plane, PX_PER_MM)[0]?.right ?? 0)).toBeGreaterThan(53);
  });

  it('are none where the edge of the cut runs through them, low as half a row is', () => {
    const drawn = paper(40, 16, PX_PER_MM);
    characters(drawn, 4, -1, 1);
    characters(drawn, 4, 6, 8);
    characters(drawn, 4, 15, 18);
    const found = rowsOf({ plane: drawn.plane, pxPerMm: PX_PER_MM });
    expect(found.map(({ bottomMm }) => Math.floor(bottomMm))).toEqual([8]);
  });

  it('are none on empty paper', () => {
    expect(textRows(paper(40, 16, PX_PER_MM).plane, PX_PER_MM)).toEqual([]);
  });

  it('are read down to where their characters end, although the row below begins before', () => {
    const drawn = paper(40, 16, PX_PER_MM);
    characters(drawn, 4, 3, 6.2);
    characters(drawn, 5, 5.8, 7.6);
    const cut = { left: 48, top: 36, right: 240, bottom: Math.round(5.7 * PX_PER_MM) };
    const [whole] = wholeRows(drawn.plane, cut, PX_PER_MM);
    expect(whole?.sure).toBe(true);
    const height = mm((whole?.row.bottom ?? 0) - (whole?.row.top ?? 0));
    expect(height).toBeGreaterThan(3);
    expect(height).toBeLessThan(3.8);
  });

  it('are not sure where every character touches the row below', () => {
    const drawn = paper(40, 16, PX_PER_MM);
    characters(drawn, 4, 3, 9);
    const cut = { left: 48, top: 36, right: 240, bottom: 5 * PX_PER_MM };
    expect(wholeRows(drawn.plane, cut, PX_PER_MM).every(({ sure }) => !sure)).toBe(true);
  });

  it('are parted where two ran together', () => {
    const drawn = paper(40, 16, PX_PER_MM);
    characters(drawn, 4, 3, 5.6);
    characters(drawn, 5, 5.4, 7.4);
    const both = { left: 48, top: 34, right: 252, bottom: 90 };
    const [upper, lower, ...more] = rowParts(drawn.plane, both, PX_PER_MM);
    expect(more).toEqual([]);
    expect(mm((upper?.row.bottom ?? 0) - (upper?.row.top ?? 0))).toBeLessThan(3.2);
    expect(lower?.row.bottom).toBeGreaterThan(upper?.row.bottom ?? 0);
    expect([upper?.parted, lower?.parted]).toEqual([true, true]);
  });
});
