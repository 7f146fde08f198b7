import { expect, test } from 'vitest';
import {
  choicesOf,
  missingOf,
  NEWCOMER,
  namedByNumber,
  wordOf,
} from '../../../review-ui/review/person-choice.ts';
import type { ReviewNaming, ReviewPerson } from '../../../schemas/api/review.ts';

const person = (residentId: string): ReviewPerson => ({
  residentId,
  ...{ name: '西村 文子', kana: 'ニシムラ フミコ', birthDate: '1933-10-20', sex: 'female' },
  ...{ address: '緑が丘6-28-15', householdId: null, nonRegistered: false },
  ...{ movedInOn: null, movedOutOn: null, diedOn: null },
});
const found = (residentId: string, foundBy: 'number' | 'household') => ({
  ...{ residentId, foundBy, probability: 0.4, evidence: [] },
  person: person(residentId),
});
const naming: ReviewNaming = {
  ...{ asked: true, when: 'now', isComplete: true, spokenOf: [] },
  choices: [found('1', 'number'), found('2', 'household')],
  namesakes: [person('2'), person('3')],
};
const NOTHING = { chosen: null, reason: '', apartFrom: [] };

test('everybody there is reason to think of is there once', () => {
  const all = choicesOf(naming, [person('3'), person('4')]);
  expect(all.map((each) => each.person.residentId)).toEqual(['1', '2', '3', '4']);
});

test('nothing is sent before somebody is chosen', () => {
  expect(missingOf(naming, null, NOTHING)).toBe('choice');
  expect(wordOf(NOTHING, naming)).toBeNull();
});

test('who is not whom the number names is chosen with a reason', () => {
  const number = namedByNumber(naming);
  expect(number).toBe('1');
  expect(missingOf(naming, number, { ...NOTHING, chosen: '1' })).toBeNull();
  expect(missingOf(naming, number, { ...NOTHING, chosen: '2' })).toBe('reason');
  expect(missingOf(naming, number, { ...NOTHING, chosen: '2', reason: '券の取り違え' })).toBeNull();
  expect(missingOf(naming, null, { ...NOTHING, chosen: '2' })).toBeNull();
});

test('who is not in the register is taken in with a reason, and after a look at every namesake', () => {
  const chosen = { ...NOTHING, chosen: NEWCOMER, reason: '転入前' };
  expect(missingOf({ ...naming, isComplete: false }, null, chosen)).toBe('incomplete');
  expect(missingOf(naming, null, { ...chosen, apartFrom: ['2'] })).toBe('apart');
  const apart = { ...chosen, apartFrom: ['2', '3', '9'] };
  expect(missingOf(naming, null, { ...apart, reason: ' ' })).toBe('reason');
  expect(missingOf(naming, null, apart)).toBeNull();
  expect(wordOf(apart, naming)).toEqual({
    kind: 'not_registered',
    reason: '転入前',
    apartFrom: ['2', '3'],
  });
});
