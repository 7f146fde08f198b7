import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerField } from '../../ledger/review/answers.ts';
import { claim, release, renew } from '../../ledger/review/leases.ts';
import { signApproval } from '../../ledger/review/sign.ts';
import { again, ledgerWorld, type Person, type World } from '../support/ledger-world.ts';
import { takeSheet, verifySheet } from '../support/review-steps.ts';

/** A line that breaks, a second window, many hands at once: what reaches the server is not always said once. */
let world: World;
let a: Person;
let b: Person;

beforeAll(async () => {
  world = await ledgerWorld('sent_again');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
});
afterAll(() => world.close());

const rowsOf = (table: 'keyings' | 'signatures', sheetId: string) =>
  world.db.selectFrom(table).selectAll().where('sheetId', '=', sheetId).execute();

test('an answer sent again because its reply was lost stays one word, keyed unseen', async () => {
  const sheet = await world.checkedSheet();
  const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
  await hands.key('vaccinationDate', '2021-10-15');
  const after = await hands.key('vaccinationDate', '2021-10-15');
  expect(await rowsOf('keyings', sheet.sheetId)).toMatchObject([{ shown: false }]);
  const field = after.fields.find(({ fieldId }) => fieldId === 'vaccinationDate');
  expect(field?.closed?.evidence).toBe('keyed_agrees_with_reading');
});

test('whoever changes the answer and comes back to it has seen what was read', async () => {
  const sheet = await world.checkedSheet();
  const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
  for (const day of ['16', '15']) await hands.key('vaccinationDate', `2021-10-${day}`);
  const words = await rowsOf('keyings', sheet.sheetId);
  expect(words.map(({ shown }) => shown)).toEqual([false, true]);
});

test('an approval that went to a third person says so again', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet, '2021-10-16');
  const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
  await hands.key('vaccinationDate', '2021-10-18');
  const act = { ...hands.held, imageHash: sheet.imageHash, acknowledged: [] };
  const sign = () => signApproval(world.deps, again(b.context), act);
  expect(await sign()).toEqual({ outcome: 'adjudication', entryId: null });
  expect(await sign()).toEqual({ outcome: 'adjudication', entryId: null });
});

test('another person with another token finds no signature of theirs', async () => {
  const sheet = await world.checkedSheet();
  await verifySheet(world, a, sheet);
  const [signed] = await rowsOf('signatures', sheet.sheetId);
  const act = {
    sheetId: sheet.sheetId,
    fencingToken: String(signed?.fencingToken),
    imageHash: sheet.imageHash,
    acknowledged: [],
  };
  const sign = signApproval(world.deps, again(b.context), act);
  await expect(sign).rejects.toMatchObject({ code: 'review.lease_lost' });
});

test('a sheet opened at a second desk is closed at the first', async () => {
  const { sheetId } = await world.checkedSheet();
  const wanted = { purpose: 'verify', sheetId } as const;
  const first = await claim(world.db, again(a.context), wanted);
  const second = await claim(world.db, again(a.context), wanted);
  const elsewhere = { code: 'review.opened_elsewhere' };
  const key = ({ fencingToken }: typeof first) =>
    answerField(world.deps, again(a.context), {
      ...{ sheetId, fencingToken, fieldId: 'lotNumber' },
      ...{ answer: 'value', value: 'EK9160' },
    });
  await expect(key(first)).rejects.toMatchObject(elsewhere);
  await expect(renew(world.db, again(a.context), first)).rejects.toMatchObject(elsewhere);
  await release(world.db, again(a.context), first);
  await key(second);
  await renew(world.db, again(a.context), second);
});

test('of many who ask at one moment each gets a sheet of their own', async () => {
  const names = ['eiko', 'fumi', 'goro', 'hana', 'ichiro', 'jun', 'kana', 'ren'];
  const people = await Promise.all(names.map((name) => world.person(name, ['reviewer'])));
  for (const _ of people) await world.checkedSheet();
  const taken = await Promise.all(
    people.map(({ context }) => claim(world.db, again(context), { purpose: 'verify' })),
  );
  expect(new Set(taken.map(({ sheetId }) => sheetId)).size).toBe(people.length);
});
