import { describe, expect, it } from 'vitest';
import { isValidInstitutionCode } from '../../../rules/check-digits.ts';
import { type BoxReading, digitField } from '../../../workers/stages/digit-field.ts';
import type { Verdict } from '../../../workers/stages/fuse.ts';

const EMPTY: BoxReading = { kind: 'empty', probability: 0.99 };

/** A box in which `digit` is seen with `sure`, the next digit up being the only other idea. */
function box(digit: number, sure = 0.999): BoxReading {
  const digits = Array.from({ length: 10 }, () => 0);
  digits[digit] = sure;
  digits[(digit + 1) % 10] = 1 - sure;
  return { kind: 'ink', digits, notDigit: 0 };
}

const valuesOf = (verdict: Verdict): string[] =>
  verdict.kind === 'blank' ? [] : verdict.candidates.map(({ value }) => value);

const boxes = (text: string): BoxReading[] =>
  Array.from(text, (character) => (character === ' ' ? EMPTY : box(Number(character))));
const STRUCK: BoxReading = { kind: 'ink', digits: Array(10).fill(0.02), notDigit: 0.8 };
const DATE = { format: { kind: 'date-ymd', preprinted: '' } } as const;

describe('a field of digit boxes', () => {
  it.each([
    ['20210415', '', '2021-04-15'],
    ['10415', '202', '2021-04-15'],
    ['1 415', '202', '2021-04-15'],
  ])('reads the boxes "%s" after "%s"', (written, preprinted, iso) => {
    const verdict = digitField(boxes(written), { format: { kind: 'date-ymd', preprinted } });
    expect(verdict).toMatchObject({ kind: 'read', value: iso });
  });

  it('never mends a date the calendar does not have', () => {
    const verdict = digitField(boxes('20210230'), DATE);
    expect(verdict.kind).toBe('unreadable');
    expect(verdict).not.toHaveProperty('value');
  });

  it('offers the possible dates beside an impossible one', () => {
    const written = [...boxes('2021023'), box(0)];
    written[6] = box(2, 0.4);
    const verdict = digitField(written, DATE);
    expect(verdict.kind).toBe('unreadable');
    const offered = valuesOf(verdict);
    expect(offered[0]).toBe('2021-02-20');
    expect(offered).not.toContain('2021-02-30');
  });

  it('is less sure of a date with an empty box than of a full one', () => {
    const full = digitField(boxes('20210415'), DATE);
    const short = digitField(boxes('2021 415'), DATE);
    expect(short).toMatchObject({ kind: 'read', value: '2021-04-15' });
    expect('probability' in short && short.probability).toBeLessThan(0.92);
    expect('probability' in full && full.probability).toBeGreaterThan(0.98);
  });

  it('reads no field in which a box is struck out', () => {
    expect(digitField([...boxes('2021041'), STRUCK], DATE).kind).toBe('unreadable');
  });

  it('says blank when nothing is written', () => {
    expect(digitField(boxes('   '), { format: { kind: 'digits' } })).toMatchObject({
      kind: 'blank',
    });
  });

  it('leaves a hole between digits unread', () => {
    expect(digitField(boxes('7 1'), { format: { kind: 'digits' } }).kind).toBe('unreadable');
  });

  it.each([
    [' 71', '71'],
    ['71 ', '71'],
    ['071', '71'],
    ['  0', '0'],
  ])('takes "%s" as the number %s', (written, value) => {
    expect(digitField(boxes(written), { format: { kind: 'digits' } })).toMatchObject({ value });
  });

  it('reads tenths, and calls a missing tenth odd', () => {
    const format = { kind: 'decimal', integerDigits: 2 } as const;
    expect(digitField(boxes('364'), { format })).toMatchObject({ kind: 'read', value: '36.4' });
    expect(digitField(boxes('36 '), { format })).toMatchObject({ kind: 'odd', value: '36' });
  });

  it('believes a code more when its check digit passes, and never takes a repair', () => {
    const rules = {
      format: { kind: 'digits' },
      exactly: 10,
      passes: isValidInstitutionCode,
    } as const;
    const right = digitField(boxes('0110113719'), rules);
    expect(right).toMatchObject({ kind: 'read', value: '0110113719' });
    const wrong = boxes('0110113719');
    wrong[4] = box(0, 0.7);
    const verdict = digitField(wrong, rules);
    expect(verdict).toMatchObject({ kind: 'odd', value: '0110013719' });
    expect(valuesOf(verdict)).toContain('0110113719');
  });

  it('does not read a code with a digit missing', () => {
    const rules = { format: { kind: 'digits' }, exactly: 10 } as const;
    expect(digitField(boxes('011011371 '), rules).kind).toBe('unreadable');
  });
});
