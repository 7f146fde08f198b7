import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActContext } from '../../ledger/act-context.ts';
import { searchEntries, viewEntry } from '../../ledger/entries/list-entries.ts';
import { personHistory } from '../../ledger/entries/person-history.ts';
import { exportSample } from '../../ledger/exports/check-export.ts';
import { archiveExport } from '../../ledger/exports/hand-over.ts';
import { viewExport } from '../../ledger/exports/list-exports.ts';
import { exportProfiles } from '../../ledger/exports/profiles.ts';
import { previewExport } from '../../ledger/exports/request-export.ts';
import {
  askForReplyMark,
  askToLift,
  decideLift,
  decideReplyMark,
  searchReplyMarks,
} from '../../ledger/reply-marks/change-reply-marks.ts';
import type { ReplyMarkEntry } from '../../schemas/reply-mark.ts';
import { EVERYTHING, type ExportWorld, exportWorld } from '../support/export-world.ts';
import { again, NOW, type Person } from '../support/ledger-world.ts';

let office: ExportWorld;
/** Another account of whoever `a` is. */
let aAgain: Person;
beforeAll(async () => {
  office = await exportWorld('reply-marks');
  aAgain = await office.world.person('anna2', ['supervisor'], office.a.staffMemberId);
});
afterAll(() => office.close());

let minutes = 0;
/** Each act a minute after the one before it. */
const later = (person: Person): ActContext => {
  minutes += 1;
  return { ...again(person.context), now: new Date(NOW.getTime() + minutes * 60_000) };
};

const whose = (index: number): string => office.sheets[index]?.residentId ?? '';
const entryOf = (index: number, over: Partial<ReplyMarkEntry> = {}): ReplyMarkEntry => ({
  ...{ residentId: whose(index), reason: 'support_measures', fromDay: null, toDay: null },
  ...over,
});
const ask = (person: Person, entry: ReplyMarkEntry) =>
  askForReplyMark(office.world.deps, later(person), entry);
const decide = (person: Person, markId: string, confirm: boolean) =>
  decideReplyMark(office.world.db, later(person), { markId, confirm });
const lift = async (markId: string) => {
  await askToLift(office.world.db, later(office.a), markId);
  return decideLift(office.world.db, later(office.b), { markId, confirm: true });
};
const isShown = async (index: number, person = office.a): Promise<boolean | undefined> =>
  (await viewEntry(office.world.deps, later(person), office.sheets[index]?.entryId ?? ''))
    .noAutomaticReply;

/** What the steps of an output do is done now too. */
function moveClocks(): void {
  for (const person of [office.a, office.asks, office.approves]) {
    Object.assign(person.context, { now: later(person).now });
  }
}

/** One row of the file for each entry: what 自動応答不可 says there. */
async function marksInFile(profileId: string): Promise<Array<string | null | undefined>> {
  moveClocks();
  const count = await previewOf(profileId);
  const view = await office.ask(profileId);
  await office.approve(view, office.approves, count);
  const written = await office.write(view);
  const { lines } = await exportSample(office.files, later(office.b), written.exportId);
  return lines.map(({ cells }) => cells.find(({ column }) => column === '自動応答不可')?.file);
}
const previewOf = async (profileId: string): Promise<number> => {
  const asking = { db: office.files.db, profiles: () => exportProfiles(null) };
  const preview = await previewExport(asking, again(office.asks.context), {
    ...{ profileId, filter: EVERYTHING },
  });
  return preview.markedPersons;
};

