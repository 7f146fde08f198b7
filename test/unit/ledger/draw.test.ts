import { expect, test } from 'vitest';
import { fallsWithin } from '../../../ledger/sampling/draw.ts';

test('as many are drawn as were asked for, and nobody can tell which', () => {
  const ids = Array.from({ length: 5_000 }, (_, at) => `${at}-entry`);
  for (const rate of [0.01, 0.1, 0.5]) {
    const drawn = ids.filter((entryId) => fallsWithin(entryId, 'lotNumber', rate)).length;
    const spread = Math.sqrt(ids.length * rate * (1 - rate));
    expect(Math.abs(drawn - ids.length * rate)).toBeLessThan(4 * spread);
  }
  expect(ids.some((entryId) => fallsWithin(entryId, 'lotNumber', 0))).toBe(false);
  expect(ids.every((entryId) => fallsWithin(entryId, 'lotNumber', 1))).toBe(true);
});
