import { expect, test } from 'vitest';
import { canonicalValue } from '../../../rules/field-value.ts';
import { FormField } from '../../../schemas/form-template.ts';

const field = (type: string, more: object = {}) =>
  FormField.parse({
    id: 'x',
    labelJa: 'x',
    labelEn: 'x',
    type,
    keying: 'unseen',
    lookAtMm: [0, 0, 1, 1],
    ...more,
  });
const options = [{ value: 'yes', labelJa: 'はい', labelEn: 'yes' }];

test.each([
  [field('date'), 'Ｒ３．１０．１５', '2021-10-15'],
  [field('date'), '3.10.15', null],
  [field('digits', { digits: 10 }), '２７１０ ２７６５４０', '2710276540'],
  [field('digits', { digits: 10 }), '271027654', null],
  [field('digits'), '071', '71'],
  [field('digits'), '7x', null],
  [field('decimal'), '３６．４', '36.4'],
  [field('decimal'), '0.30', '0.3'],
  [field('decimal'), '36,4', null],
  [field('code'), ' ek 91-60', 'EK9160'],
  [field('text'), '増田　節子 ', '増田 節子'],
  [field('choice', { options }), 'yes', 'yes'],
  [field('choice', { options }), 'maybe', null],
  [field('text'), '　', null],
])('%o %s', (given, written, expected) => {
  expect(canonicalValue(given, written)).toBe(expected);
});