test('it counts from the moment it is asked for, until a second natural person has refused it', async () => {
  const { markId } = await ask(office.a, entryOf(0));
  expect(await isShown(0)).toBe(true);
  for (const same of [office.a, aAgain]) {
    await expect(decide(same, markId, false)).rejects.toMatchObject({
      code: 'reply_mark.same_person',
    });
  }
  expect(await isShown(0)).toBe(true);
  expect(await decide(office.b, markId, false)).toMatchObject({
    ...{ state: 'refused', counts: false, decided: { by: 'botan', decision: 'refused' } },
  });
  expect(await isShown(0)).toBe(false);
  await expect(decide(office.b, markId, true)).rejects.toMatchObject({
    code: 'reply_mark.wrong_state',
  });
  const { rows } = await office.world.owner.query(
    `select account_id from audit_events where action = 'reply_mark.manage' and outcome = 'refused'`,
  );
  expect(rows.map((row) => row.account_id).toSorted()).toEqual(
    [office.a.accountId, aAgain.accountId].toSorted(),
  );
});

test('it is lifted by two as it was set by two, and the history stays', async () => {
  const { markId } = await ask(office.a, entryOf(0));
  await expect(askToLift(office.world.db, later(office.b), markId)).rejects.toMatchObject({
    code: 'reply_mark.wrong_state',
  });
  await decide(office.b, markId, true);
  const asked = await askToLift(office.world.db, later(office.b), markId);
  expect(asked).toMatchObject({ state: 'confirmed', counts: true, isOwn: true });
  await expect(askToLift(office.world.db, later(office.a), markId)).rejects.toMatchObject({
    code: 'reply_mark.wrong_state',
  });
  await expect(
    decideLift(office.world.db, later(office.b), { markId, confirm: true }),
  ).rejects.toMatchObject({ code: 'reply_mark.same_person' });
  await decideLift(office.world.db, later(office.a), { markId, confirm: false });
  expect(await isShown(0)).toBe(true);
  const lifted = await lift(markId);
  expect(lifted).toMatchObject({ state: 'lifted', counts: false });
  expect(lifted.lifts.map(({ decided }) => decided?.decision)).toEqual(['refused', 'confirmed']);
  expect(await isShown(0)).toBe(false);
  const query = { residentId: whose(0), part: null, offset: 0 };
  const { items } = await searchReplyMarks(office.world.deps, later(office.approves), query);
  expect(items.map(({ state }) => state)).toEqual(['lifted', 'refused']);
});

test('the database refuses what the program might forget', async () => {
  const { markId } = await ask(office.a, entryOf(1));
  const raw = (set: string) =>
    office.world.owner.query(`update reply_marks set ${set} where mark_id = $1`, [markId]);
  const self = `decided_account = asked_account, decided_by = asked_by, decided_at = now()`;
  await expect(raw(`${self}, decision = 'refused'`)).rejects.toMatchObject({ code: 'YL002' });
  await expect(raw(`lifted_at = now()`)).rejects.toMatchObject({ code: 'YL004' });
  await expect(raw(`resident_id = '${whose(2)}'`)).rejects.toMatchObject({ code: 'YL004' });
  await expect(raw(`reason = 'court_order'`)).rejects.toMatchObject({ code: 'YL004' });
  await decide(office.b, markId, true);
  await expect(raw(`decision = 'refused'`)).rejects.toMatchObject({ code: 'YL004' });
  await lift(markId);
});

test('the days it holds for are days in Japan, both included', async () => {
  const today = '2026-11-22';
  const days = (fromDay: string | null, toDay: string | null) => ({ fromDay, toDay });
  const counts = async (over: Partial<ReplyMarkEntry>) => {
    const { markId, counts: now } = await ask(office.a, entryOf(1, over));
    await decide(office.b, markId, false);
    return now;
  };
  expect(await counts(days(today, today))).toBe(true);
  expect(await counts(days(null, '2026-11-21'))).toBe(false);
  expect(await counts(days('2026-11-23', null))).toBe(false);
  await expect(ask(office.a, entryOf(1, days(today, '2026-11-21')))).rejects.toMatchObject({
    ...{ code: 'input.invalid', fields: ['toDay'] },
  });
  await expect(ask(office.a, entryOf(1, { residentId: '999' }))).rejects.toMatchObject({
    ...{ code: 'input.invalid', fields: ['residentId'] },
  });
});

