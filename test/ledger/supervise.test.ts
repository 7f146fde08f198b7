import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { claim, release } from '../../ledger/review/leases.ts';
import { fieldFigures } from '../../ledger/supervise/field-figures.ts';
import { listLeases, releaseLease } from '../../ledger/supervise/held-leases.ts';
import { peopleFigures } from '../../ledger/supervise/people-figures.ts';
import { listColleagues, reassignLease } from '../../ledger/supervise/reassign.ts';
import { viewBacklog } from '../../ledger/supervise/view-backlog.ts';
import type { BacklogView } from '../../schemas/api/backlog.ts';
import { PENDING_STATES, SheetState } from '../../schemas/sheet-state.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  NOW,
  type Person,
  read,
  TEMPLATE,
  type World,
} from '../support/ledger-world.ts';
import { commitSheet, takeSheet, verifySheet } from '../support/review-steps.ts';

let world: World;
let a: Person;
let b: Person;
let boss: Person;
beforeAll(async () => {
  world = await ledgerWorld('supervise');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('bob', ['reviewer']);
  boss = await world.person('chie', ['supervisor']);
});
afterAll(() => world.close());

const view = (): Promise<BacklogView> => viewBacklog(world.deps, boss.context);
const stateOf = ({ byState }: BacklogView, state: SheetState) =>
  byState.find((each) => each.state === state);
const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);

test('nothing there is no error', async () => {
  expect(await view()).toMatchObject({ sheets: 0, open: 0, byClinic: [], oldest: [], days: [] });
  expect((await view()).forecast.asNow).toEqual({ kind: 'clear' });
  expect(await fieldFigures(world.deps, MUNICIPALITY)).toEqual({ sheets: 0, items: [] });
  expect((await peopleFigures(world.db, boss.context)).items).toEqual([]);
});

test('the database calls open what the program calls pending', async () => {
  const { rows } = await world.owner.query<{ state: string }>(
    'select state from unnest($1::text[]) state where sheet_is_open(state)',
    [SheetState.options],
  );
  expect(rows.map(({ state }) => state).toSorted()).toEqual([...PENDING_STATES].toSorted());
});

test('an office: each sheet counted once, in its state, clinic, form and day', async () => {
  await world.owner.query(
    `insert into institutions (municipality_id, institution_code, name, address)
     values ($1, '2711234567', 'さくら医院', '')`,
    [MUNICIPALITY],
  );
  const batch = { label: '束', institutionCode: '2711234567', month: null, declaredSheets: null };
  const { batchId } = await createBatch(world.db, world.system, batch);
  const done = await world.checkedSheet();
  await commitSheet(world, { a, b }, done);
  const verified = await world.checkedSheet({}, batchId);
  await verifySheet(world, a, verified);
  await world.checkedSheet({}, batchId);
  await world.receivedSheet();
  const held = await world.checkedSheet();
  await takeSheet(world, a, 'verify', held.sheetId);

  const now = await view();
  expect(now.sheets).toBe(5);
  expect(now.open).toBe(4);
  const counted = now.byState.filter(({ sheets }) => sheets > 0);
  expect(counted.map(({ state, sheets }) => [state, sheets])).toEqual([
    ['received', 1],
    ['checked', 1],
    ['in_review', 1],
    ['awaiting_approval', 1],
    ['committed', 1],
  ]);
  expect(now.byClinic).toMatchObject([
    { institutionCode: '2711234567', name: 'さくら医院', open: 2, toVerify: 1, toApprove: 1 },
    { institutionCode: null, name: null, open: 2, withMachine: 1, toVerify: 1, toApprove: 0 },
  ]);
  expect(now.byForm.map(({ template, titleJa, open }) => [template, titleJa, open])).toEqual([
    [TEMPLATE.id, '試験様式', 3],
    [null, null, 1],
  ]);
  expect(now.days).toEqual([{ day: '2026-11-22', arrived: 5, committed: 1, otherwise: 0 }]);
  expect(now.oldest).toHaveLength(4);
});

