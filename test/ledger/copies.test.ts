import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActContext } from '../../ledger/act-context.ts';
import { closeComparison, eraseExpiredCopies } from '../../ledger/copies/close-comparison.ts';
import { differenceValues } from '../../ledger/copies/difference-values.ts';
import { listDifferences, setDifferenceState } from '../../ledger/copies/differences.ts';
import { listReconciliations } from '../../ledger/copies/list-reconciliations.ts';
import { setCopyRules } from '../../ledger/copies/rules.ts';
import { compareWithCopy, EVERYTHING } from '../../ledger/copies/run-comparison.ts';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { writeDraft } from '../../ledger/exports/draft-export.ts';
import { exportProfiles, formatOf } from '../../ledger/exports/profiles.ts';
import { askForReplyMark } from '../../ledger/reply-marks/change-reply-marks.ts';
import type { ReconciliationView } from '../../schemas/api/copies.ts';
import type { CopyDifferenceState } from '../../schemas/copies.ts';
import { type ExportWorld, exportWorld } from '../support/export-world.ts';
import { again, MUNICIPALITY, NOW, type Person } from '../support/ledger-world.ts';
import { takeSheet, verifySheet } from '../support/review-steps.ts';

let office: ExportWorld;
beforeAll(async () => {
  office = await exportWorld('copies');
});
afterAll(() => office.close());

let minutes = 0;
const later = (person: Person = office.asks, days = 0): ActContext => {
  minutes += 1;
  const now = new Date(NOW.getTime() + minutes * 60_000 + days * 86_400_000);
  return { ...again(person.context), now };
};
const deps = () => ({
  ...{ ...office.files, vault: office.world.deps.vault },
  profiles: () => exportProfiles(null),
});

/** The copy as it would be were every entry registered. */
async function copyNow(profileId = 'municipal-full'): Promise<Buffer> {
  const profile = (await exportProfiles(null)).find(({ id }) => id === profileId);
  if (profile === undefined) throw new Error(profileId);
  const selection = {
    ...{ municipalityId: MUNICIPALITY, treeSize: 1_000, marksAt: later().now },
    ...{ filter: EVERYTHING, profile },
  };
  const format = await formatOf(profile, MUNICIPALITY);
  return (await writeDraft(office.world.db, format, selection)).bytes;
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 97) yield bytes.subarray(at, at + 97);
}
const compare = (bytes: Uint8Array | string, profileId = 'municipal-full', person = office.asks) =>
  compareWithCopy(deps(), later(person), {
    ...{ profileId, stream: inPieces(Buffer.from(bytes)) },
  });
const found = async ({ reconciliationId }: ReconciliationView, over: object = {}) =>
  (await listDifferences(office.files.db, later(), reconciliationId, { offset: 0, ...over })).items;
const say = (
  { reconciliationId }: ReconciliationView,
  differenceIds: string[],
  state: CopyDifferenceState,
) => setDifferenceState(office.files.db, later(), { reconciliationId, differenceIds, state });
const valuesOf = ({ reconciliationId }: ReconciliationView, differenceId: string) =>
  differenceValues(deps(), later(), { reconciliationId, differenceId });

/** Header, and a line for each entry. */
const linesOf = (bytes: Buffer): string[] => bytes.toString('utf8').split('\r\n').slice(0, -1);
const fileOf = (lines: readonly string[]): string => lines.map((line) => `${line}\r\n`).join('');

test('a copy that is the ledger differs in nothing, whatever the order of its lines', async () => {
  const [header = '', ...lines] = linesOf(await copyNow());
  expect(await compare(fileOf([header, ...lines.toReversed()]))).toMatchObject({
    ...{ reconciliationNumber: 1, treeSize: 3, entries: 3, lines: 3, same: 3 },
    ...{ onlyLedger: 0, onlyCopy: 0, differing: 0, twice: 0, gone: null, open: 0 },
  });
  for (const id of ['municipal-fujimino', 'municipal-toyonaka']) {
    expect(await compare(await copyNow(id), id)).toMatchObject({ same: 3, lines: 3 });
  }
});

