import { describe, expect, test } from 'vitest';
import {
  certainTicket,
  contradictingFields,
  type EarlierScan,
  fateOf,
  type Likeness,
  likenessOf,
} from '../../../rules/same-paper.ts';
import type { FieldReading } from '../../../schemas/reading.ts';
import type { SheetState } from '../../../schemas/sheet-state.ts';

const ink = (
  missing: [number, number],
  worstTileMm2: number,
  inkMm2: [number, number] = [700, 720],
) => ({
  inkMm2,
  missingMm2: missing,
  worstTileMm2,
});

describe('what two scans have to do with each other', () => {
  test.each<[Likeness, string, Parameters<typeof likenessOf>]>([
    ['same', 'nothing is missing on either', [ink([0, 0.1], 0.06)]],
    ['changed', 'a tick was added', [ink([0, 0.6], 0.5)]],
    ['changed', 'a line was struck through the whole page', [ink([0, 150], 5.5)]],
    [
      'changed',
      'the ink is the same and a field was read otherwise',
      [ink([0, 0], 0), ['consent']],
    ],
    ['different', 'each has what the other has not', [ink([30, 25], 4.6)]],
    ['unknown', 'hardly anything is written', [ink([0, 0], 0, [20, 700])]],
    ['unknown', 'an image is gone', [null]],
  ])('%s: %s', (likeness, _why, [comparison, contradicting]) => {
    expect(likenessOf(comparison, contradicting)).toBe(likeness);
  });
});

const scan = (state: SheetState, likeness: Likeness, voided = false): EarlierScan => ({
  sheetId: `${state} ${likeness}`,
  state,
  likeness,
  voided,
});

describe('what becomes of a scan', () => {
  test.each<SheetState>(['checked', 'in_review', 'awaiting_approval', 'adjudication', 'committed'])(
    'set aside for one paper that is %s',
    (state) => {
      const twin = scan(state, 'same');
      expect(fateOf([scan('checked', 'different'), twin], false)).toEqual({
        kind: 'duplicate',
        of: twin,
      });
      expect(fateOf([twin], true)).toEqual({ kind: 'own' });
    },
  );

  test.each([
    scan('checked', 'changed'),
    scan('committed', 'different'),
    scan('committed', 'unknown'),
    scan('committed', 'same', true),
    scan('rejected', 'same'),
    scan('illegible', 'same'),
  ])('a paper of its own beside one that is $sheetId, voided: $voided', (other) => {
    expect(fateOf([other], false)).toEqual({ kind: 'own' });
  });

  test.each<Likeness>(['same', 'changed', 'different', 'unknown'])(
    'the rescan that was asked for, though it looks %s',
    (likeness) => {
      const wanted = scan('rescan_requested', likeness);
      expect(fateOf([wanted, scan('rejected', 'same')], false)).toEqual({
        kind: 'rescan',
        of: wanted,
      });
      // Brought back as no duplicate, it may still be what somebody waits for.
      expect(fateOf([wanted], true)).toMatchObject({ kind: 'rescan' });
    },
  );

  test('of two that were asked for, the one it looks like; where neither is, no guess', () => {
    const alike = scan('rescan_requested', 'changed');
    const other = scan('rescan_requested', 'different');
    expect(fateOf([other, alike], false)).toEqual({ kind: 'rescan', of: alike });
    expect(fateOf([other, scan('rescan_requested', 'unknown')], false)).toEqual({ kind: 'own' });
  });

  test('a third scan of a paper that is on its way is no rescan of another', () => {
    const twin = scan('checked', 'same');
    expect(fateOf([scan('rescan_requested', 'different'), twin], false)).toMatchObject({
      kind: 'duplicate',
      of: twin,
    });
  });
});

const reading = (value: string | null, accepted: boolean): FieldReading => ({
  value,
  accepted,
  state: accepted ? 'certain' : 'doubtful',
  probability: accepted ? 0.999 : 0.5,
  candidates: [],
  boxMm: [0, 0, 1, 1],
  engine: 'test',
  engineVersion: '1',
});

test('only what both readings stand behind can contradict', () => {
  const first = { a: reading('1', true), b: reading('1', true), c: reading('1', false) };
  const second = { a: reading('1', true), b: reading('2', true), c: reading('2', true) };
  expect(contradictingFields(first, second)).toEqual(['b']);
});

test.each([
  ['222720357569702356', true, '222720357569702356'],
  ['222720357569702356', false, null],
  // The check digit of the municipality does not hold.
  ['222720367569702356', true, null],
  ['2227203575697023', true, null],
])('the ticket %s, believed: %s, finds scans by %s', (line, accepted, found) => {
  expect(certainTicket({ ocrLine: reading(line, accepted) })).toBe(found);
});
