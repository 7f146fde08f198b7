import { describe, expect, it } from 'vitest';
import type { BoxReading } from '../../../workers/stages/digit-field.ts';
import { eraDateField } from '../../../workers/stages/era-date.ts';
import type { Verdict } from '../../../workers/stages/fuse.ts';

const EMPTY: BoxReading = { kind: 'empty', probability: 1 };

function box(digit: number): BoxReading {
  const digits = Array.from({ length: 10 }, (_, at) => (at === digit ? 0.999 : 0.0001));
  return { kind: 'ink', digits, notDigit: 0 };
}

const boxes = (text: string): BoxReading[] =>
  Array.from(text, (character) => (character === ' ' ? EMPTY : box(Number(character))));

function circled(value: string, probability = 0.998): Verdict {
  const candidates = [
    { value, probability, source: 'ink' },
    { value: value === 'showa' ? 'taisho' : 'showa', probability: 0.001, source: 'ink' },
  ];
  return { kind: 'read', value, probability, candidates };
}

describe('a date with an era', () => {
  it.each([
    ['meiji', '450729', '1912-07-29'],
    ['taisho', '151224', '1926-12-24'],
    ['showa', '640107', '1989-01-07'],
    ['heisei', '010108', '1989-01-08'],
    ['reiwa', ' 6 4 1', '2024-04-01'],
  ])('of %s reads the boxes "%s"', (era, written, iso) => {
    const verdict = eraDateField(boxes(written), circled(era));
    expect(verdict).toMatchObject({ kind: 'read', value: iso });
    expect(verdict.kind === 'read' ? verdict.probability : 0).toBeGreaterThan(0.985);
  });

  it('is not sure of a single digit in the first of two boxes', () => {
    const verdict = eraDateField(boxes(' 64  1'), circled('reiwa'));
    expect(verdict).toMatchObject({ kind: 'read', value: '2024-04-01' });
    expect(verdict).toHaveProperty('probability', expect.closeTo(0.9, 1));
  });

  it.each([
    ['a day outside its era', 'showa', '640108'],
    ['a day the calendar does not have', 'reiwa', '060230'],
    ['a year without digits', 'reiwa', '  0401'],
  ])('is not read when it is %s', (_, era, written) => {
    expect(eraDateField(boxes(written), circled(era)).kind).toBe('unreadable');
  });

  it('offers what the digits can mean when no era is circled, and takes none', () => {
    const nothing: Verdict = {
      kind: 'read',
      value: 'blank',
      probability: 0.99,
      candidates: [
        { value: 'blank', probability: 0.99, source: 'ink' },
        { value: 'taisho', probability: 0.005, source: 'ink' },
        { value: 'showa', probability: 0.005, source: 'ink' },
      ],
    };
    const verdict = eraDateField(boxes('100401'), nothing);
    expect(verdict.kind).toBe('unreadable');
    const values = verdict.kind === 'unreadable' ? verdict.candidates.map((c) => c.value) : [];
    expect(values).toEqual(expect.arrayContaining(['1921-04-01', '1935-04-01']));
  });

  it('is a doubt when the circle is one', () => {
    const doubt: Verdict = { ...circled('showa'), kind: 'odd' } as Verdict;
    expect(eraDateField(boxes('100401'), doubt)).toMatchObject({
      kind: 'odd',
      value: '1935-04-01',
    });
  });

  it('is blank when nothing stands in its boxes', () => {
    expect(eraDateField(boxes('      '), circled('reiwa')).kind).toBe('blank');
  });
});