test('only here, only there, different and twice: each is named by entry and column, and by no value', async () => {
  const [header = '', first = '', second = '', third = ''] = linesOf(await copyNow());
  const changed = second.replace('EK9160', 'EK9161').replace('2021-10-15', '2021-10-16');
  const strange = third.replace(/^2,/, '77,');
  const view = await compare(fileOf([header, first, changed, strange, first]));
  expect(view).toMatchObject({
    ...{ entries: 3, lines: 4, same: 1, onlyLedger: 1, onlyCopy: 1, differing: 1, twice: 1 },
    ...{ open: 4, treeSize: 3 },
  });
  const items = await found(view);
  const [, b, c] = office.sheets;
  expect(items).toMatchObject([
    {
      ...{ kind: 'differing', entryId: b?.entryId, entryNumber: 1, copyLine: 2 },
      columns: ['接種年月日', 'ロット番号'],
    },
    { kind: 'only_ledger', entryId: c?.entryId, entryNumber: 2, columns: [], copyLine: null },
    { kind: 'only_copy', entryId: null, entryNumber: null, copyLine: 3 },
    { kind: 'twice', entryNumber: 0, copyLine: 4 },
  ]);
  const filtered = [{ kind: 'twice' }, { column: 'ロット番号' }, { state: 'accepted' }] as const;
  const counts = await Promise.all(filtered.map(async (over) => (await found(view, over)).length));
  expect(counts).toEqual([1, 1, 0]);

  const { rows } = await office.world.owner.query(
    `select d::text || r::text as told from copy_differences d join reconciliations r using (reconciliation_id)`,
  );
  const kept = JSON.stringify(rows);
  for (const { residentId } of office.sheets) expect(kept).not.toContain(residentId);
  for (const value of ['EK9161', 'EK9160', '2021-10-16', '増田']) {
    expect(kept).not.toContain(value);
  }
});

test('what both say is shown row by row, and the look is in the log with whose it is', async () => {
  const lines = linesOf(await copyNow());
  const changed = lines.map((line, at) => (at === 2 ? line.replace('EK9160', 'ZZ0001') : line));
  const view = await compare(fileOf(changed));
  const [difference] = await found(view);
  const { cells } = await valuesOf(view, difference?.differenceId ?? '');
  // Of what is the same nothing is shown.
  expect(cells).toEqual([
    { column: 'ロット番号', item: 'lotNumber', file: 'ZZ0001', means: null, ledger: 'EK9160' },
  ]);
  const { rows } = await office.world.owner.query(
    `select e.detail, t.reference from audit_events e join audit_terms t using (audit_event_id)
     where e.resource_id = $1`,
    [difference?.differenceId],
  );
  expect(rows).toMatchObject([{ detail: { step: 'values' } }]);
  const digests = await office.world.owner.query(
    'select resident_digest from copy_differences where difference_id = $1',
    [difference?.differenceId],
  );
  expect(digests.rows).toEqual([{ resident_digest: rows[0]?.reference }]);
});

test('the next comparison says what is gone, what is left, and keeps what was accepted', async () => {
  const lines = linesOf(await copyNow());
  const first = await compare(
    fileOf(lines.slice(0, 3).map((line) => line.replace('EK9160', 'AA0001'))),
  );
  const [one, two, three] = await found(first);
  await say(first, [one?.differenceId ?? ''], 'accepted');
  await say(first, [two?.differenceId ?? '', three?.differenceId ?? ''], 'next_transfer');
  expect(await found(first, { state: 'next_transfer' })).toMatchObject([
    { kind: 'differing', stateBy: 'chie' },
    { kind: 'only_ledger', stateBy: 'chie' },
  ]);
  // The first is as it was, the second differs in something else, the third was mended.
  const next = await compare(
    fileOf([
      ...lines.slice(0, 2).map((line) => line.replace('EK9160', 'AA0001')),
      ...lines.slice(2, 3).map((line) => line.replace('EK9160', 'AA0002')),
      ...lines.slice(3),
    ]),
  );
  expect(next).toMatchObject({ differing: 2, onlyLedger: 0, gone: 1, open: 1 });
  expect(await found(next)).toMatchObject([
    { state: 'accepted', before: 'accepted', stateBy: 'chie' },
    { state: 'open', before: 'next_transfer', stateBy: null },
  ]);
  expect(await found(next, { gone: 'yes' })).toMatchObject([
    { kind: 'only_ledger', entryNumber: 2, isGone: true, state: 'next_transfer' },
  ]);
});

test('whoever is 自動応答不可 here and not in the copy is a difference', async () => {
  const copy = await copyNow();
  const residentId = office.sheets[0]?.residentId ?? '';
  await askForReplyMark(office.world.deps, later(office.a), {
    ...{ residentId, reason: 'support_measures', fromDay: null, toDay: null },
  });
  const view = await compare(copy);
  expect(await found(view)).toMatchObject([
    { kind: 'differing', entryNumber: 0, columns: ['自動応答不可'] },
  ]);
});

