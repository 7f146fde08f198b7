import { parse } from 'csv-parse/sync';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { confirmOverride, enterOverride } from '../../ledger/overrides/change-overrides.ts';
import { practiceCsv } from '../../ledger/practice/practice-csv.ts';
import { practiceListOf } from '../../ledger/practice/practice-list.ts';
import { recordPracticeSteps } from '../../ledger/practice/record-steps.ts';
import { viewReviewSheet } from '../../ledger/review/answers.ts';
import { printPracticeList } from '../../print/practice-list.ts';
import { countsOf } from '../../rules/practice-list.ts';
import type { PracticeCase } from '../../schemas/practice.ts';
import {
  again,
  ledgerWorld,
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
let boss: Person;

beforeAll(async () => {
  // Everybody in this world is of 1950: for BCG, which is for those under one, that is a mistake.
  world = withForm(await ledgerWorld('practice'), { ...TEMPLATE, programme: 'bcg' });
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  boss = await world.person('chie', ['supervisor']);
});
afterAll(() => world.close());

const listOf = (year: number, step: 'view' | 'csv' | 'pdf' = 'view') =>
  practiceListOf(world.db, again(boss.context), year, step);
const ageCases = async (year: number) =>
  (await listOf(year)).cases.filter(({ kind }) => kind === 'age');
const caseOf = async (year: number, sheetId: string): Promise<PracticeCase> => {
  const found = (await ageCases(year)).find((one) => one.sheetId === sheetId);
  if (found === undefined) throw new Error('not in the list');
  return found;
};
const record = (
  cases: readonly PracticeCase[],
  over: Partial<Parameters<typeof recordPracticeSteps>[2]> = {},
) =>
  recordPracticeSteps(world.db, again(boss.context), {
    cases: cases.map(({ sheetId, kind, steps }) => ({
      ...{ sheetId, kind },
      seen: steps[0]?.stepNumber ?? null,
    })),
    status: 'looked_into',
    gravity: null,
    remark: '医療機関に確認',
    ...over,
  });

/** B signs what is there, having seen every finding. */
async function approve(sheet: WaitingSheet, day: string): Promise<string> {
  const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
  if (day !== '2021-10-15') await hands.key('vaccinationDate', day);
  const { findings } = await viewReviewSheet(world.deps, again(b.context), sheet.sheetId);
  const { entryId } = await hands.approve(
    sheet.imageHash,
    findings.map(({ code }) => code),
  );
  if (entryId === null) throw new Error('expected a committed entry');
  return entryId;
}

async function committed(day = '2021-10-15'): Promise<WaitingSheet & { entryId: string }> {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet, day);
  return { ...sheet, entryId: await approve(sheet, day) };
}

async function amended(
  sheet: WaitingSheet & { entryId: string },
  kind: 'correction' | 'void',
  day: string,
): Promise<string> {
  const { entryId } = sheet;
  await amendEntry(world.db, again(a.context), { entryId, kind, reason: '見直し' });
  if (kind === 'correction') await verifySheet(world, a, sheet, day);
  else {
    const one = await takeSheet(world, a, 'verify', sheet.sheetId);
    await one.verify(sheet.imageHash);
  }
  return approve(sheet, kind === 'void' ? '2021-10-15' : day);
}

test('a year without any is an empty list, with every kind of the report', async () => {
  const list = await listOf(2019);
  expect(list).toMatchObject({ cases: [], reportedAndGone: [], due: '2020-04-30' });
  expect(list.kinds.slice(0, 8).map(({ nameJa }) => nameJa.slice(0, 3))).toEqual([
    '接種間',
    '不必要',
    '期限切',
    '対象者',
    'ワクチ',
    '接種量',
    '対象年',
    '接種部',
  ]);
  expect((await PDFDocument.load(await printPracticeList(list))).getPageCount()).toBe(1);
});

test('a dose counts in the fiscal year of its day, once for each kind of mistake', async () => {
  const last = await committed('2022-03-31');
  const first = await committed('2022-04-01');
  expect((await ageCases(2021)).map(({ sheetId }) => sheetId)).toEqual([last.sheetId]);
  expect((await ageCases(2022)).map(({ sheetId }) => sheetId)).toEqual([first.sheetId]);
  expect(await caseOf(2021, last.sheetId)).toMatchObject({
    ...{ entryId: last.entryId, day: '2022-03-31', status: 'open', gravity: 'minor' },
    ...{ due: '2022-04-30', isOverdue: true, steps: [], vaccineName: { ja: 'BCG (結核)' } },
  });
  const { cases } = await listOf(2021);
  expect(new Set(cases.map(({ kind }) => kind)).size).toBe(cases.length);
});

test('what an override answers is no mistake', async () => {
  const before = await ageCases(2021);
  const sheet = await world.checkedSheet();
  await world.owner.query(`update residents set birth_date = '2018-01-10' where resident_id = $1`, [
    sheet.residentId,
  ]);
  const { overrideId } = await enterOverride(world.deps, again(a.context), {
    ...{ residentId: sheet.residentId, kind: 'long_term_care', programme: 'bcg', vaccine: 'all' },
    ...{ fromDay: '2021-10-01', toDay: '2021-10-31', reason: '療養', document: '理由書' },
  });
  await confirmOverride(world.db, again(b.context), overrideId);
  await verifySheet(world, a, sheet);
  await approve(sheet, '2021-10-15');
  expect(await ageCases(2021)).toEqual(before);
});

