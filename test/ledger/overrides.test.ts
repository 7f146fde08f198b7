import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewEntry } from '../../ledger/entries/list-entries.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import {
  confirmOverride,
  enterOverride,
  searchOverrides,
  withdrawOverride,
} from '../../ledger/overrides/change-overrides.ts';
import { viewReviewSheet } from '../../ledger/review/answers.ts';
import type { OverrideEntry } from '../../schemas/override.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  TEMPLATE,
  type WaitingSheet,
  type World,
} from '../support/ledger-world.ts';
import { takeSheet, verifySheet } from '../support/review-steps.ts';
import { withForm } from '../support/with-form.ts';

let world: World;
let a: Person;
let b: Person;
/** Another account of whoever `a` is. */
let aAgain: Person;

beforeAll(async () => {
  world = withForm(await ledgerWorld('overrides'), { ...TEMPLATE, programme: 'bcg' });
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  aAgain = await world.person('anna2', ['supervisor'], a.staffMemberId);
});
afterAll(() => world.close());

/** Three years old on the day of the dose: BCG is for those under one, and under four by 長期療養特例. */
async function childSheet(): Promise<WaitingSheet> {
  const sheet = await world.checkedSheet();
  await world.owner.query(`update residents set birth_date = '2018-01-10' where resident_id = $1`, [
    sheet.residentId,
  ]);
  return sheet;
}

const entryFor = (residentId: string, over: Partial<OverrideEntry> = {}): OverrideEntry => ({
  residentId,
  kind: 'long_term_care',
  programme: 'bcg',
  vaccine: 'all',
  fromDay: '2021-10-01',
  toDay: '2021-10-31',
  reason: '免疫抑制の治療が終わったため',
  document: '主治医の理由書 2021-09-20',
  ...over,
});
const enter = (person: Person, entry: OverrideEntry) =>
  enterOverride(world.deps, again(person.context), entry);
const confirm = (person: Person, overrideId: string) =>
  confirmOverride(world.db, again(person.context), overrideId);

/** What B sees of the age; the day is closed, A having keyed what was read. */
async function ageFinding(sheet: WaitingSheet) {
  const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
  const seen = await viewReviewSheet(world.deps, again(b.context), sheet.sheetId);
  return { hands, seen, finding: seen.findings.find(({ code }) => code === 'age_not_eligible') };
}

test('nothing follows from it before a second natural person has confirmed it', async () => {
  const sheet = await childSheet();
  const { overrideId } = await enter(a, entryFor(sheet.residentId));
  await verifySheet(world, a, sheet);
  const waiting = await ageFinding(sheet);
  expect(waiting.finding).toMatchObject({ severity: 'block', kind: 'practice' });
  expect(waiting.seen.overrides).toMatchObject([{ overrideId, state: 'waiting', isOwn: false }]);

  for (const same of [a, aAgain]) {
    await expect(confirm(same, overrideId)).rejects.toMatchObject({ code: 'override.same_person' });
  }
  expect(await confirm(b, overrideId)).toMatchObject({
    state: 'confirmed',
    entered: { by: 'anna' },
    confirmed: { by: 'botan' },
  });
  await expect(confirm(b, overrideId)).rejects.toMatchObject({ code: 'override.wrong_state' });
  const refused = await world.owner.query(
    `select account_id from audit_events where action = 'override.manage' and outcome = 'refused' order by 1`,
  );
  expect(refused.rows.map((row) => row.account_id).toSorted()).toEqual(
    [a.accountId, aAgain.accountId].toSorted(),
  );

  const { hands, finding } = await ageFinding(sheet);
  expect(finding).toMatchObject({
    severity: 'note',
    override: {
      kind: 'long_term_care',
      reason: '免疫抑制の治療が終わったため',
      grant: { overrideId, enteredBy: 'anna', confirmedBy: 'botan' },
    },
  });
  // What is lifted needs nobody's acknowledgement; the record says what it rests on.
  const { entryId } = await hands.approve(sheet.imageHash);
  const entry = await viewEntry(world.deps, again(b.context), entryId ?? '');
  expect(entry.findings).toContain('age_not_eligible');
  expect(entry.overrides).toMatchObject([{ finding: 'age_not_eligible', grant: { overrideId } }]);
  expect(entry.record).toMatchObject({ longTermCareException: true, otherMunicipalityKind: null });
  const report = await verifyLedger(world.db, MUNICIPALITY, world.publicKeyPem);
  expect(report).toMatchObject({ entries: 1, problems: [] });
});

