import { afterAll, beforeAll, expect, test } from 'vitest';
import { listColumns } from '../../ledger/column/list.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { viewReviewSheet } from '../../ledger/review/answers.ts';
import { claim, release } from '../../ledger/review/leases.ts';
import { askedSheet, atColumn, type ColumnWorld, withQuestion } from '../support/column-world.ts';
import { again, ledgerWorld, MUNICIPALITY, type Person } from '../support/ledger-world.ts';
import { takeSheet } from '../support/review-steps.ts';

let world: ColumnWorld;
let a: Person;
let b: Person;
let c: Person;

beforeAll(async () => {
  world = withQuestion(await ledgerWorld('by_column'));
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  c = await world.person('chika', ['supervisor']);
});
afterAll(() => world.close());

const question = async (person: Person, sheetId: string) => {
  const view = await viewReviewSheet(world.deps, again(person.context), sheetId);
  return view.fields.find((field) => field.fieldId === 'q01');
};
const keyingsOf = (sheetId: string) =>
  world.db.selectFrom('keyings').selectAll().where('sheetId', '=', sheetId).execute();
const leasesOf = (sheetId: string) =>
  world.db.selectFrom('leases').selectAll().where('sheetId', '=', sheetId).execute();

/** Everything but the question, as the reading has it. */
async function verifyRest(person: Person, sheet: { sheetId: string; imageHash: string }) {
  const hands = await takeSheet(world, person, 'verify', sheet.sheetId);
  await hands.confirm('ocrLine', 'name', 'lotNumber');
  await hands.key('vaccinationDate', '2021-10-15');
  return hands;
}

test('a column shows only what the readers accepted of fields that may be shown', async () => {
  const sure = await askedSheet(world, 'yes');
  const doubtful = await askedSheet(world, 'yes', false);
  const { cells } = await atColumn(world, a).view();
  const shown = cells.map(({ sheetId }) => sheetId);
  expect(shown).toContain(sure.sheetId);
  expect(shown).not.toContain(doubtful.sheetId);
  const columns = await listColumns(world.deps, a.context.actor);
  expect(columns.map(({ fieldId }) => fieldId)).toEqual(['q01']);
  const { pages } = await atColumn(world, a).look(sure.sheetId, doubtful.sheetId);
  expect(pages.map(({ sheetId }) => sheetId)).toEqual([sure.sheetId]);
});

test("A's word by column stands on C's desk, C signs for the sheet, B approves", async () => {
  const sheet = await askedSheet(world);
  const at = await atColumn(world, a).lookAndConfirm('no', sheet.sheetId);
  expect(at).toEqual({ confirmed: [sheet.sheetId], left: [] });
  expect(await leasesOf(sheet.sheetId)).toEqual([]);
  const hands = await verifyRest(c, sheet);
  expect(await question(c, sheet.sheetId)).toMatchObject({
    status: 'closed',
    byColumn: true,
    mine: null,
    mustAnswer: false,
  });
  await hands.verify(sheet.imageHash);
  await expect(takeSheet(world, a, 'approve', sheet.sheetId)).rejects.toMatchObject({
    code: 'review.none_waiting',
  });
  const last = await takeSheet(world, b, 'approve', sheet.sheetId);
  expect(await last.approve(sheet.imageHash)).toMatchObject({ outcome: 'committed' });
  const words = (await keyingsOf(sheet.sheetId)).filter(({ fieldId }) => fieldId === 'q01');
  expect(words.map(({ staffMemberId }) => staffMemberId)).toEqual([a.staffMemberId]);
  const { problems } = await verifyLedger(world.db, MUNICIPALITY, world.publicKeyPem);
  expect(problems).toEqual([]);
});

test('the database refuses the approval of whoever confirmed by column', async () => {
  const sheet = await askedSheet(world);
  await atColumn(world, a).lookAndConfirm('no', sheet.sheetId);
  const hands = await verifyRest(c, sheet);
  await hands.verify(sheet.imageHash);
  const { rows } = await world.owner.query<{ round_id: string }>(
    `insert into leases (round_id, lease_id, municipality_id, sheet_id, purpose, account_id,
        staff_member_id, fencing_token, acquired_at, expires_at, shown_at)
      select round_id, gen_random_uuid(), municipality_id, sheet_id, 'approve', $2, $3,
        nextval('fencing_tokens'), now(), clock_timestamp() + interval '1 hour', now()
      from review_rounds where sheet_id = $1 returning round_id`,
    [sheet.sheetId, a.accountId, a.staffMemberId],
  );
  const signing = world.owner.query(
    `insert into signatures (signature_id, municipality_id, sheet_id, round_id, pass, purpose,
        account_id, staff_member_id, image_hash, fencing_token, signed_at)
      select gen_random_uuid(), municipality_id, sheet_id, round_id, 1, 'approve', account_id,
        staff_member_id, $2, fencing_token, now() from leases where round_id = $1`,
    [rows[0]?.round_id, sheet.imageHash],
  );
  await expect(signing).rejects.toMatchObject({ code: 'YL002' });
  await world.owner.query('delete from leases where round_id = $1', [rows[0]?.round_id]);
});

test('a sheet that somebody else holds is left alone, and named', async () => {
  const [held, free] = [await askedSheet(world), await askedSheet(world)];
  const column = atColumn(world, a);
  await column.look(held.sheetId, free.sheetId);
  const lease = await claim(world.db, again(b.context), {
    purpose: 'verify',
    sheetId: held.sheetId,
  });
  const outcome = await column.confirm('no', held.sheetId, free.sheetId);
  expect(outcome).toEqual({
    confirmed: [free.sheetId],
    left: [{ sheetId: held.sheetId, because: 'held' }],
  });
  expect(await keyingsOf(held.sheetId)).toEqual([]);
  expect(await leasesOf(held.sheetId)).toMatchObject([{ leaseId: lease.leaseId }]);
  await release(world.db, again(b.context), lease);
});

