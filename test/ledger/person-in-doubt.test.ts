import { afterAll, beforeAll, expect, test } from 'vitest';
import { viewReviewSheet } from '../../ledger/review/answers.ts';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import type { MatchOutcome, PersonCandidate } from '../../schemas/person-match.ts';
import { birthDateWorld } from '../support/birth-date-world.ts';
import { again, type Person, read, type World } from '../support/ledger-world.ts';
import { takeSheet } from '../support/review-steps.ts';

/** As the register has everybody here, each with a number and a name of their own. */
const BORN = '1950-05-31';
const NAME = '増田 節子';

let world: World;
let a: Person;
let b: Person;

beforeAll(async () => {
  world = await birthDateWorld('person_in_doubt');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
});
afterAll(() => world.close());

/** A sheet of which the check stage found this. */
async function sheetFound(outcome: MatchOutcome) {
  const sheet = await world.checkedSheet({ birthDate: read('1956-05-31', false) });
  const named: PersonCandidate = {
    residentId: sheet.residentId,
    foundBy: 'number',
    probability: 0.2,
    evidence: [],
  };
  await world.db
    .updateTable('sheetPersonMatches')
    .set({ outcome, named: JSON.stringify(named) })
    .where('sheetId', '=', sheet.sheetId)
    .execute();
  return sheet;
}

const fieldOf = (sheet: ReviewSheet, id: string) =>
  sheet.fields.find(({ fieldId }) => fieldId === id);

test('who is offered is confirmed with one key, and what speaks for them grows with what is keyed', async () => {
  const sheet = await sheetFound('offered');
  const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
  const shown = await hands.confirm('ocrLine', 'name', 'lotNumber');
  expect(shown.match).toMatchObject({ numberInDoubt: false, others: [] });
  expect(JSON.stringify(shown)).not.toContain(BORN);
  const keyed = await hands.key('birthDate', BORN);
  const birth = keyed.match?.evidence.find(({ field }) => field === 'birthDate');
  expect(birth).toMatchObject({ agrees: 'agrees', likeness: 'same' });
});

test.each(['unsure', 'contradicted'] as const)(
  'nobody is offered on a sheet that was found %s: number and name are keyed from the paper',
  async (outcome) => {
    const sheet = await sheetFound(outcome);
    const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
    const seen = await viewReviewSheet(world.deps, again(a.context), sheet.sheetId);
    expect(seen).toMatchObject({ person: null, match: { numberInDoubt: true, outcome: 'unread' } });
    expect(fieldOf(seen, 'ocrLine')).toMatchObject({ keying: 'unseen', reading: null });
    await expect(hands.confirm('ocrLine')).rejects.toMatchObject({ code: 'review.invalid_value' });
    const numbered = await hands.key('ocrLine', sheet.ticket);
    // Whom the number names would say what is still to be keyed.
    expect(numbered.person).toBeNull();
    expect(JSON.stringify(numbered)).not.toContain('増田');
    expect(fieldOf(numbered, 'name')).toMatchObject({ registerValue: null });
    await expect(hands.confirm('name')).rejects.toMatchObject({ code: 'review.invalid_value' });
    const named = await hands.key('name', NAME);
    expect(fieldOf(named, 'name')).toMatchObject({ status: 'closed', registerValue: '増田　節子' });
    expect(named.person?.residentId).toBe(sheet.residentId);
  },
);

test('others are named once nothing is left that they could give away, and to nobody who settles ink', async () => {
  const [other, sheet] = [await world.checkedSheet(), await sheetFound('contradicted')];
  const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
  const early = await hands.key('ocrLine', sheet.ticket);
  expect(early.match?.others).toEqual([]);
  await hands.key('name', '増田 京子');
  const all = await hands.key('birthDate', BORN);
  expect(all.match?.outcome).toBe('contradicted');
  expect(all.match?.others.map(({ residentId }) => residentId)).toContain(other.residentId);
  await hands.confirm('lotNumber');
  await hands.key('vaccinationDate', '2021-10-15');
  await hands.verify(sheet.imageHash);
  const second = await takeSheet(world, b, 'approve', sheet.sheetId);
  const seen = await viewReviewSheet(world.deps, again(b.context), sheet.sheetId);
  // What A keyed of name and birth date is still to be keyed by B, unseen.
  expect(seen.match?.others).toEqual([]);
  expect(fieldOf(seen, 'name')).toMatchObject({ status: 'contested', registerValue: null });
  expect(second.lease.purpose).toBe('approve');
});
