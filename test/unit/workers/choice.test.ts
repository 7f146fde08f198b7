import { describe, expect, it } from 'vitest';
import { choose, markStrength, type Option, optionInk } from '../../../workers/stages/choice.ts';
import { printedOf } from '../../../workers/stages/printed.ts';
import { paper } from './paper.ts';

const OPTIONS: Option[] = [
  { value: 'yes', boxMm: [10, 6, 3.2, 3.2] },
  { value: 'no', boxMm: [26, 6, 3.2, 3.2] },
];
const CURVE = { middle: -1.5, slope: 4.5 };

function form() {
  const drawn = paper(42, 16);
  for (const { boxMm } of OPTIONS) {
    drawn.frame(...boxMm);
    // The printed word beside the box.
    for (const x of [15, 16.2, 17.4]) drawn.line(boxMm[0] - 10 + x, 6.5, boxMm[0] - 10 + x, 9);
  }
  return drawn;
}

const printed = printedOf(form().plane, 8);

function read(draw: (drawn: ReturnType<typeof paper>) => void) {
  const drawn = form();
  draw(drawn);
  const inks = optionInk(drawn.plane, drawn.pxPerMm, OPTIONS, printed);
  return choose(inks, 'blank', markStrength, CURVE);
}

const tick = (drawn: ReturnType<typeof paper>, x: number, thick = 0.4) => {
  drawn.line(x + 0.5, 7.2, x + 1.4, 8.7, thick);
  drawn.line(x + 1.4, 8.7, x + 4, 5, thick);
};

describe('a choice', () => {
  it('is blank when no box is marked', () => {
    expect(read(() => undefined)).toMatchObject({ kind: 'read', value: 'blank' });
  });

  it.each([
    ['yes', 10],
    ['no', 26],
  ])('is "%s" when its box is ticked', (value, x) => {
    expect(read((drawn) => tick(drawn, x))).toMatchObject({ kind: 'read', value });
  });

  it('sees a thin tick', () => {
    expect(read((drawn) => tick(drawn, 10, 0.2))).toMatchObject({ value: 'yes' });
  });

  it('sees a circle drawn round the box', () => {
    const verdict = read((drawn) => drawn.circle(11.6, 7.6, 2.9));
    expect(verdict).toMatchObject({ value: 'yes' });
  });

  it('is not moved by a speck of dust', () => {
    const verdict = read((drawn) => drawn.dot(27.5, 7.5, 0.15, 200));
    expect(verdict).toMatchObject({ value: 'blank' });
  });

  it('takes a circled word for a doubtful answer, never for blank', () => {
    const verdict = read((drawn) => drawn.circle(16.8, 7.7, 2.2));
    expect(verdict).toMatchObject({ kind: 'odd', value: 'yes' });
  });

  it('says both, in doubt, when two boxes are marked alike', () => {
    const verdict = read((drawn) => {
      tick(drawn, 10);
      tick(drawn, 26);
    });
    expect(verdict).toMatchObject({ kind: 'odd', value: 'both' });
  });

  it('doubts an answer struck through and corrected', () => {
    const verdict = read((drawn) => {
      tick(drawn, 10);
      drawn.line(8, 7.2, 19, 7.4);
      drawn.line(8, 8.2, 19, 8.4);
      tick(drawn, 26);
    });
    expect(verdict).toMatchObject({ kind: 'odd', value: 'no' });
  });
});
