import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareWithCopy } from '../../ledger/copies/run-comparison.ts';
import { profileIn } from '../../ledger/exports/profiles.ts';
import { rulesOf } from '../../rules/exports/lines.ts';
import { again, type WaitingSheet } from '../support/ledger-world.ts';
import { type RetentionWorld, retentionWorld } from '../support/retention-world.ts';
import { commitSheet } from '../support/review-steps.ts';

let office: RetentionWorld;
let gone: WaitingSheet;
let stays: WaitingSheet;
beforeAll(async () => {
  office = await retentionWorld('copies_erased');
  const a = await office.world.person('anna', ['reviewer']);
  const b = await office.world.person('botan', ['reviewer']);
  gone = await office.world.checkedSheet();
  stays = await office.world.checkedSheet();
  for (const sheet of [gone, stays]) await commitSheet(office.world, { a, b }, sheet);
});
afterAll(() => office.close());

/** A copy that lacks both entries and has, for each of the two persons, a line that is nobody's here. */
async function* strangeCopy(): AsyncGenerator<Uint8Array> {
  const profile = await profileIn('ledger/exports/profiles/municipal-full.json');
  if (profile.format !== 'csv') throw new Error('not CSV');
  const columns = rulesOf(profile).map(({ rule }) => rule);
  const lines = [gone, stays].map(({ residentId }, index) =>
    columns.map(({ item }) =>
      item === 'residentId' ? residentId : item === 'entryNumber' ? String(90 + index) : '',
    ),
  );
  const rows = [columns.map(({ header }) => header), ...lines];
  yield Buffer.from(rows.map((cells) => `${cells.join(',')}\r\n`).join(''));
}

test('at the end of retention the differences of a record go, and those of a person', async () => {
  const { db, deps, owner } = office.world;
  const profile = await profileIn('ledger/exports/profiles/municipal-full.json');
  const comparing = { db, blobs: office.blobs, vault: deps.vault, profiles: async () => [profile] };
  await compareWithCopy(comparing, again(office.asks.context), {
    ...{ profileId: profile.id, stream: strangeCopy() },
  });
  const kinds = async () => {
    const { rows } = await owner.query('select kind from copy_differences order by position');
    return rows.map(({ kind }) => kind);
  };
  expect(await kinds()).toEqual(['only_ledger', 'only_ledger', 'only_copy', 'only_copy']);
  await owner.query(`update residents set died_on = '2015-01-01' where resident_id = $1`, [
    gone.residentId,
  ]);
  const asked = await office.request(
    ['record'],
    [{ kind: 'record', itemId: stays.sheetId, reason: '開示請求の対象' }],
  );
  await office.decide(asked, office.approves);
  await office.carryOut();
  expect(await kinds()).toEqual(['only_ledger', 'only_copy', 'only_copy']);
  await office.dispose(['register']);
  expect(await kinds()).toEqual(['only_ledger', 'only_copy']);
});
