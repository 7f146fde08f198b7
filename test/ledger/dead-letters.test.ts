import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginAttempt, lostAttempts } from '../../ledger/intake/attempts.ts';
import {
  discardDeadLetter,
  listDeadLetters,
  retryDeadLetter,
} from '../../ledger/intake/dead-letter-acts.ts';
import { recordDeadLetter } from '../../ledger/intake/dead-letters.ts';
import { pendingJobs } from '../../ledger/intake/pending.ts';
import { reopenSheet } from '../../ledger/intake/sheet-acts.ts';
import { newId } from '../../runtime/ids.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  NOW,
  type Person,
  type World,
} from '../support/ledger-world.ts';

let world: World;
let chief: Person;
let reader: Person;
beforeAll(async () => {
  world = await ledgerWorld('dead_letters');
  chief = await world.person('chief', ['supervisor']);
  reader = await world.person('reader', ['reviewer']);
});
afterAll(() => world.close());

/** A page that was received and whose first stage was given up. */
async function deadPage() {
  const { sheetId } = await world.receivedSheet();
  const letter = {
    municipalityId: MUNICIPALITY,
    queue: 'preprocess',
    jobId: newId(),
    payload: { municipalityId: MUNICIPALITY, requestId: newId(), traceId: newId(), sheetId },
    errorCode: 'queue.worker_lost',
    attempts: 3,
  } as const;
  await recordDeadLetter(world.db, letter, { now: NOW, newId });
  await recordDeadLetter(world.db, letter, { now: NOW, newId });
  const { items } = await listDeadLetters(world.db, MUNICIPALITY, { offset: 0 });
  const found = items.filter((item) => item.sheetId === sheetId);
  expect(found).toMatchObject([{ queue: 'preprocess', errorCode: 'queue.worker_lost' }]);
  return { sheetId, deadLetterId: found[0]?.deadLetterId ?? '' };
}

const jobsFor = async (sheetId: string) =>
  (
    await world.owner.query(`select queue from outbox where payload ->> 'sheetId' = $1`, [sheetId])
  ).rows.map((row) => row['queue']);
const isPending = async (sheetId: string) => {
  for await (const { payload } of pendingJobs(world.db, newId)) {
    if (JSON.stringify(payload).includes(sheetId)) return true;
  }
  return false;
};
const reason = '読取機を直した';

test('a retry puts the job back once, forgets its deaths, and is in the audit log', async () => {
  const { sheetId, deadLetterId } = await deadPage();
  const subject = {
    municipalityId: MUNICIPALITY,
    queue: 'preprocess',
    subjectId: sheetId,
  } as const;
  await beginAttempt(world.db, subject, { alone: true, now: NOW });
  expect(await isPending(sheetId)).toBe(false);
  const act = { deadLetterId, reason };
  expect(await retryDeadLetter(world.db, again(chief.context), act)).toMatchObject({
    resolution: 'retried',
    reason,
  });
  expect(await jobsFor(sheetId)).toEqual(['preprocess', 'preprocess']);
  expect(await lostAttempts(world.db, subject)).toEqual({ begun: 0, begunAlone: 0 });
  expect(await isPending(sheetId)).toBe(true);
  const twice = retryDeadLetter(world.db, again(chief.context), act);
  await expect(twice).rejects.toMatchObject({ code: 'review.wrong_state' });
  expect(await jobsFor(sheetId)).toHaveLength(2);
  const { rows } = await world.owner.query(
    'select action, outcome from audit_events where resource_id = $1',
    [deadLetterId],
  );
  expect(rows).toEqual([{ action: 'queue.manage', outcome: 'done' }]);
});

test('a discard leaves the page to a person, who may send it back', async () => {
  const { sheetId, deadLetterId } = await deadPage();
  await discardDeadLetter(world.db, again(chief.context), { deadLetterId, reason });
  expect(await isPending(sheetId)).toBe(false);
  const reopened = await reopenSheet(world.db, again(chief.context), { sheetId, reason });
  expect(reopened.state).toBe('received');
});

test('only a supervisor may, and the refusal is in the audit log', async () => {
  const { deadLetterId } = await deadPage();
  const act = retryDeadLetter(world.db, again(reader.context), { deadLetterId, reason });
  await expect(act).rejects.toMatchObject({ code: 'auth.forbidden' });
  const { rows } = await world.owner.query(
    'select outcome from audit_events where resource_id = $1',
    [deadLetterId],
  );
  expect(rows).toEqual([{ outcome: 'refused' }]);
});
