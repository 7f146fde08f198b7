import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActContext } from '../../ledger/act-context.ts';
import { signAuditCheckpoint } from '../../ledger/auditing/checkpoint.ts';
import {
  auditOverview,
  nextReading,
  openTerms,
  signReading,
  verifyForAuditor,
} from '../../ledger/auditing/overview.ts';
import { exportAudit, searchAudit } from '../../ledger/auditing/search-events.ts';
import { personHistory } from '../../ledger/entries/person-history.ts';
import { searchMasters } from '../../ledger/masters/search-masters.ts';
import type { AuditWanted } from '../../schemas/api/audit.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  NOW,
  type Person,
  type World,
} from '../support/ledger-world.ts';
import { commitSheet } from '../support/review-steps.ts';

let world: World;
let a: Person;
let boss: Person;
let auditor: Person;
let residentId: string;

const DAY_MS = 24 * 3600 * 1000;
const later = ({ context }: Person, days: number): ActContext => ({
  ...again(context),
  now: new Date(NOW.getTime() + days * DAY_MS),
});
const ANY: AuditWanted = {
  ...{ from: null, to: null, who: null, action: null, outcome: null },
  ...{ resourceKind: null, resourceId: null, subject: null },
};
const search = (
  wanted: Partial<AuditWanted>,
  place = { until: null as number | null, offset: 0 },
) => searchAudit(world.deps, again(auditor.context), { ...ANY, ...wanted, ...place });

beforeAll(async () => {
  world = await ledgerWorld('reading_the_log');
  a = await world.person('anna', ['reviewer']);
  const b = await world.person('botan', ['reviewer']);
  boss = await world.person('daiki', ['supervisor']);
  auditor = await world.person('emi', ['auditor']);
  const sheet = await world.checkedSheet();
  residentId = sheet.residentId;
  await commitSheet(world, { a, b }, sheet);
  await personHistory(world.deps, later(a, 2), residentId);
  const words = { words: '増田 節子', birthDate: '1950-05-31', offset: 0 };
  await searchMasters(world.deps, later(boss, 3), 'residents', words);
});
afterAll(() => world.close());

test('by day, person, act, outcome and thing, the newest first', async () => {
  const all = await search({});
  expect(all.total).toBe(all.until);
  expect(all.items.map(({ sequence }) => sequence)).toEqual(
    all.items.map(({ sequence }) => sequence).toSorted((one, other) => other - one),
  );
  const third = await search({ from: '2026-11-25', to: '2026-11-25' });
  expect(third.items).toMatchObject([{ action: 'masters.manage', name: 'daiki', outcome: 'done' }]);
  // 12:00 in Japan on the 22nd: the day before it holds nothing.
  expect((await search({ to: '2026-11-21' })).items).toEqual([]);
  const read = await search({ who: a.staffMemberId, action: 'ledger.read' });
  expect(read.items).toMatchObject([{ resourceKind: 'resident', loginName: 'anna' }]);
  expect((await search({ who: 'system', resourceKind: 'municipality' })).total).toBe(1);
  const created = await search({ resourceKind: 'account', resourceId: a.accountId });
  expect(created.total).toBe(1);
});

test('about whom: who was looked for and who was shown, however it is spelt', async () => {
  for (const subject of ['増田節子', '増田　節子', '1950-05-31']) {
    expect([subject, (await search({ subject, who: boss.staffMemberId })).total]).toEqual([
      subject,
      1,
    ]);
  }
  const seen = await search({ subject: residentId });
  expect(seen.items.map(({ action }) => action)).toEqual(['masters.manage', 'ledger.read']);
  expect((await search({ subject: '山田太郎', who: boss.staffMemberId })).total).toBe(0);
});

test('the words are opened for one event, and that is in the log', async () => {
  const [found] = (await search({ action: 'masters.manage' })).items;
  const auditEventId = found?.auditEventId ?? '';
  expect(found).toMatchObject({ hasTerms: true });
  expect(JSON.stringify(found)).not.toContain('増田');
  const { terms } = await openTerms(world.deps, again(auditor.context), auditEventId);
  expect(terms).toEqual(
    expect.arrayContaining([
      { kind: 'words', words: '増田 節子' },
      { kind: 'birthDate', words: '1950-05-31' },
      { kind: 'residentId', words: residentId },
    ]),
  );
  const [newest] = (await search({ resourceKind: 'audit_event' })).items;
  expect(newest).toMatchObject({ action: 'audit.read', resourceId: auditEventId, name: 'emi' });
});

