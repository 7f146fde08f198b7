import { afterAll, beforeAll, expect, test } from 'vitest';
import { mayHear } from '../../api/event-stream.ts';
import { assignClinics } from '../../ledger/accounts/clinics.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { findAccount } from '../../ledger/accounts/find-account.ts';
import { viewColumn } from '../../ledger/column/list.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { isAuthorised } from '../../rules/authorise.ts';
import { Action } from '../../schemas/accounts.ts';
import {
  askedSheet,
  atColumn,
  COLUMN,
  type ColumnWorld,
  withQuestion,
} from '../support/column-world.ts';
import { again, ledgerWorld, MUNICIPALITY, type Person } from '../support/ledger-world.ts';

const OURS = '1110113719';
const THEIRS = '2710100016';

let world: ColumnWorld;
let contractor: Person;
let inOurs: string;
let inTheirs: string;

beforeAll(async () => {
  world = withQuestion(await ledgerWorld('contractors'));
  contractor = await world.person('itaku', ['contractor']);
  for (const institutionCode of [OURS, THEIRS]) {
    await world.db
      .insertInto('institutions')
      .values({ municipalityId: MUNICIPALITY, institutionCode, name: '医院', address: '本町' })
      .execute();
  }
  inOurs = await batchOf(OURS);
  inTheirs = await batchOf(THEIRS);
});
afterAll(() => world.close());

const batchOf = async (institutionCode: string) => {
  const batch = { label: '束', institutionCode, month: null, declaredSheets: null };
  return (await createBatch(world.db, again(world.system), batch)).batchId;
};
const assign = (...clinics: string[]) =>
  assignClinics(world.db, again(world.system), { loginName: 'itaku', clinics });
/** As the gate knows them, with every request. */
async function atWork() {
  const account = await findAccount(world.db, contractor.accountId);
  if (account === null) throw new Error('no such account');
  return atColumn(world, {
    ...contractor,
    context: { ...again(world.system), actor: account.actor },
  });
}
const seen = async () => (await (await atWork()).view()).cells.map(({ sheetId }) => sheetId);
const wordsOn = (sheetId: string) =>
  world.db
    .selectFrom('columnWords')
    .innerJoin('keyings', 'keyings.keyingId', 'columnWords.keyingId')
    .select('keyings.staffMemberId')
    .where('sheetId', '=', sheetId)
    .execute();

test('a contractor sees the sheets of the clinics they were given, and none before', async () => {
  const ours = await askedSheet(world, 'no', true, inOurs);
  await askedSheet(world, 'no', true, inTheirs);
  await askedSheet(world);
  expect(await seen()).toEqual([]);
  await assign(OURS);
  expect(await seen()).toEqual([ours.sheetId]);
  await assign();
  expect(await seen()).toEqual([]);
});

test('their word counts on those sheets; with the ids of others nothing is shown, said or held', async () => {
  const ours = await askedSheet(world, 'no', true, inOurs);
  const theirs = await askedSheet(world, 'no', true, inTheirs);
  await assign(OURS);
  const at = await atWork();
  const { pages } = await at.look(ours.sheetId, theirs.sheetId);
  expect(pages.map(({ sheetId }) => sheetId)).toEqual([ours.sheetId]);
  expect(await at.confirm('no', ours.sheetId, theirs.sheetId)).toEqual({
    confirmed: [ours.sheetId],
    left: [{ sheetId: theirs.sheetId, because: 'changed' }],
  });
  expect(await wordsOn(ours.sheetId)).toEqual([{ staffMemberId: contractor.staffMemberId }]);
  expect(await wordsOn(theirs.sheetId)).toEqual([]);
  const keyed = world.db.selectFrom('keyings').selectAll().where('sheetId', '=', theirs.sheetId);
  expect(await keyed.execute()).toEqual([]);
});