test('sums over states, ages, clinics and forms are the number of sheets, wherever they stand', async () => {
  const now = await view();
  const { rows } = await world.owner.query<{ count: string }>('select count(*) from sheets');
  expect(now.sheets).toBe(Number(rows[0]?.count));
  expect(sum(now.byState.map(({ sheets }) => sheets))).toBe(now.sheets);
  for (const { state, sheets, byAge } of now.byState) {
    expect(byAge !== null).toBe(PENDING_STATES.includes(state));
    if (byAge !== null) expect(sum(Object.values(byAge))).toBe(sheets);
  }
  expect(sum(now.byClinic.map(({ open }) => open))).toBe(now.open);
  expect(sum(now.byForm.map(({ open }) => open))).toBe(now.open);
  // What came in and has not gone out again is what is there.
  const gone = sum(now.days.map(({ committed, otherwise }) => committed + otherwise));
  expect(sum(now.days.map(({ arrived }) => arrived)) - gone).toBe(now.open);
  for (const { open, withMachine, toVerify, toApprove, toAdjudicate } of now.byClinic) {
    expect(withMachine + toVerify + toApprove + toAdjudicate).toBe(open);
  }
});

test('age is counted in days of Japan', async () => {
  // 00:30 and 23:30 in Japan, either side of midnight, and three, eight and thirty days before.
  const arrivals = ['-11.5 hours', '-12.5 hours', '-3 days', '-8 days', '-30 days'];
  for (const before of arrivals) {
    const { sheetId } = await world.receivedSheet();
    await world.owner.query(
      'update sheets set created_at = $1::timestamptz + $2::interval where sheet_id = $3',
      [NOW, before, sheetId],
    );
  }
  expect(stateOf(await view(), 'received')?.byAge).toEqual({
    today: 2,
    few_days: 1,
    within_week: 1,
    fortnight: 1,
    older: 1,
  });
  const [oldest] = (await view()).oldest;
  expect(oldest?.arrivedAt).toBe('2026-10-23T03:00:00.000Z');
});

test('another municipality’s sheets do not exist', async () => {
  const actor = { ...boss.context.actor, municipalityId: '112453' };
  const elsewhere = await viewBacklog(world.deps, { actor, now: NOW });
  expect(elsewhere).toMatchObject({ sheets: 0, open: 0, days: [], oldest: [] });
  expect((await listLeases(world.db, '112453')).items).toEqual([]);
});

test('what was read is held against what two people committed', async () => {
  // Sure and right, sure and wrong, doubtful and right; the vaccination date is always read in doubt.
  const wrong = await world.checkedSheet({ lotNumber: read('EK9161', true) });
  const one = await takeSheet(world, a, 'verify', wrong.sheetId);
  await one.confirm('ocrLine', 'name');
  await one.key('lotNumber', 'EK9160');
  await one.key('vaccinationDate', '2021-10-15');
  await one.verify(wrong.imageHash, 90_000, { lotNumber: 12_500, 'no field': 1 });
  const two = await takeSheet(world, b, 'approve', wrong.sheetId);
  await two.key('lotNumber', 'EK9160');
  await two.approve(wrong.imageHash, [], 20_000);

  const { sheets, items } = await fieldFigures(world.deps, MUNICIPALITY);
  expect(sheets).toBe(2);
  const of = (fieldId: string) => items.find((each) => each.fieldId === fieldId);
  expect(of('lotNumber')).toMatchObject({ sheets: 2, sure: 1, sureButWrong: 1, contested: 1 });
  expect([of('lotNumber')?.activeSeconds, of('vaccinationDate')?.activeSeconds]).toEqual([
    12.5,
    null,
  ]);
  expect(of('vaccinationDate')).toMatchObject({ doubtful: 2, doubtfulButRight: 2, contested: 0 });
  expect(items[0]?.fieldId).toBe('lotNumber');
  for (const { sheets: all, sure, sureButWrong, doubtful } of items) {
    expect(sure + sureButWrong + doubtful).toBe(all);
  }
});

test('each person: what was signed, and whether what was keyed stands', async () => {
  const { items, sheets } = await peopleFigures(world.db, boss.context);
  expect(sheets).toBe(2);
  expect(items).toMatchObject([
    { name: 'anna', purpose: 'verify', signed: 3, timed: 1, sheetsPerHour: 40, activeSeconds: 90 },
    { name: 'bob', purpose: 'approve', signed: 2, timed: 1, sheetsPerHour: 180, activeSeconds: 20 },
  ]);
  expect(items.map(({ keyed, keyedStands }) => [keyed, keyedStands])).toEqual([
    [3, 3],
    [1, 1],
  ]);
  // The times are no part of what was signed: the ledger verifies with them as without.
  const { publicKeyPem } = world;
  expect((await verifyLedger(world.db, MUNICIPALITY, publicKeyPem)).problems).toEqual([]);
});

let leaseId: string;
beforeEach(async () => {
  leaseId = (await listLeases(world.db, MUNICIPALITY)).items[0]?.leaseId ?? '';
});

