import { afterAll, beforeAll, expect, test } from 'vitest';
import { concealTerm } from '../../ledger/auditing/terms.ts';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { personHistory } from '../../ledger/entries/person-history.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  type World,
} from '../support/ledger-world.ts';
import { commitSheet, takeSheet, verifySheet } from '../support/review-steps.ts';

let world: World;
let a: Person;
let b: Person;

beforeAll(async () => {
  world = await ledgerWorld('person_history');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
});
afterAll(() => world.close());

test('a history is told in the order of the doses, each with every word on it', async () => {
  const sheet = await world.checkedSheet();
  const { residentId } = sheet;
  const entryId = await commitSheet(world, { a, b }, sheet);
  const dose = {
    ticketNumber: '1',
    doseVolumeMl: '0.3',
    institutionCode: '',
    product: 'コミナティ',
  };
  for (const vaccinationDate of ['2021-12-01', '2021-09-24']) {
    const row = {
      ...dose,
      municipalityId: MUNICIPALITY,
      residentId,
      doseNumber: '1',
      lotNumber: 'X',
    };
    await world.db
      .insertInto('earlierDoses')
      .values({ ...row, vaccinationDate })
      .execute();
  }
  const reason = '接種日の読み違い';
  await amendEntry(world.db, again(b.context), { entryId, kind: 'correction', reason });
  await verifySheet(world, a, sheet, '2021-12-24');
  const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
  await hands.key('vaccinationDate', '2021-12-24');
  const { entryId: newer } = await hands.approve(sheet.imageHash);
  const { doses } = await personHistory(world.deps, again(a.context), residentId);
  const told = doses.map((one) =>
    one.kind === 'imported'
      ? one.dose.vaccinationDate
      : one.words.map(({ kind, record, supersededBy }) => [
          kind,
          record.vaccinationDate,
          supersededBy,
        ]),
  );
  expect(told).toEqual([
    '2021-09-24',
    '2021-12-01',
    [
      ['vaccinated', '2021-10-15', newer],
      ['corrected', '2021-12-24', null],
    ],
  ]);
});

test('who looked for whom is in the audit log, and who may not read the ledger is refused', async () => {
  const clerk = await world.person('kurumi', ['clerk']);
  const residentId = '123456789012345';
  await personHistory(world.deps, again(a.context), residentId);
  await expect(personHistory(world.deps, again(clerk.context), residentId)).rejects.toMatchObject({
    code: 'auth.forbidden',
  });
  const { reference } = concealTerm(world.deps.vault, MUNICIPALITY, 'residentId', residentId);
  const rows = await world.db
    .selectFrom('auditEvents')
    .select(['accountId', 'outcome'])
    .where('resourceKind', '=', 'resident')
    .where('resourceId', '=', reference)
    .orderBy('sequence')
    .execute();
  expect(rows).toEqual([
    { accountId: a.accountId, outcome: 'done' },
    { accountId: clerk.accountId, outcome: 'refused' },
  ]);
});
