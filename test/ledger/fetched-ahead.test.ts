import { afterAll, beforeEach, expect, test } from 'vitest';
import { viewSheetImage } from '../../ledger/intake/sheet-acts.ts';
import { answerField, confirmShown, viewReviewSheet } from '../../ledger/review/answers.ts';
import { claim, release } from '../../ledger/review/leases.ts';
import { signVerification } from '../../ledger/review/sign.ts';
import { listLeases } from '../../ledger/supervise/held-leases.ts';
import type { Lease } from '../../schemas/api/review.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  type World,
} from '../support/ledger-world.ts';

const worlds: World[] = [];
let world: World;
let a: Person;
let b: Person;
let first: Lease;
let next: Lease;
let nextImageHash: string;

/** A has the older of two sheets on the desk, and the other one waits beside it. */
beforeEach(async ({ task }) => {
  world = await ledgerWorld(`ahead_${task.id.replaceAll(/\W/g, '_')}`);
  worlds.push(world);
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  const onDesk = await world.checkedSheet();
  const { sheetId, imageHash } = await world.checkedSheet();
  nextImageHash = imageHash;
  first = await claim(world.db, again(a.context), { purpose: 'verify' });
  expect(first.sheetId).toBe(onDesk.sheetId);
  await viewReviewSheet(world.deps, again(a.context), first.sheetId);
  next = await claim(world.db, again(a.context), { purpose: 'verify', besides: first.sheetId });
  expect(next.sheetId).toBe(sheetId);
});
afterAll(async () => {
  for (const each of worlds) await each.close();
});

/** What the log says A did with a sheet, in order. */
async function stepsOn(sheetId: string): Promise<string[]> {
  const events = await world.db
    .selectFrom('auditEvents')
    .select(['action', 'detail'])
    .where('resourceId', '=', sheetId)
    .where('accountId', '=', a.context.actor.accountId)
    .orderBy('auditEventId')
    .execute();
  return events.map(({ action, detail }) => `${action} ${String(detail['step'] ?? '')}`.trim());
}

test('nobody else gets it, and asking again brings no third one', async () => {
  const other = claim(world.db, again(b.context), { purpose: 'verify' });
  await expect(other).rejects.toMatchObject({ code: 'review.none_waiting' });
  const same = await claim(world.db, again(a.context), {
    purpose: 'verify',
    besides: first.sheetId,
  });
  expect(same.leaseId).toBe(next.leaseId);
});

test('a page loaded anew goes on with the sheet on the desk', async () => {
  const taken = await claim(world.db, again(a.context), { purpose: 'verify' });
  expect(taken.leaseId).toBe(first.leaseId);
});

test('fetching is logged as that, and the view only when it is shown', async () => {
  await viewReviewSheet(world.deps, again(a.context), next.sheetId, true);
  await viewSheetImage(world.db, again(a.context), next.sheetId, true);
  const fetched = ['review.verify claim_ahead', 'review.verify ahead', 'sheet.read_image ahead'];
  expect(await stepsOn(next.sheetId)).toEqual(fetched);
  await viewReviewSheet(world.deps, again(a.context), next.sheetId);
  expect(await stepsOn(next.sheetId)).toEqual([...fetched, 'review.verify view']);
});

test('nobody signs what was fetched and not shown', async () => {
  const { sheetId, fencingToken } = next;
  const held = { sheetId, fencingToken };
  await viewReviewSheet(world.deps, again(a.context), sheetId, true);
  const shown = ['ocrLine', 'name', 'lotNumber'];
  await confirmShown(world.deps, again(a.context), { ...held, fieldIds: shown });
  const date = { fieldId: 'vaccinationDate', answer: 'value', value: '2021-10-15' } as const;
  await answerField(world.deps, again(a.context), { ...held, ...date });
  const signature = { ...held, imageHash: nextImageHash, note: null };
  const sign = () => signVerification(world.deps, again(a.context), signature);
  await expect(sign()).rejects.toMatchObject({ code: 'review.wrong_state' });
  await viewReviewSheet(world.deps, again(a.context), sheetId);
  await sign();
});

test('given back unseen, it goes to whoever comes next', async () => {
  await release(world.db, again(a.context), next);
  const taken = await claim(world.db, again(b.context), { purpose: 'verify' });
  expect(taken.sheetId).toBe(next.sheetId);
});

test('a supervisor sees which of the two lies on the desk', async () => {
  const { items } = await listLeases(world.db, MUNICIPALITY);
  const shown = new Map(items.map(({ sheetId, isShown }) => [sheetId, isShown]));
  expect(shown).toEqual(
    new Map([
      [first.sheetId, true],
      [next.sheetId, false],
    ]),
  );
});
