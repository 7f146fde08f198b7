import { parse } from 'csv-parse/sync';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { statementOf } from '../../ledger/statements/statement.ts';
import { statementCsv } from '../../ledger/statements/statement-csv.ts';
import { printStatement } from '../../print/statement.ts';
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
let boss: Person;

beforeAll(async () => {
  world = await ledgerWorld('statements');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  boss = await world.person('chie', ['supervisor']);
  await world.owner.query(
    `insert into fees (municipality_id, programme, vaccine, institution_kind, valid_from, valid_to,
       vaccinated_yen, examined_only_yen)
     values ($1, 'covid19', 'all', 'all', '2021-10-01', '2021-10-15', 2277, 1694),
       ($1, 'covid19', 'all', 'all', '2021-10-16', null, 2500, 1700)`,
    [MUNICIPALITY],
  );
});
afterAll(() => world.close());

const october = () => statementOf(world.db, again(boss.context), '2021-10');

async function committedOn(
  day: string,
): Promise<{ entryId: string; sheetId: string; imageHash: string }> {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet, day);
  const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
  if (day !== '2021-10-15') await hands.key('vaccinationDate', day);
  const { entryId } = await hands.approve(sheet.imageHash);
  if (entryId === null) throw new Error('expected a committed entry');
  return { ...sheet, entryId };
}

test('nothing committed is nothing to pay, and no error', async () => {
  const statement = await october();
  expect(statement).toMatchObject({ count: 0, amountYen: 0, clinics: [], rootHash: null });
  expect((await PDFDocument.load(await printStatement(statement))).getPageCount()).toBe(1);
});

test('what stands in the ledger is counted at the fee of its day; what was voided is not', async () => {
  await committedOn('2021-10-15');
  await committedOn('2021-10-16');
  const voided = await committedOn('2021-10-15');
  await committedOn('2021-11-01');
  expect(await october()).toMatchObject({ count: 3, amountYen: 2 * 2277 + 2500, treeSize: 4 });
  expect((await october()).clinics[0]?.isWhole).toBe(false);

  const reason = '同じ接種を二度';
  const { entryId } = voided;
  await amendEntry(world.db, again(a.context), { entryId, kind: 'void', reason });
  const one = await takeSheet(world, a, 'verify', voided.sheetId);
  await one.verify(voided.imageHash);
  const two = await takeSheet(world, b, 'approve', voided.sheetId);
  await two.approve(voided.imageHash);
  const statement = await october();
  expect(statement).toMatchObject({ count: 2, amountYen: 2277 + 2500, treeSize: 5 });
  const [clinic] = statement.clinics;
  expect(clinic?.institutionCode).toBeNull();
  expect(clinic?.lines.map(({ unitYen, count }) => [unitYen, count])).toEqual([
    [2277, 1],
    [2500, 1],
  ]);

  const csv = new TextDecoder('utf-8').decode(statementCsv(statement, 'utf-8'));
  const rows: string[][] = parse(csv, { from_line: 2 });
  expect(rows.reduce((sum, row) => sum + Number(row[8]), 0)).toBe(statement.amountYen);
  const shiftJis = new TextDecoder('shift_jis').decode(statementCsv(statement, 'shift_jis'));
  expect(shiftJis).toBe(csv);
});

test('a price that is not on file is no price of zero', async () => {
  await world.owner.query('delete from fees where valid_to is null');
  const statement = await october();
  expect(statement.clinics[0]).toMatchObject({ count: 2, amountYen: 2277, isWhole: false });
  expect(statement.clinics[0]?.lines.map(({ amountYen }) => amountYen)).toContain(null);
});

test('only those who answer for payments see it, and it is written down who did', async () => {
  await expect(statementOf(world.db, again(a.context), '2021-10')).rejects.toThrow(
    'auth.forbidden',
  );
  await commitSheet(world, { a, b }, await world.checkedSheet());
  const { rows } = await world.owner.query(
    `select distinct account_id, outcome from audit_events where action = 'statement.read' order by outcome`,
  );
  expect(rows).toEqual([
    { account_id: boss.accountId, outcome: 'done' },
    { account_id: a.accountId, outcome: 'refused' },
  ]);
});