test('closing ends it: the key is erased, values are out of reach, what was said stands', async () => {
  const lines = linesOf(await copyNow());
  const view = await compare(fileOf(lines.slice(0, 3)));
  const [difference] = await found(view);
  const differenceId = difference?.differenceId ?? '';
  await say(view, [differenceId], 'mend_copy');
  const { files } = office;
  const keyOf = async () => {
    const { rows } = await office.world.owner.query(
      `select wrapped_key from blobs join reconciliations on blob_id = file_blob_id
       where reconciliation_id = $1`,
      [view.reconciliationId],
    );
    return rows[0]?.wrapped_key;
  };
  expect(await keyOf()).not.toBeNull();
  await expect(
    office.world.owner.query('update reconciliations set erased_at = now()'),
  ).rejects.toMatchObject({ code: 'YL004' });
  const closed = await closeComparison(files, later(), view.reconciliationId);
  expect(closed).toMatchObject({ closedBy: 'chie', onlyLedger: 1 });
  expect(await keyOf()).toBeNull();
  await expect(valuesOf(view, differenceId)).rejects.toThrow('copies.file_erased');
  await expect(say(view, [differenceId], 'open')).rejects.toThrow('copies.closed');
  await expect(closeComparison(files, later(), view.reconciliationId)).rejects.toThrow(
    'copies.closed',
  );
  expect(await found(view)).toMatchObject([{ state: 'mend_copy' }]);
});

test('after its days the file is erased by itself, and the differences can still be worked through', async () => {
  await setCopyRules(office.files.db, later(office.admin), { everyDays: 7, keepDays: 2 });
  const lines = linesOf(await copyNow());
  const view = await compare(fileOf(lines.slice(0, 3)));
  const keepUntil = new Date(view.keepUntil);
  const due = (now: Date) => eraseExpiredCopies(office.files, MUNICIPALITY, now);
  expect(await due(new Date(keepUntil.getTime() - 1))).toBe(0);
  expect(await due(keepUntil)).toBe(1);
  const [difference] = await found(view);
  await expect(valuesOf(view, difference?.differenceId ?? '')).rejects.toThrow(
    'copies.file_erased',
  );
  expect(await say(view, [difference?.differenceId ?? ''], 'next_transfer')).toEqual({
    changed: 1,
  });
});

test('it is due again after the days that the municipality says', async () => {
  const at = async (days: number) => {
    const { isOverdue } = await listReconciliations(office.files.db, later(office.asks, days), 0);
    return isOverdue;
  };
  await setCopyRules(office.files.db, later(office.admin), { everyDays: 31, keepDays: 14 });
  expect([await at(1), await at(30), await at(32)]).toEqual([false, false, true]);
  await setCopyRules(office.files.db, later(office.admin), { everyDays: 7, keepDays: 14 });
  expect(await at(8)).toBe(true);
  await expect(
    setCopyRules(office.files.db, later(office.asks), { everyDays: 7, keepDays: 14 }),
  ).rejects.toThrow('auth.forbidden');
});

test('what is no copy is refused by name, and nothing of it is kept', async () => {
  const before = await listReconciliations(office.files.db, later(), 0);
  const bytes = await copyNow();
  await expect(compare(await copyNow('municipal-fujimino'))).rejects.toThrow('copies.unreadable');
  await expect(compare(fileOf(linesOf(bytes).slice(1)))).rejects.toThrow('copies.other_columns');
  await expect(compare('"')).rejects.toThrow('copies.unreadable');
  for (const id of ['vrs-ledger', 'fhir-jp-immunization', 'none']) {
    await expect(compare(bytes, id)).rejects.toThrow('input.invalid');
  }
  await expect(compare(bytes, 'municipal-full', office.a)).rejects.toThrow('auth.forbidden');
  expect((await listReconciliations(office.files.db, later(), 0)).total).toBe(before.total);
  const { rows } = await office.world.owner.query(
    `select count(*)::int as count from blobs b where media_type = 'text/csv'
     and not exists (select from reconciliations r where r.file_blob_id = b.blob_id)`,
  );
  expect(rows).toEqual([{ count: 0 }]);
});

test('a correction since the transfer is a difference of the entry that stands, a voiding leaves the copy alone', async () => {
  const copy = await copyNow();
  const { world, a, b } = office;
  const [, corrected, voided] = office.sheets;
  if (corrected === undefined || voided === undefined) throw new Error('no sheets');
  const amend = (entryId: string, kind: 'correction' | 'void') =>
    amendEntry(world.db, again(a.context), { entryId, kind, reason: '転記の誤り' });
  await amend(corrected.entryId, 'correction');
  await verifySheet(world, a, corrected, '2021-10-17');
  const second = await takeSheet(world, b, 'approve', corrected.sheetId);
  await second.key('vaccinationDate', '2021-10-17');
  await second.approve(corrected.imageHash);
  await amend(voided.entryId, 'void');
  await (await takeSheet(world, a, 'verify', voided.sheetId)).verify(voided.imageHash);
  await (await takeSheet(world, b, 'approve', voided.sheetId)).approve(voided.imageHash);
  const items = await found(await compare(copy));
  expect(items.filter(({ columns }) => !columns.includes('自動応答不可'))).toMatchObject([
    {
      ...{ kind: 'differing', entryNumber: 3 },
      columns: ['記録番号', '接種年月日'],
    },
    { kind: 'only_copy', entryNumber: 2, entryId: office.sheets[2]?.entryId },
  ]);
});