test('a correction that keeps the mistake is the same case; a voiding takes it out, and a report is reminded of', async () => {
  const sheet = await committed();
  await record([await caseOf(2021, sheet.sheetId)], { status: 'reported', remark: '第12号' });
  expect(await caseOf(2021, sheet.sheetId)).toMatchObject({
    ...{ status: 'reported', isOverdue: false, changedSince: false },
    steps: [{ by: 'chie', remark: '第12号' }],
  });
  const before = await ageCases(2021);
  const entryId = await amended(sheet, 'correction', '2021-10-16');
  const after = await ageCases(2021);
  expect(after).toHaveLength(before.length);
  expect(await caseOf(2021, sheet.sheetId)).toMatchObject({
    ...{ entryId, day: '2021-10-16', status: 'reported', changedSince: true },
  });
  expect((await listOf(2021)).reportedAndGone).toEqual([]);

  const { entryId: amends } = { ...sheet, entryId };
  await amendEntry(world.db, again(a.context), { entryId: amends, kind: 'void', reason: '別人' });
  expect(await caseOf(2021, sheet.sheetId)).toMatchObject({ isAmended: true });
  const one = await takeSheet(world, a, 'verify', sheet.sheetId);
  await one.verify(sheet.imageHash);
  const two = await takeSheet(world, b, 'approve', sheet.sheetId);
  await two.approve(sheet.imageHash);
  const list = await listOf(2021);
  expect(list.cases.some(({ sheetId }) => sheetId === sheet.sheetId)).toBe(false);
  expect(list.reportedAndGone).toMatchObject([
    { sheetId: sheet.sheetId, kind: 'age', newer: 'voided', steps: [{ status: 'reported' }] },
  ]);
  const [gone] = list.reportedAndGone;
  const said = { sheetId: sheet.sheetId, kind: 'age', seen: gone?.steps[0]?.stepNumber ?? null };
  await record([], { cases: [said], status: 'no_error', remark: '報告を訂正した' });
  expect((await listOf(2021)).reportedAndGone).toEqual([]);
});

test('what became of a case is said of the case as it was seen, of all of them or none', async () => {
  const [one, other] = [await committed(), await committed()];
  const [first, second] = [await caseOf(2021, one.sheetId), await caseOf(2021, other.sheetId)];
  const total = countsOf((await listOf(2021)).cases);
  expect(await record([first, second], { gravity: 'serious' })).toEqual({ recorded: 2 });
  expect(await caseOf(2021, one.sheetId)).toMatchObject({
    ...{ status: 'looked_into', gravity: 'serious', due: first.committedOn },
  });
  for (const stale of [first, { ...second, kind: 'interval' }]) {
    const fresh = await caseOf(2021, other.sheetId);
    await expect(record([fresh, stale])).rejects.toMatchObject({
      code: 'practice.changed_meanwhile',
    });
    expect((await caseOf(2021, other.sheetId)).steps).toHaveLength(1);
  }
  await record([await caseOf(2021, other.sheetId)], { status: 'no_error', remark: '調べた' });
  expect(countsOf((await listOf(2021)).cases)).toEqual({
    minor: total.minor - 2,
    serious: total.serious + 1,
  });
  await expect(world.owner.query('delete from practice_steps')).rejects.toThrow('append-only');
});

test('the file has a line for each case and no cell that a spreadsheet runs', async () => {
  const sheet = await committed();
  await record([await caseOf(2021, sheet.sheetId)], { remark: '=HYPERLINK("x")' });
  const list = await listOf(2021, 'csv');
  const text = new TextDecoder('utf-8').decode(practiceCsv(list, 'utf-8'));
  const rows: string[][] = parse(text, { from_line: 2 });
  expect(rows).toHaveLength(list.cases.length);
  expect(rows.flat().some((cell) => cell === `'=HYPERLINK("x")`)).toBe(true);
  expect(rows.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
  const shiftJis = new TextDecoder('shift_jis').decode(practiceCsv(list, 'shift_jis'));
  expect(shiftJis).toBe(text);
  const pdf = await PDFDocument.load(await printPracticeList(list));
  expect(pdf.getPageCount()).toBe(2);
});

test('only those who answer for the report see it, and it is written down who took it away', async () => {
  const list = practiceListOf(world.db, again(a.context), 2021, 'pdf');
  await expect(list).rejects.toThrow('auth.forbidden');
  await expect(
    recordPracticeSteps(world.db, again(a.context), {
      ...{ cases: [], status: 'open', gravity: null, remark: 'x' },
    }),
  ).rejects.toThrow('auth.forbidden');
  await listOf(2021, 'pdf');
  const { rows } = await world.owner.query(
    `select distinct account_id, outcome, detail->>'step' as step from audit_events
     where action = 'practice.read' order by 2, 3`,
  );
  expect(rows).toEqual([
    ...['csv', 'pdf', 'view'].map((step) => ({
      ...{ account_id: boss.accountId, outcome: 'done', step },
    })),
    { account_id: a.accountId, outcome: 'refused', step: 'pdf' },
  ]);
});
