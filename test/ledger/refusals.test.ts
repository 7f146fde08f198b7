import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../runtime/ids.ts';
import {
  ledgerWorld,
  MUNICIPALITY,
  NOW,
  type Person,
  type World,
} from '../support/ledger-world.ts';
import { commitSheet, takeSheet, verifySheet } from '../support/review-steps.ts';

/** Plain SQL by the owner of every table: what is refused here, no program of ours can do by mistake. */
let world: World;
let a: Person;
let b: Person;
let twin: Person;

beforeAll(async () => {
  world = await ledgerWorld('refusals');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  twin = await world.person('anna-2', ['supervisor'], a.staffMemberId);
});
afterAll(() => world.close());

type Row = Record<string, unknown>;
const sql = async (text: string, values: unknown[] = []): Promise<Row[]> =>
  (await world.owner.query<Row>(text, values)).rows;

async function insert(table: string, row: Row): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, at) => `$${at + 1}`);
  await sql(
    `insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  );
}

let sheet: { sheetId: string; imageHash: string };
let round: Row;
let verified: Row;

/** A sheet A has signed, and a lease in the hands of the second person. */
beforeEach(async () => {
  sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet);
  [round = {}] = await sql('select * from review_rounds where sheet_id = $1', [sheet.sheetId]);
  [verified = {}] = await sql('select * from signatures where round_id = $1', [round['round_id']]);
});

async function lease(person: Person, expires = "now() + interval '5 minutes'"): Promise<string> {
  const [row = {}] = await sql(
    `insert into leases select $1, $2, $3, $4, 'approve', $5, $6, nextval('fencing_tokens'), $7, ${expires}, $7, null
     returning fencing_token`,
    [
      round['round_id'],
      newId(),
      MUNICIPALITY,
      sheet.sheetId,
      person.accountId,
      person.staffMemberId,
      NOW,
    ],
  );
  return String(row['fencing_token']);
}

async function signature(person: Person, token: string, more: Row = {}): Promise<string> {
  const signatureId = newId();
  await insert('signatures', {
    signature_id: signatureId,
    municipality_id: MUNICIPALITY,
    sheet_id: sheet.sheetId,
    round_id: round['round_id'],
    pass: 1,
    purpose: 'approve',
    account_id: person.accountId,
    staff_member_id: person.staffMemberId,
    image_hash: sheet.imageHash,
    fencing_token: token,
    signed_at: NOW,
    ...more,
  });
  return signatureId;
}

async function entry(person: Person, token: string, signatureId: string, more: Row = {}) {
  const [next = {}] = await sql('select coalesce(max(leaf_index) + 1, 0) as n from ledger_entries');
  await insert('ledger_entries', {
    entry_id: newId(),
    municipality_id: MUNICIPALITY,
    leaf_index: next['n'],
    kind: 'vaccinated',
    sheet_id: sheet.sheetId,
    round_id: round['round_id'],
    pass: 1,
    image_hash: sheet.imageHash,
    verify_signature_id: verified['signature_id'],
    verified_by: verified['staff_member_id'],
    approve_signature_id: signatureId,
    approved_by: person.staffMemberId,
    fencing_token: token,
    engine_version: 'test',
    rules_version: 'test',
    template: 'small-form@1',
    commitments: '{}',
    signatures_hash: '',
    keyings_hash: '',
    leaf_hash: '0'.repeat(64),
    committed_at: NOW,
    ...more,
  });
}

test('the same insert is accepted when everything is as it should be', async () => {
  await sql('begin');
  const token = await lease(b);
  await entry(b, token, await signature(b, token));
  const rows = await sql('select 1 from ledger_entries where sheet_id = $1', [sheet.sheetId]);
  // Taken back, because an entry without content and checkpoint is no ledger.
  await sql('rollback');
  expect(rows).toHaveLength(1);
});

test('a second signature of one person, under another account, is refused', async () => {
  const token = await lease(twin);
  await expect(signature(twin, token)).rejects.toThrow('one person cannot sign twice');
});

test('a commit whose two signatures are one person is refused', async () => {
  await sql('alter table signatures disable trigger signatures_guard');
  try {
    const token = await lease(twin);
    const signatureId = await signature(twin, token);
    await expect(entry(twin, token, signatureId)).rejects.toThrow('two_different_people');
  } finally {
    await sql('alter table signatures enable trigger signatures_guard');
  }
});

test('a signature and a commit with an expired lease are refused', async () => {
  const token = await lease(b);
  const signatureId = await signature(b, token);
  await sql("update leases set expires_at = now() - interval '1 second' where fencing_token = $1", [
    token,
  ]);
  await expect(signature(b, token)).rejects.toThrow('lease lost or expired');
  await expect(entry(b, token, signatureId)).rejects.toThrow('lease lost or expired');
});

test('a commit under a token that somebody has since overtaken is refused', async () => {
  const token = await lease(b);
  const signatureId = await signature(b, token);
  await sql(
    "update leases set fencing_token = nextval('fencing_tokens') where fencing_token = $1",
    [token],
  );
  await expect(entry(b, token, signatureId)).rejects.toThrow('lease lost or expired');
});

test('an image that was not the one reviewed is refused, at signing and at commit', async () => {
  const token = await lease(b);
  const other = 'f'.repeat(64);
  await expect(signature(b, token, { image_hash: other })).rejects.toThrow('foreign key');
  const signatureId = await signature(b, token);
  const wrong = entry(b, token, signatureId, { image_hash: other });
  await expect(wrong).rejects.toThrow('foreign key');
});

test('a signature cannot be lent to a commit by somebody else', async () => {
  const token = await lease(b);
  const signatureId = await signature(b, token);
  const c = await world.person(`c-${newId().slice(-8)}`, ['reviewer']);
  await sql('update leases set staff_member_id = $1, account_id = $2 where fencing_token = $3', [
    c.staffMemberId,
    c.accountId,
    token,
  ]);
  await expect(entry(c, token, signatureId)).rejects.toThrow('foreign key');
});

test('a sheet enters the ledger once', async () => {
  await commitSheet(world, { a, b }, await world.checkedSheet());
  const [first = {}] = await sql('select * from ledger_entries order by leaf_index limit 1');
  const copy = { ...first, entry_id: newId(), leaf_index: 99, commitments: '{}' };
  await expect(insert('ledger_entries', copy)).rejects.toThrow();
});

test.each([
  'ledger_entries',
  'ledger_contents',
  'ledger_checkpoints',
  'signatures',
  'audit_events',
])(
  'UPDATE, DELETE and TRUNCATE on %s are refused, for the owner by trigger and for the program by grant',
  async (table) => {
    await commitSheet(world, { a, b }, await world.checkedSheet());
    const column = table === 'audit_events' ? 'action' : 'municipality_id';
    const statements = [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ];
    for (const statement of statements) {
      await expect(sql(statement)).rejects.toThrow('append-only');
      await sql('set role yoshin_app');
      await sql("select set_config('yoshin.municipality_id', $1, false)", [MUNICIPALITY]);
      await expect(sql(statement).finally(() => sql('reset role'))).rejects.toThrow(
        // What is past its retention may be deleted, and the trigger knows what is (ledger/retention.test.ts).
        statement === 'delete from ledger_contents' ? 'append-only' : 'permission denied',
      );
    }
  },
);

test('what a person keyed is not changed, only taken back', async () => {
  const keying = 'select keying_id from keyings where sheet_id = $1 limit 1';
  const [{ keying_id: id } = {}] = await sql(keying, [sheet.sheetId]);
  const change = "update keyings set value = 'EK9999' where keying_id = $1";
  await expect(sql(change, [id])).rejects.toThrow('append-only');
  await expect(sql('delete from keyings where keying_id = $1', [id])).rejects.toThrow(
    'append-only',
  );
  const again = 'update keyings set undone_at = now() where keying_id = $1';
  await sql(again, [id]);
  await expect(sql(again, [id])).rejects.toThrow('append-only');
});

test('an account is not handed to another person', async () => {
  const change = 'update accounts set staff_member_id = $1 where account_id = $2';
  await expect(sql(change, [b.staffMemberId, twin.accountId])).rejects.toThrow(
    'stays with its person',
  );
});

test('nobody signs a sheet that was not shown', async () => {
  const token = await lease(b);
  await sql('update leases set shown_at = null where fencing_token = $1', [token]);
  await expect(signature(b, token)).rejects.toThrow('not shown');
});

test('a state that no arrow leads to is refused', async () => {
  await expect(
    sql("update sheets set state = 'received' where sheet_id = $1", [sheet.sheetId]),
  ).rejects.toThrow('no way for a sheet');
});

test('keying without a lease is refused', async () => {
  const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
  await sql('delete from leases where lease_id = $1', [hands.lease.leaseId]);
  await expect(hands.key('vaccinationDate', '2021-10-15')).rejects.toMatchObject({
    code: 'review.lease_lost',
  });
});