test.each([
  ['another day', { fromDay: '2021-10-16' }],
  ['a day before', { toDay: '2021-10-14' }],
  ['another programme', { programme: 'mr' }],
  ['another reason', { kind: 'other_municipality' }],
] as const)('does not reach %s', async (_, over) => {
  const sheet = await childSheet();
  const { overrideId } = await enter(a, entryFor(sheet.residentId, over));
  await confirm(b, overrideId);
  await verifySheet(world, a, sheet);
  expect((await ageFinding(sheet)).finding).toMatchObject({ severity: 'block' });
});

test('once withdrawn the finding is back, and what was committed stands', async () => {
  const sheet = await childSheet();
  const { overrideId } = await enter(b, entryFor(sheet.residentId, { vaccine: 'bcg' }));
  await confirm(a, overrideId);
  await verifySheet(world, a, sheet);
  const { hands, finding } = await ageFinding(sheet);
  expect(finding?.override?.grant?.overrideId).toBe(overrideId);
  await withdrawOverride(world.db, again(a.context), { overrideId, reason: '別の人の書類だった' });
  await expect(hands.approve(sheet.imageHash)).rejects.toMatchObject({
    code: 'review.finding_open',
    fields: expect.arrayContaining(['birthDate', 'vaccinationDate']),
  });
  const { entryId } = await hands.approve(sheet.imageHash, ['age_not_eligible']);
  const entry = await viewEntry(world.deps, again(b.context), entryId ?? '');
  expect(entry).toMatchObject({ overrides: [], record: { longTermCareException: null } });
  const query = { residentId: sheet.residentId, state: null, offset: 0 };
  const { items } = await searchOverrides(world.deps, again(a.context), query);
  expect(items).toMatchObject([
    { state: 'withdrawn', withdrawn: { by: 'anna', reason: '別の人の書類だった' } },
  ]);
  for (const act of [
    confirm(a, overrideId),
    withdrawOverride(world.db, again(b.context), { overrideId, reason: 'もう一度' }),
  ]) {
    await expect(act).rejects.toMatchObject({ code: 'override.wrong_state' });
  }
});

test('the database refuses what no act of ours would do', async () => {
  const sheet = await childSheet();
  const { overrideId } = await enter(a, entryFor(sheet.residentId));
  const as = async (sql: string) => {
    await expect(world.owner.query(sql, [overrideId])).rejects.toThrow(
      /stands|past this step|nobody confirms|append-only|begins unconfirmed/,
    );
  };
  const confirmedBy = (who: string) =>
    `update dose_overrides set confirmed_account = ${who}_account, confirmed_by = ${who}_by,
       confirmed_at = now() where override_id = $1`;
  await as(confirmedBy('entered'));
  await as(`update dose_overrides set to_day = '2031-01-01' where override_id = $1`);
  await as(`update dose_overrides set entered_by = '${b.staffMemberId}' where override_id = $1`);
  await as('delete from dose_overrides where override_id = $1');
  await confirm(b, overrideId);
  await as(`update dose_overrides set confirmed_account = null, confirmed_by = null,
    confirmed_at = null where override_id = $1`);
});

test('says what cannot be entered, and who may not', async () => {
  const sheet = await childSheet();
  const wrong = (over: Partial<OverrideEntry>) =>
    expect(enter(a, entryFor(sheet.residentId, over))).rejects;
  await wrong({ residentId: '999' }).toMatchObject({ fields: ['residentId'] });
  await wrong({ programme: 'インフルエンザ' }).toMatchObject({ fields: ['programme'] });
  await wrong({ vaccine: 'mr' }).toMatchObject({ fields: ['vaccine'] });
  await wrong({ toDay: '2021-09-30' }).toMatchObject({ fields: ['toDay'] });
  const clerk = await world.person('dan', ['clerk']);
  await expect(enter(clerk, entryFor(sheet.residentId))).rejects.toThrow('auth.forbidden');
  const auditor = await world.person('kan', ['auditor']);
  await expect(enter(auditor, entryFor(sheet.residentId))).rejects.toThrow('auth.forbidden');
});

test('looking is in the audit log with what was shown, and nothing of why', async () => {
  const query = { residentId: null, state: 'confirmed', offset: 0 } as const;
  const { items, total } = await searchOverrides(world.deps, again(b.context), query);
  expect(total).toBe(items.length);
  expect(items.every(({ state }) => state === 'confirmed')).toBe(true);
  const { rows } = await world.owner.query(
    `select detail from audit_events where action = 'override.read' order by sequence desc limit 1`,
  );
  expect(rows[0].detail).toMatchObject({
    step: 'search',
    shown: items.map((one) => one.overrideId),
  });
  expect(JSON.stringify(rows)).not.toContain('治療');
});
