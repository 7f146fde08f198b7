import { describe, expect, it } from 'vitest';
import type { GreyRaster } from '../../../../workers/stages/grey.ts';
import { mapPoint } from '../../../../workers/stages/homography.ts';
import { levelling } from '../../../../workers/stages/level-lines.ts';
import { findRuledLines, type RuledLine } from '../../../../workers/stages/ruled-lines.ts';

const WIDTH = 900;
const HEIGHT = 1200;

function page(draw: (dot: (x: number, y: number, dark?: number) => void) => void): GreyRaster {
  const data = new Uint8Array(WIDTH * HEIGHT).fill(245);
  draw((x, y, dark = 40) => {
    if (x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT)
      data[Math.floor(y) * WIDTH + Math.floor(x)] = dark;
  });
  return { widthPx: WIDTH, heightPx: HEIGHT, channels: 1, data };
}

/** A rule two pixels thick from one point to another. */
const rule =
  (dot: (x: number, y: number) => void) =>
  (x0: number, y0: number, x1: number, y1: number): void => {
    const steps = Math.ceil(Math.hypot(x1 - x0, y1 - y0) * 2);
    const upright = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    for (let i = 0; i <= steps; i++) {
      const [x, y] = [x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps];
      dot(x, y);
      if (upright) dot(x + 1, y);
      else dot(x, y + 1);
    }
  };

const slope = ({ from, to }: RuledLine): number => (to[1] - from[1]) / (to[0] - from[0]);

describe('the rules of a page', () => {
  it('are found leaning, end to end, to half a pixel', () => {
    const lean = Math.tan((5 * Math.PI) / 180);
    const { across, down } = findRuledLines(
      page((dot) => rule(dot)(100, 300, 800, 300 + 700 * lean)),
    );
    expect(down).toEqual([]);
    const [line, ...others] = across;
    expect(others).toEqual([]);
    if (!line) throw new Error('no rule was found');
    expect(slope(line)).toBeCloseTo(lean, 3);
    expect(Math.abs(line.from[0] - 100)).toBeLessThan(8);
    expect(Math.abs(line.to[0] - 800)).toBeLessThan(8);
    expect(Math.abs(line.from[1] - (301 + (line.from[0] - 100) * lean))).toBeLessThan(0.6);
  });

  it('are neither bars nor words nor what a pen wrote', () => {
    const { across, down } = findRuledLines(
      page((dot) => {
        for (let y = 100; y < 140; y++) rule(dot)(100, y, 700, y);
        for (let word = 0; word < 30; word++) {
          const [x, y] = [120 + word * 22, 400 + (word % 3) * 6];
          rule(dot)(x, y, x + 13, y);
        }
        for (let t = 0; t < 600; t++) dot(150 + t, 700 + 30 * Math.sin(t / 30));
      }),
    );
    expect([...across, ...down]).toEqual([]);
  });

  it('keep their place where a signature crosses them', () => {
    const { across } = findRuledLines(
      page((dot) => {
        rule(dot)(100, 600, 800, 600);
        for (let t = 0; t < 300; t++) {
          for (let pen = 0; pen < 4; pen++) dot(200 + t, 600 + pen + 40 * Math.sin(t / 20));
        }
      }),
    );
    expect(across).toHaveLength(1);
    expect(across[0]?.from[1]).toBeCloseTo(601, 0);
    expect(across[0]?.to[1]).toBeCloseTo(601, 0);
  });

  it('lie level and upright after levelling, seen from an angle', () => {
    const seen = (x: number, y: number): [number, number] => {
      const w = 1 + 0.00012 * x + 0.00008 * y;
      return [(0.99 * x + 0.06 * y) / w + 20, (-0.05 * x + 1.01 * y) / w + 60];
    };
    const lines = findRuledLines(
      page((dot) => {
        for (const y of [100, 300, 500, 700, 900]) rule(dot)(...seen(80, y), ...seen(780, y));
        for (const x of [80, 250, 420, 600, 780]) rule(dot)(...seen(x, 100), ...seen(x, 900));
      }),
    );
    const level = levelling(lines, [WIDTH / 2, HEIGHT / 2]);
    if (!level) throw new Error('nothing to level');
    expect(lines.across).toHaveLength(5);
    expect(lines.down).toHaveLength(5);
    for (const { from, to } of lines.across) {
      expect(Math.abs(mapPoint(level, from)[1] - mapPoint(level, to)[1])).toBeLessThan(4);
    }
    for (const { from, to } of lines.down) {
      expect(Math.abs(mapPoint(level, from)[0] - mapPoint(level, to)[0])).toBeLessThan(4);
    }
  });
});
