import { afterAll, beforeAll, expect, test } from 'vitest';
import { amendEntry } from '../../ledger/entries/amend-entry.ts';
import { dismissSheet } from '../../ledger/review/dismiss.ts';
import { returnToVerification } from '../../ledger/review/sign.ts';
import { viewSheetStory } from '../../ledger/story/sheet-story.ts';
import { SheetStory } from '../../schemas/api/story.ts';
import { again, ledgerWorld, type Person, read, type World } from '../support/ledger-world.ts';
import { commitSheet, takeSheet, verifySheet } from '../support/review-steps.ts';

let world: World;
let a: Person;
let b: Person;
let c: Person;
let clerk: Person;
let auditor: Person;

beforeAll(async () => {
  world = await ledgerWorld('sheet_story');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  c = await world.person('chika', ['supervisor']);
  clerk = await world.person('kurumi', ['clerk']);
  auditor = await world.person('kansa', ['auditor']);
});
afterAll(() => world.close());

const storyFor = async (person: Person, sheetId: string) =>
  SheetStory.parse(await viewSheetStory(world.deps, again(person.context), sheetId));

const toldIn = ({ events }: SheetStory) =>
  events.map(({ by, what }) => {
    const detail =
      what.kind === 'moved' ? what.to : what.kind === 'step' ? what.step : (what.kind as string);
    return `${by ?? '-'} ${detail}`;
  });

test('tells who did what, from the file to the ledger', async () => {
  const sheet = await world.checkedSheet();
  const entryId = await commitSheet(world, { a, b }, sheet);
  const story = await storyFor(c, sheet.sheetId);
  expect(toldIn(story)).toEqual([
    '- received',
    '- received',
    '- preprocessed',
    '- read',
    '- checked',
    'anna taken',
    'botan taken',
    'anna answered',
    'anna verified',
    'botan committed',
  ]);
  expect(story.events.find(({ what }) => what.kind === 'committed')?.what).toMatchObject({
    entryId,
    entryKind: 'vaccinated',
    changes: [],
  });
  const date = story.rounds[0]?.fields.find(({ fieldId }) => fieldId === 'vaccinationDate');
  expect(date).toMatchObject({
    reading: { value: '2021-10-15' },
    answers: [{ by: 'anna', unseen: true, given: { answer: 'value', value: '2021-10-15' } }],
    closed: { evidence: 'keyed_agrees_with_reading' },
  });
});

test('keeps every value, finding and note back until the sheet is committed, from everybody', async () => {
  const lot = 'ZZ7731';
  const sheet = await world.checkedSheet({ lotNumber: read(lot, true) });
  await verifySheet(world, a, sheet, '2021-10-16');
  const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
  await hands.key('vaccinationDate', '2021-10-17');
  for (const person of [a, b, c, clerk, auditor]) {
    const story = await storyFor(person, sheet.sheetId);
    expect(story.withheld).toBe('until_committed');
    expect(JSON.stringify({ ...story, place: null })).not.toMatch(/2021-10-1|ZZ7731|222720/);
    expect(story.rounds[0]?.fields.length).toBe(4);
  }
});

test('keeps them back again while a correction is under way, and then tells what it changed', async () => {
  const sheet = await world.checkedSheet();
  const entryId = await commitSheet(world, { a, b }, sheet);
  expect((await storyFor(c, sheet.sheetId)).withheld).toBeNull();
  const reason = '接種日の読み違い';
  await amendEntry(world.db, again(c.context), { entryId, kind: 'correction', reason });
  expect((await storyFor(c, sheet.sheetId)).withheld).toBe('until_committed');
  await verifySheet(world, a, sheet, '2021-10-18');
  const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
  await hands.key('vaccinationDate', '2021-10-18');
  await hands.approve(sheet.imageHash);
  const story = await storyFor(auditor, sheet.sheetId);
  expect(story.events.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      { kind: 'opened', roundKind: 'correction', reason },
      expect.objectContaining({
        kind: 'committed',
        entryKind: 'corrected',
        changes: [{ item: 'vaccinationDate', before: '2021-10-15', after: '2021-10-18' }],
      }),
    ]),
  );
  expect(story.rounds.map(({ kind }) => kind)).toEqual(['initial', 'correction']);
});

test('a returned sheet keeps the reason after it was signed anew, and tells it once committed', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet, '2021-10-16');
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  const reason = '10月16日ではありませんか';
  await returnToVerification(world.deps, again(b.context), { ...second.held, reason });
  const returned = (story: SheetStory) =>
    story.events
      .map(({ what }) => what)
      .find((what) => what.kind === 'step' && what.step === 'returned');
  expect(returned(await storyFor(c, sheet.sheetId))).toMatchObject({
    words: null,
    wordsWithheld: true,
  });
  const first = await takeSheet(world, a, 'verify', sheet.sheetId);
  await first.verify(sheet.imageHash);
  const third = await takeSheet(world, b, 'approve', sheet.sheetId);
  await third.key('vaccinationDate', '2021-10-16');
  await third.approve(sheet.imageHash);
  expect(returned(await storyFor(c, sheet.sheetId))).toMatchObject({ words: reason });
});

test('a clerk reads why a sheet was taken out, and never a value', async () => {
  const sheet = await world.checkedSheet();
  const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
  await hands.key('vaccinationDate', '2021-10-15');
  const reason = '左端が切れている';
  const act = { ...hands.held, outcome: 'rescan_requested', reason } as const;
  await dismissSheet(world.deps, again(a.context), act);
  const story = await storyFor(clerk, sheet.sheetId);
  expect(story.events.at(-1)).toMatchObject({
    by: 'anna',
    what: { step: 'withdrawn', outcome: 'rescan_requested', words: reason },
  });
  expect(JSON.stringify(story)).not.toContain('2021-10-15');

  const committed = await world.checkedSheet();
  await commitSheet(world, { a, b }, committed);
  const other = await storyFor(clerk, committed.sheetId);
  expect(other.withheld).toBe('role');
  expect(JSON.stringify(other)).not.toContain('2021-10-15');
});

test('looking at a story is in the audit log; another municipality finds nothing', async () => {
  const sheet = await world.checkedSheet();
  await storyFor(auditor, sheet.sheetId);
  const { accountId } = await world.db
    .selectFrom('auditEvents')
    .selectAll()
    .where('action', '=', 'sheet.read')
    .where('resourceId', '=', sheet.sheetId)
    .executeTakeFirstOrThrow();
  expect(accountId).toBe(auditor.accountId);
  const stranger = {
    ...auditor.context,
    actor: { ...auditor.context.actor, municipalityId: '112453' },
  };
  await world.owner.query(
    `insert into municipalities (municipality_id, name, created_at) values ('112453', 'x', now())`,
  );
  await expect(viewSheetStory(world.deps, stranger, sheet.sheetId)).rejects.toMatchObject({
    code: 'resource.not_found',
  });
});