test('a reviewer takes nothing away from a colleague', async () => {
  await expect(releaseLease(world.db, again(a.context), leaseId)).rejects.toThrow('auth.forbidden');
  expect((await listLeases(world.db, MUNICIPALITY)).items).toHaveLength(1);
});

test('a supervisor frees a sheet: its holder’s answers stay, the next person gets it, it is written down', async () => {
  const before = await listLeases(world.db, MUNICIPALITY);
  const [lease] = before.items;
  expect(before.items).toHaveLength(1);
  expect(lease).toMatchObject({ holder: 'anna', purpose: 'verify', answers: 0 });
  const sheetId = lease?.sheetId ?? '';
  const hands = await takeSheet(world, a, 'verify', sheetId);
  await hands.key('vaccinationDate', '2021-10-15');
  expect((await listLeases(world.db, MUNICIPALITY)).items[0]?.answers).toBe(1);

  expect(await releaseLease(world.db, again(boss.context), leaseId)).toEqual({ released: true });
  expect((await listLeases(world.db, MUNICIPALITY)).items).toEqual([]);
  await expect(hands.key('lotNumber', 'EK9160')).rejects.toThrow('review.lease_lost');
  const taken = await claim(world.db, again(b.context), { purpose: 'verify', sheetId });
  expect(taken.sheetId).toBe(sheetId);
  const { rows: keyed } = await world.owner.query(
    'select value from keyings where sheet_id = $1 and undone_at is null',
    [sheetId],
  );
  expect(keyed).toEqual([{ value: '2021-10-15' }]);
  const { rows: written } = await world.owner.query(
    `select account_id, resource_id, detail from audit_events
     where action = 'backlog.manage' and outcome = 'done'`,
  );
  expect(written).toMatchObject([
    {
      account_id: boss.accountId,
      resource_id: sheetId,
      detail: { step: 'release_lease', accountId: a.accountId, purpose: 'verify' },
    },
  ]);
});

test('freeing what is held no more says so and takes nothing from the next holder', async () => {
  const gone = '01890000-0000-7000-8000-000000000000';
  expect(await releaseLease(world.db, again(boss.context), gone)).toEqual({ released: false });
  expect((await listLeases(world.db, MUNICIPALITY)).items).toMatchObject([{ holder: 'bob' }]);
});

test('a sheet given to somebody by name comes to them first, to nobody else for a day, then to anybody', async () => {
  const [lease] = (await listLeases(world.db, MUNICIPALITY)).items;
  const sheetId = lease?.sheetId ?? '';
  const { items } = await listColleagues(world.db, again(boss.context), leaseId);
  expect(items.map(({ displayName }) => displayName)).toEqual(['anna', 'chie']);
  await expect(
    reassignLease(world.db, again(a.context), { leaseId, staffMemberId: a.staffMemberId }),
  ).rejects.toThrow('auth.forbidden');
  await expect(
    reassignLease(world.db, again(boss.context), { leaseId, staffMemberId: b.staffMemberId }),
  ).rejects.toThrow('review.wrong_state');
  const given = { leaseId, staffMemberId: a.staffMemberId };
  expect(await reassignLease(world.db, again(boss.context), given)).toEqual({ reassigned: true });
  expect(await reassignLease(world.db, again(boss.context), given)).toEqual({ reassigned: false });
  const wanted = { purpose: 'verify', sheetId } as const;
  await expect(claim(world.db, again(b.context), wanted)).rejects.toThrow('review.none_waiting');
  await world.owner.query(
    `update review_rounds set opened_at = now() + interval '1 hour' where sheet_id = $1`,
    [sheetId],
  );
  const mine = await claim(world.db, again(a.context), { purpose: 'verify' });
  expect(mine.sheetId).toBe(sheetId);
  await release(world.db, again(a.context), mine);
  await world.owner.query('update round_assignments set kept_until = now()');
  const next = await claim(world.db, again(b.context), wanted);
  expect(next.sheetId).toBe(sheetId);
  await release(world.db, again(b.context), next);
});

test('what A has verified is given to anybody but A', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet);
  await takeSheet(world, b, 'approve', sheet.sheetId);
  const { items } = await listLeases(world.db, MUNICIPALITY);
  const held = items.find((each) => each.sheetId === sheet.sheetId)?.leaseId ?? '';
  const colleagues = await listColleagues(world.db, again(boss.context), held);
  expect(colleagues.items.map(({ displayName }) => displayName)).toEqual(['chie']);
});
