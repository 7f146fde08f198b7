import { expect, test } from 'vitest';
import { givenAnswer } from '../../../rules/given-answer.ts';
import { newcomerOf, personField, personSaid, personValue } from '../../../rules/person-field.ts';
import { sameWriting } from '../../../rules/same-writing.ts';
import { FormTemplate } from '../../../schemas/form-template.ts';

const keyed = (value: string) => ({ answer: 'value' as const, value, shown: false });
const same = (field: string, one: string, other: string) =>
  sameWriting(field)(keyed(one), keyed(other));

test.each([
  ['name', '髙橋　みどり', '髙橋みどり'],
  ['name', 'ｽﾐｽ ｼﾞｮﾝ', 'スミス　ジョン'],
  ['kana', 'たかはし みどり', 'タカハシ　ミドリ'],
  ['address', '上野東三丁目28番3号', '上野東3-28-3'],
  ['address', '上野東3丁目28-3 メゾン101号室', '上野東３－２８－３　メゾン101号室'],
  ['address', '本町1番地の2', '本町1-2'],
])('%s: %s and %s are the same writing', (field, one, other) => {
  expect(same(field, one, other)).toBe(true);
});

test.each([
  ['name', '髙橋 みどり', '高橋 みどり'],
  ['name', '渡邉 亮', '渡邊 亮'],
  ['kana', 'タカハシ ミドリ', 'タカバシ ミドリ'],
  ['address', '上野東3-28-3', '上野東3-28-13'],
  ['address', '上野東3-28-3 メゾン101号室', '上野東3-28-3 メゾン102号室'],
  ['address', '本町1-21', '本町12-1'],
  ['address', 'コーポ3', 'コポ3'],
])('%s: %s and %s are two answers', (field, one, other) => {
  expect(same(field, one, other)).toBe(false);
});

test('what is no value is never the same as one', () => {
  const blank = { answer: 'blank' as const, value: null, shown: false };
  expect(sameWriting('name')(blank, keyed('北野'))).toBe(false);
  expect(sameWriting('name')(blank, blank)).toBe(true);
});

test('a word names somebody of the register or nobody of it, and nothing else', () => {
  const word = { kind: 'registered', residentId: '5100000172', reason: null } as const;
  expect(personSaid(personValue(word))).toEqual({ kind: 'registered', residentId: '5100000172' });
  const other = { kind: 'not_registered' as const, reason: '転入前', apartFrom: [] };
  expect(personSaid(personValue(other))).toEqual({ kind: 'not_registered' });
  for (const value of [
    '',
    'resident:',
    'resident:12a',
    'resident:1234567890123456',
    '5100000172',
  ]) {
    expect(personSaid(value)).toBeNull();
  }
});

const FORM = { fields: [] };

test('whose sheet it is can neither be blank nor illegible', () => {
  const field = personField(FORM);
  expect(givenAnswer(field, 'value', 'not_registered')).not.toBeNull();
  for (const answer of ['blank', 'illegible', 'not_on_form'] as const) {
    expect(givenAnswer(field, answer, null)).toBeNull();
  }
  expect(givenAnswer(field, 'value', '西村')).toBeNull();
});

test('no form has a field of that name or kind', () => {
  const fields = FormTemplate.shape.fields;
  const one = { ...personField(FORM), id: 'name', type: 'text' as const };
  expect(fields.safeParse([one]).success).toBe(true);
  expect(fields.safeParse([{ ...one, id: 'person' }]).success).toBe(false);
  expect(fields.safeParse([{ ...one, type: 'person' }]).success).toBe(false);
});

test('nobody is taken in without a name and a day of birth that exists', () => {
  const written = { name: '北野 進', birthDate: '1988-04-12', sex: 'male', kana: '', address: '' };
  expect(newcomerOf(written)).toMatchObject({ sex: 'male', nonRegistered: true });
  expect(newcomerOf({ ...written, sex: 'blank' })).toMatchObject({ sex: null });
  for (const wrong of [
    { name: ' ' },
    { name: null },
    { birthDate: '' },
    { birthDate: '1988-02-30' },
  ]) {
    expect(newcomerOf({ ...written, ...wrong })).toBeNull();
  }
});
