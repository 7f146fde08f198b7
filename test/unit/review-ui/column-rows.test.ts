import { expect, test } from 'vitest';
import { groupsOf } from '../../../review-ui/column/column-rows.ts';
import { columnReducer, FIRST, nextOpen } from '../../../review-ui/column/column-state.ts';

let made = 0;
const cells = (count: number, value: string, institutionCode: string, probability = 0.999) =>
  Array.from({ length: count }, () => {
    made += 1;
    const sheetId = `sheet-${String(made).padStart(4, '0')}`;
    return { sheetId, imageHash: '', value, probability, institutionCode, institutionName: null };
  });

test('the odd one out comes first: value, then clinic, then what the readers were least sure of', () => {
  const doubted = cells(1, 'no', 'B', 0.97);
  const all = [...cells(9, 'no', 'A'), ...cells(2, 'no', 'B'), ...doubted, ...cells(1, 'yes', 'A')];
  const groups = groupsOf(all, 4);
  expect(groups.map(({ value, institutionCode }) => [value, institutionCode])).toEqual([
    ['yes', 'A'],
    ['no', 'B'],
    ['no', 'A'],
  ]);
  expect(groups[1]?.rows[0]?.cells[0]).toEqual(doubted[0]);
  expect(groups[2]?.rows.map((row) => row.cells.length)).toEqual([4, 4, 1]);
  expect(groups.flatMap(({ rows }) => rows.flatMap((row) => row.cells))).toHaveLength(all.length);
});

test('a row never holds two values', () => {
  const groups = groupsOf([...cells(3, 'no', 'A'), ...cells(2, 'yes', 'A')], 10);
  for (const row of groups.flatMap(({ rows }) => rows)) {
    expect(new Set(row.cells.map(({ value }) => value))).toEqual(new Set([row.value]));
  }
});

const rows = groupsOf(cells(6, 'no', 'A'), 2).flatMap((group) => group.rows);
const ids = rows.map(({ id }) => id);
const [one = '', two = '', three = ''] = ids;

test('Enter leads to the next row that waits, wrapping round, and stays where none does', () => {
  const sent = columnReducer(FIRST, { type: 'sending', rowId: two, next: 2 });
  expect(nextOpen(rows, sent, 0)).toBe(2);
  expect(nextOpen(rows, sent, 2)).toBe(0);
  const all = ids.reduce(
    (state, rowId) => columnReducer(state, { type: 'done', rowId, confirmed: [rowId], left: [] }),
    FIRST,
  );
  expect(nextOpen(rows, all, 1)).toBe(1);
});

test('a row that was refused is open again, and is where the person is led', () => {
  const sent = columnReducer(FIRST, { type: 'sending', rowId: one, next: 1 });
  const failed = columnReducer(sent, { type: 'failed', rowId: one, row: 0 });
  expect([failed.rows.has(one), failed.row, failed.history]).toEqual([false, 0, []]);
});

test('the row confirmed last is taken back first; what others rely on stays confirmed', () => {
  const done = [one, two, three].reduce(
    (state, rowId) =>
      columnReducer(state, {
        type: 'done',
        rowId,
        confirmed: [`${rowId} a`, `${rowId} b`],
        left: [],
      }),
    FIRST,
  );
  expect(done.history.at(-1)).toBe(three);
  const back = columnReducer(done, { type: 'undone', rowId: three, row: 2, all: true, kept: [] });
  expect([back.rows.has(three), back.history.at(-1), back.row]).toEqual([false, two, 2]);
  const kept = columnReducer(back, { type: 'undone', rowId: two, row: 1, all: false, kept: ['x'] });
  expect(kept.rows.get(two)).toMatchObject({ kind: 'done', confirmed: ['x'] });
  expect([kept.hint, kept.history]).toEqual(['undo_refused', [one]]);
});
