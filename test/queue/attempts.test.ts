import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginAttempt, lostAttempts, type Subject } from '../../ledger/intake/attempts.ts';
import { forgetPassedAttempts } from '../../ledger/intake/pending.ts';
import { newId } from '../../runtime/ids.ts';
import { createLog } from '../../runtime/log.ts';
import { createAttempts } from '../../workers/attempts.ts';
import { ledgerWorld, MUNICIPALITY, NOW, type World } from '../support/ledger-world.ts';

let world: World;
beforeAll(async () => {
  world = await ledgerWorld('attempts');
});
afterAll(() => world.close());

const clock = { now: () => NOW };
const subject = () =>
  ({ municipalityId: MUNICIPALITY, queue: 'read', subjectId: newId() }) as const;
/** A worker process, as far as the count is concerned. */
const worker = () => createAttempts({ db: world.db, clock, log: createLog('silent') });
/** What is left of an attempt whose process was killed in the middle of it. */
const die = (page: Subject, alone: boolean) => beginAttempt(world.db, page, { alone, now: NOW });

test('an attempt that ends, good or bad, leaves no count', async () => {
  const page = subject();
  await worker().count(page, undefined, async () => {
    expect(await lostAttempts(world.db, page)).toEqual({ begun: 1, begunAlone: 0 });
  });
  const failing = worker().count(page, undefined, async () => {
    throw new Error('not readable');
  });
  await expect(failing).rejects.toThrow('not readable');
  expect(await lostAttempts(world.db, page)).toEqual({ begun: 0, begunAlone: 0 });
});

test('a page beside which workers died however often is worked on alone, and comes through', async () => {
  const page = subject();
  for (let death = 0; death < 40; death++) await die(page, false);
  const attempts = worker();
  const order: string[] = [];
  const { promise: other, resolve: finishOther } = Promise.withResolvers<void>();
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const beside = attempts.count(subject(), undefined, async () => {
    start();
    await other;
    order.push('the other');
  });
  await started;
  const alone = attempts.count(page, undefined, async () => {
    order.push('alone');
    expect(await lostAttempts(world.db, page)).toEqual({ begun: 41, begunAlone: 1 });
  });
  const after = attempts.count(subject(), undefined, async () => void order.push('after'));
  finishOther();
  await Promise.all([beside, alone, after]);
  expect(order).toEqual(['the other', 'alone', 'after']);
  expect(await lostAttempts(world.db, page)).toEqual({ begun: 0, begunAlone: 0 });
});

test('a page that took its worker with it three times alone is not begun again', async () => {
  const page = subject();
  for (let death = 0; death < 3; death++) await die(page, false);
  for (let death = 0; death < 3; death++) await die(page, true);
  let begun = false;
  const attempt = worker().count(page, undefined, async () => {
    begun = true;
  });
  await expect(attempt).rejects.toMatchObject({
    code: 'queue.worker_lost',
    disposition: 'reject',
  });
  expect(begun).toBe(false);
});

test('an attempt left on a page that has moved on is forgotten, one on a page that waits is not', async () => {
  const [waiting, moved] = [await world.receivedSheet(), await world.checkedSheet()];
  const attemptOn = (sheetId: string, queue: Subject['queue']): Subject => ({
    municipalityId: MUNICIPALITY,
    queue,
    subjectId: sheetId,
  });
  const counts = attemptOn(waiting.sheetId, 'preprocess');
  const left = [
    attemptOn(waiting.sheetId, 'read'),
    attemptOn(moved.sheetId, 'preprocess'),
    attemptOn(moved.sheetId, 'read'),
    attemptOn(newId(), 'split'),
  ];
  for (const subject of [counts, ...left]) await die(subject, false);
  await forgetPassedAttempts(world.db, NOW);
  expect((await lostAttempts(world.db, counts)).begun).toBe(1);
  expect((await lostAttempts(world.db, attemptOn(moved.sheetId, 'read'))).begun).toBe(1);
  await forgetPassedAttempts(world.db, new Date(NOW.getTime() + 1));
  expect((await lostAttempts(world.db, counts)).begun).toBe(1);
  for (const subject of left) expect((await lostAttempts(world.db, subject)).begun).toBe(0);
});