test('nothing they are sent says whose sheet it is', async () => {
  const sheet = await askedSheet(world, 'no', true, inOurs);
  await assign(OURS);
  const at = await atWork();
  const sent = JSON.stringify([await at.view(), (await at.look(sheet.sheetId)).cropMm]);
  for (const secret of ['増田', 'マスダ', sheet.ticket, sheet.residentId, '本町四丁目']) {
    expect(sent).not.toContain(secret);
  }
  const { actor } = (await findAccount(world.db, contractor.accountId)) ?? {};
  if (actor === undefined) throw new Error('no such account');
  for (const fieldId of ['name', 'ocrLine', 'vaccinationDate']) {
    const asked = viewColumn(world.deps, { ...again(world.system), actor }, { ...COLUMN, fieldId });
    await expect(asked).rejects.toMatchObject({ code: 'resource.not_found' });
  }
  const here = { municipalityId: MUNICIPALITY };
  expect(Action.options.filter((action) => isAuthorised(actor, action, here))).toEqual([
    'session.manage_own',
    'column.confirm',
  ]);
  expect(mayHear(actor, MUNICIPALITY, { kind: 'batch', batchId: inOurs })).toBe(false);
});

test('a contractor is nothing else, and clinics are theirs alone', async () => {
  const both = { loginName: 'both', displayName: 'both', password: 'correct horse battery' };
  await expect(
    createAccount(world.db, again(world.system), { ...both, roles: ['contractor', 'reviewer'] }),
  ).rejects.toMatchObject({ code: 'input.invalid' });
  const { accountId } = contractor;
  const raised = world.owner.query(
    "update accounts set roles = array['contractor', 'reviewer'] where account_id = $1",
    [accountId],
  );
  await expect(raised).rejects.toMatchObject({ constraint: 'contractor_is_nothing_else' });
  await world.person('anna', ['reviewer']);
  const toAnna = assignClinics(world.db, again(world.system), {
    loginName: 'anna',
    clinics: [OURS],
  });
  await expect(toAnna).rejects.toMatchObject({ code: 'input.invalid' });
  await expect(assign('9999999999')).rejects.toMatchObject({ code: 'input.invalid' });
});

test('the database refuses their signature, and their word on a sheet of another clinic', async () => {
  const theirs = await askedSheet(world, 'no', true, inTheirs);
  await assign(OURS);
  const { accountId, staffMemberId } = contractor;
  const { roundId } = await world.db
    .selectFrom('reviewRounds')
    .select('roundId')
    .where('sheetId', '=', theirs.sheetId)
    .executeTakeFirstOrThrow();
  await world.owner.query(
    `insert into leases (round_id, lease_id, municipality_id, sheet_id, purpose, account_id, staff_member_id,
       fencing_token, acquired_at, expires_at, shown_at)
     values ($1, gen_random_uuid(), $2, $3, 'verify', $4, $5, nextval('fencing_tokens'), now(), now() + interval '1 hour', now())`,
    [roundId, MUNICIPALITY, theirs.sheetId, accountId, staffMemberId],
  );
  const common = [roundId, MUNICIPALITY, theirs.sheetId, accountId, staffMemberId];
  const keyed = world.owner.query(
    `insert into keyings (keying_id, round_id, municipality_id, sheet_id, pass, purpose, field_id, answer, value, shown,
       account_id, staff_member_id, fencing_token, keyed_at)
     select gen_random_uuid(), $1, $2, $3, 1, 'verify', 'q01', 'value', 'no', true, $4, $5, fencing_token, now()
     from leases where round_id = $1`,
    common,
  );
  await expect(keyed).rejects.toMatchObject({ code: 'YL006' });
  const signed = world.owner.query(
    `insert into signatures (signature_id, round_id, municipality_id, sheet_id, pass, purpose, account_id, staff_member_id,
       image_hash, fencing_token, signed_at)
     select gen_random_uuid(), $1, $2, $3, 1, 'verify', $4, $5, $6, fencing_token, now() from leases where round_id = $1`,
    [...common, theirs.imageHash],
  );
  await expect(signed).rejects.toMatchObject({ code: 'YL006' });
});
