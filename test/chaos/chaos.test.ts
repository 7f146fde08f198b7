import { expect, test } from 'vitest';
import { runChaos } from '../../bench/chaos/run-chaos.ts';
import { fillBox } from '../../bench/papers/paper-box.ts';
import { restartsOf } from '../../bench/workers/restarts.ts';

/** Only a fault takes so long; a slow machine does not. */
const PATIENCE_MS = 900_000;

/** Real processes, real servers, kill -9. The long form is `npm run chaos`; a seed gives the same blows. */
test.each([
  { backend: 'postgres', sheets: 5, kills: 4, flushes: 0, diskFills: 1, seed: 11 },
  { backend: 'redis', sheets: 6, kills: 6, flushes: 1, diskFills: 1, seed: 12 },
] as const)('every page comes out once, queue on $backend', async (options) => {
  const report = await runChaos({ ...options, everyMs: [500, 2_500], patienceMs: PATIENCE_MS });
  expect(report.wrong).toEqual([]);
  expect(report).toMatchObject({ pagesOut: report.pagesIn, flushes: options.flushes });
  // Only root may mount a disk to fill.
  expect(report.diskFilled).toBe(report.why === undefined);
  expect(Object.values(report.kills).reduce((sum, count) => sum + count, 0)).toBe(options.kills);
});

test('a worker that is asked to end, and one that is killed, lose no finished work', async () => {
  const box = await fillBox({ sheets: 5, blank: 0, 'fed-twice': 0, 'same-file': 0 });
  const { mastersFolder } = box;
  const place = { backend: 'redis', workers: 1, mastersFolder } as const;
  const { asked, finishedTwice, sheets } = await restartsOf(place, box.papers);
  expect({ finishedTwice, leftBegun: asked.leftBegun, sheets }).toEqual({
    finishedTwice: 0,
    leftBegun: 0,
    sheets: 5,
  });
});