test('confirming and taking back twice changes nothing the second time', async () => {
  const { sheetId } = await askedSheet(world);
  const column = atColumn(world, a);
  await column.lookAndConfirm('no', sheetId);
  expect(await column.confirm('no', sheetId)).toEqual({ confirmed: [sheetId], left: [] });
  expect(await keyingsOf(sheetId)).toHaveLength(1);
  expect(await atColumn(world, b).lookAndConfirm('no', sheetId)).toEqual({
    confirmed: [],
    left: [{ sheetId, because: 'answered' }],
  });
  for (const _ of [1, 2]) {
    expect(await column.undo(sheetId)).toEqual({ undone: [sheetId], left: [] });
  }
  const cells = (await column.view()).cells.map((cell) => cell.sheetId);
  expect(cells).toContain(sheetId);
  await column.confirm('no', sheetId);
  expect(await keyingsOf(sheetId)).toHaveLength(2);
});

test('what was not shown, or not with this value, is not confirmed', async () => {
  const { sheetId } = await askedSheet(world, 'yes');
  const column = atColumn(world, a);
  const changed = { confirmed: [], left: [{ sheetId, because: 'changed' }] };
  expect(await column.confirm('yes', sheetId)).toEqual(changed);
  await column.look(sheetId);
  expect(await column.confirm('no', sheetId)).toEqual(changed);
  expect(await keyingsOf(sheetId)).toEqual([]);
});

test('the database takes no word by column that is not what the readers accepted', async () => {
  const sheet = await askedSheet(world, 'yes');
  const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
  await hands.key('q01', 'no');
  const forged = world.owner.query(
    `with shown as (
        insert into column_views select municipality_id, sheet_id, round_id, pass, field_id,
          staff_member_id, value, $2, now() from keyings where sheet_id = $1)
      insert into column_words select keying_id, municipality_id, round_id, pass, field_id,
        staff_member_id, value from keyings where sheet_id = $1`,
    [sheet.sheetId, sheet.imageHash],
  );
  await expect(forged).rejects.toMatchObject({ code: 'YL004' });
});

test('a word that somebody relies on is not taken back', async () => {
  const sheet = await askedSheet(world);
  const column = atColumn(world, a);
  const { sheetId } = sheet;
  await column.lookAndConfirm('no', sheetId);
  const hands = await verifyRest(c, sheet);
  const left = { undone: [], left: [{ sheetId, because: 'held' }] };
  expect(await column.undo(sheetId)).toEqual(left);
  await hands.verify(sheet.imageHash);
  expect(await column.undo(sheetId)).toEqual(left);
  const directly = world.owner.query('update keyings set undone_at = now() where sheet_id = $1', [
    sheetId,
  ]);
  await expect(directly).rejects.toMatchObject({ code: 'YL004' });
});

test('C may see it otherwise: then it is contested, and A cannot settle it', async () => {
  const sheet = await askedSheet(world);
  await atColumn(world, a).lookAndConfirm('no', sheet.sheetId);
  const hands = await verifyRest(c, sheet);
  await hands.key('q01', 'yes');
  expect(await question(c, sheet.sheetId)).toMatchObject({ status: 'contested', byColumn: false });
  await hands.verify(sheet.imageHash);
  await expect(takeSheet(world, a, 'approve', sheet.sheetId)).rejects.toMatchObject({
    code: 'review.none_waiting',
  });
});

test('who only looked may approve, but is not unprejudiced about that field', async () => {
  const sheet = await askedSheet(world);
  await atColumn(world, a).look(sheet.sheetId);
  const hands = await verifyRest(c, sheet);
  await hands.key('q01', 'yes');
  await hands.verify(sheet.imageHash);
  const approving = await takeSheet(world, a, 'approve', sheet.sheetId);
  await approving.key('q01', 'yes');
  const word = (await keyingsOf(sheet.sheetId)).find(({ purpose }) => purpose === 'approve');
  expect(word?.shown).toBe(true);
});

test('two people at one column at once confirm each sheet once', async () => {
  const sheets = await Promise.all([1, 2, 3, 4].map(() => askedSheet(world)));
  const ids = sheets.map(({ sheetId }) => sheetId);
  const [one, two] = [atColumn(world, a), atColumn(world, b)];
  await one.look(...ids);
  await two.look(...ids);
  const both = await Promise.all([one.confirm('no', ...ids), two.confirm('no', ...ids)]);
  const words = await world.db
    .selectFrom('keyings')
    .select('sheetId')
    .where('sheetId', 'in', ids)
    .execute();
  const confirmed = both.flatMap((outcome) => outcome.confirmed);
  expect(words.map(({ sheetId }) => sheetId).sort()).toEqual(confirmed.sort());
  expect(new Set(confirmed).size).toBe(confirmed.length);
});

test('each look and each word is in the audit log, with the sheets', async () => {
  const { sheetId } = await askedSheet(world);
  await atColumn(world, a).lookAndConfirm('no', sheetId);
  const events = await world.db
    .selectFrom('auditEvents')
    .select('detail')
    .where('resourceKind', '=', 'column')
    .execute();
  const steps = events
    .filter(({ detail }) => JSON.stringify(detail).includes(sheetId))
    .map(({ detail }) => detail['step']);
  expect(steps).toEqual(['view', 'confirm']);
});