test('what the auditor looked for is in the log too, and not in the clear', async () => {
  await search({ subject: '怪しい名前' });
  const [mine] = (await search({ action: 'audit.read', subject: '怪しい名前' })).items;
  expect(mine).toMatchObject({ hasTerms: true, detail: { step: 'search', typed: ['subject'] } });
  const { rows } = await world.owner.query('select detail from audit_events');
  expect(JSON.stringify(rows)).not.toContain('怪しい名前');
});

test('leafing on, nothing is moved by what is recorded meanwhile', async () => {
  const first = await search({});
  const second = await search({}, { until: first.until, offset: 1 });
  expect(second.total).toBe(first.total);
  expect(second.items[0]).toEqual(first.items[1]);
});

test('a file holds what was found, and says itself in the log how much left', async () => {
  const { items, truncated } = await exportAudit(world.deps, again(auditor.context), {
    ...ANY,
    action: 'ledger.read',
  });
  expect([items.length, truncated]).toEqual([1, false]);
  const [mine] = (await search({ action: 'audit.read' })).items;
  expect(mine).toMatchObject({ detail: { step: 'export', count: 1, action: 'ledger.read' } });
});

test('the log is signed as read up to what was seen, once, and is due again a month later', async () => {
  const { deps } = world;
  const before = await auditOverview(deps, again(auditor.context));
  expect(before.reading).toMatchObject({ last: null, due: '2026-12-23', overdue: false });
  expect(await auditOverview(deps, later(auditor, 32))).toMatchObject({
    reading: { overdue: true },
  });
  expect(await nextReading(world.db, again(auditor.context))).toEqual({
    ...{ due: '2026-12-23', overdue: false },
  });
  expect(await nextReading(world.db, later(auditor, 32))).toMatchObject({ overdue: true });
  await expect(nextReading(world.db, again(boss.context))).rejects.toThrow('auth.forbidden');
  const { events, headHash } = before;
  if (headHash === null) throw new Error('an empty log');
  const sign = (over: object, at = again(auditor.context)) =>
    signReading(deps, at, { events, headHash, note: '異常なし', ...over });
  await expect(sign({ events: events - 1 })).rejects.toMatchObject({ code: 'input.invalid' });
  await expect(sign({}, world.system)).rejects.toMatchObject({ code: 'auth.forbidden' });
  await sign({}, later(auditor, 5));
  await expect(sign({})).rejects.toMatchObject({ code: 'input.invalid' });
  const after = await auditOverview(deps, later(auditor, 5));
  expect(after.reading).toMatchObject({
    last: { events, by: 'emi', note: '異常なし' },
    ...{ unread: after.events - events, due: '2026-12-28', overdue: false },
  });
  expect(after.actions).toContain('audit.read');
  expect(after.people.map(({ name }) => name)).toContain('anna');
});

test('the state says what the last checkpoint covers and whether the log still holds it', async () => {
  await signAuditCheckpoint(world.db, MUNICIPALITY, world.deps.signer, NOW);
  const { checkpoint } = await auditOverview(world.deps, again(auditor.context));
  expect(checkpoint).toMatchObject({ number: 0, holds: true });
  expect(await verifyForAuditor(world.deps, again(auditor.context))).toMatchObject({
    ...{ kind: 'verified', checkpoints: 1, problems: [] },
  });
  await world.owner.query('alter table audit_events disable trigger user');
  await world.owner.query(`update audit_events set action = 'batch.read' where sequence = 3`);
  expect(await verifyForAuditor(world.deps, again(auditor.context))).toMatchObject({
    problems: [{ table: 'audit_events', row: '3', problem: 'event_changed' }],
  });
});

test('nobody but the auditor reads it, and who tries is in it', async () => {
  const everybodyElse = await world.person('fumi', [
    'clerk',
    'reviewer',
    'supervisor',
    'administrator',
  ]);
  await expect(
    searchAudit(world.deps, again(everybodyElse.context), { ...ANY, until: null, offset: 0 }),
  ).rejects.toMatchObject({ code: 'auth.forbidden' });
  expect((await search({ outcome: 'refused' })).items).toMatchObject([
    { action: 'audit.read', name: 'fumi' },
  ]);
});
