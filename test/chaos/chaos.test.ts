import { expect, test } from 'vitest';
import { runChaos } from '../../bench/chaos/run-chaos.ts';

/** Real processes, real servers, kill -9. The long form is `npm run chaos`; a seed gives the same blows. */
test.each([
  { backend: 'postgres', sheets: 6, kills: 4, flushes: 0, seed: 11 },
  { backend: 'redis', sheets: 8, kills: 6, flushes: 1, seed: 12 },
] as const)('every page comes out once, queue on $backend', async (options) => {
  const report = await runChaos({ ...options, everyMs: [500, 3_000], patienceMs: 180_000 });
  expect(report.wrong).toEqual([]);
  expect(report).toMatchObject({ sheets: options.sheets, flushes: options.flushes });
  expect(Object.values(report.kills).reduce((sum, count) => sum + count, 0)).toBe(options.kills);
});