test('the municipal files say it, by whoever is marked when they are written', async () => {
  const { markId } = await ask(office.a, entryOf(1));
  for (const id of ['municipal-full', 'municipal-toyonaka', 'municipal-fujimino']) {
    expect(await marksInFile(id)).toEqual(['0', '1', '0']);
  }
  await decide(office.b, markId, false);
  expect(await marksInFile('municipal-full')).toEqual(['0', '0', '0']);
});

test('who approves and who checks says how many there are, and the database holds them to it', async () => {
  const { world, files, asks, approves } = office;
  const { markId } = await ask(office.a, entryOf(2));
  moveClocks();
  const view = await office.ask();
  expect(view.markedPersons).toBe(1);
  await expect(office.approve(view)).rejects.toThrow('export.marked_unseen');
  expect(await office.approve(view, approves, 1)).toMatchObject({ state: 'approved' });
  expect(await office.write(view)).toMatchObject({ markedPersons: 1 });
  await expect(office.check(view)).rejects.toThrow('export.marked_unseen');
  const { rows } = await world.owner.query(
    `select staff_member_id from staff_members where display_name = 'anna'`,
  );
  const released = `update exports set state = 'released', checked_by = $2, checked_at = now(),
    checked_lines = '{1}', expires_at = now() + interval '1 day', checked_marked = $3 where export_id = $1`;
  const anna = rows[0]?.staff_member_id;
  await expect(world.owner.query(released, [view.exportId, anna, 0])).rejects.toMatchObject({
    code: 'YL007',
  });
  await expect(
    world.owner.query('update exports set marked_persons = 0 where export_id = $1', [
      view.exportId,
    ]),
  ).rejects.toMatchObject({ code: 'YL004' });
  await office.check(view, office.a, 1);
  await decide(office.b, markId, true);
  await archiveExport(files, later(asks), view.exportId);
  await lift(markId);
});

test('whoever is marked after a file was written is not handed out with it', async () => {
  const { files, asks, approves } = office;
  moveClocks();
  const view = await office.released();
  await archiveExport(files, later(asks), view.exportId);
  const waiting = await office.ask();
  const { markId } = await ask(office.a, entryOf(0));
  await expect(archiveExport(files, later(asks), view.exportId)).rejects.toThrow('export.outdated');
  // What still waits is counted anew for whoever approves.
  expect(await viewExport(files.db, later(approves), waiting.exportId)).toMatchObject({
    markedPersons: 1,
  });
  await decide(office.b, markId, false);
  await archiveExport(files, later(asks), view.exportId);
});

test('the ledger and the history show it to whoever reads them, and no clerk or contractor sees it', async () => {
  const { markId } = await ask(office.a, entryOf(0));
  const { deps } = office.world;
  const found = await searchEntries(deps, later(office.b), { residentId: null, offset: 0 });
  expect(found.items.map(({ noAutomaticReply }) => noAutomaticReply)).toEqual([false, false, true]);
  const { doses } = await personHistory(deps, later(office.b), whose(0));
  expect(doses).toMatchObject([{ kind: 'sheet', words: [{ noAutomaticReply: true }] }]);
  for (const role of ['clerk', 'contractor', 'administrator'] as const) {
    const person = await office.world.person(role, [role]);
    const query = { residentId: whose(0), part: null, offset: 0 };
    await expect(searchReplyMarks(deps, later(person), query)).rejects.toThrow('auth.forbidden');
    await expect(ask(person, entryOf(0))).rejects.toThrow('auth.forbidden');
  }
  await decide(office.b, markId, false);
});

test('neither whose it is nor why is in the audit log in the clear', async () => {
  const { rows } = await office.world.owner.query(
    `select resource_id, detail::text from audit_events where action like 'reply_mark.%'`,
  );
  expect(rows.length).toBeGreaterThan(10);
  const told = JSON.stringify(rows);
  for (const { residentId } of office.sheets) expect(told).not.toContain(residentId);
  expect(told).not.toContain('support_measures');
});
