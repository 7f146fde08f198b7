import { expect, test } from 'vitest';
import { MUNICIPALITY } from '../support/ledger-world.ts';
import { keyAll, personOffice, say, taken } from '../support/person-world.ts';
import { takeSheet } from '../support/review-steps.ts';

const on = personOffice('named_person_refused', 'ticket');

test('the database, not the program, refuses one natural person twice', async () => {
  const sheet = await on.ofNobody();
  const first = await keyAll(on.world, on.people.a, sheet.sheetId, {
    ...sheet.written,
    name: '一人 二役',
  });
  await say(on.world, on.people.a, first, taken());
  await first.verify(sheet.imageHash);
  // A second account of the same natural person, put past the program.
  const twin = await on.world.person('anna2', ['reviewer'], on.people.a.staffMemberId);
  const second = await takeSheet(on.world, on.people.b, 'approve', sheet.sheetId);
  await on.world.owner.query(
    'update leases set account_id = $1, staff_member_id = $2 where lease_id = $3',
    [twin.accountId, twin.staffMemberId, second.lease.leaseId],
  );
  await expect(
    on.world.owner.query(
      `insert into keyings (keying_id, municipality_id, sheet_id, round_id, pass, purpose, field_id,
         answer, value, shown, account_id, staff_member_id, fencing_token, keyed_at)
       values (gen_random_uuid(), $1, $2, $3, 1, 'approve', 'person', 'value', 'not_registered', false,
         $4, $5, $6, now())`,
      [
        MUNICIPALITY,
        sheet.sheetId,
        second.lease.roundId,
        twin.accountId,
        twin.staffMemberId,
        second.held.fencingToken,
      ],
    ),
  ).rejects.toMatchObject({ code: 'YL002' });
});

test('the database refuses an entry whose person two people did not name', async () => {
  const { entry, entryId } = await on.takenIn('偽名 偽子');
  const row = await on.entryPersons(entryId);
  const insert = (over: Record<string, unknown>) => {
    const all = { ...row, ...over } as Record<string, unknown>;
    return on.world.owner.query(
      `insert into entry_persons (entry_id, municipality_id, resident_id, kind, named_by, agreed_by,
         named_keying_id, agreed_keying_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        all['entryId'],
        all['municipalityId'],
        all['residentId'],
        all['kind'],
        all['namedBy'],
        all['agreedBy'],
        all['namedKeyingId'],
        all['agreedKeyingId'],
      ],
    );
  };
  await expect(insert({ agreedBy: row.namedBy })).rejects.toMatchObject({ code: 'YL002' });
  await expect(insert({ agreedKeyingId: row.namedKeyingId })).rejects.toMatchObject({
    code: 'YL004',
  });
  await expect(insert({ agreedKeyingId: null })).rejects.toMatchObject({ code: 'YL004' });
  const someone = await on.world.checkedSheet();
  await expect(insert({ residentId: someone.residentId })).rejects.toMatchObject({ code: 'YL004' });
  await expect(
    on.world.owner.query(
      `insert into ledger_contents (entry_id, municipality_id, resident_id, content, salts)
       select gen_random_uuid(), municipality_id, resident_id, content, salts
       from ledger_contents where entry_id = $1`,
      [entryId],
    ),
  ).rejects.toMatchObject({ code: 'YL004' });
  for (const change of ['update entry_persons set kind = kind', 'delete from entry_persons']) {
    await expect(on.world.owner.query(change)).rejects.toThrow();
  }
  expect(entry.person?.kind).toBe('not_registered');
});
