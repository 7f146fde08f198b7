import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldStatus, type Keyed } from '../../../rules/field-closure.ts';
import { FormField } from '../../../schemas/form-template.ts';
import type { FieldReading } from '../../../schemas/reading.ts';

const field = (keying: 'unseen' | 'shown' | 'compare') =>
  FormField.parse({
    id: 'lot',
    labelJa: 'ロット',
    labelEn: 'lot',
    type: 'code',
    keying,
    lookAtMm: [0, 0, 1, 1],
  });

const reading = (value: string | null, accepted: boolean): FieldReading => ({
  value,
  state: value === null ? 'unreadable' : value === '' ? 'blank' : 'certain',
  accepted,
  probability: 0.9,
  candidates: [],
  boxMm: [0, 0, 1, 1],
  engine: 'test',
  engineVersion: '1',
});

const keyed = (value: string, shown = false): Keyed => ({ answer: 'value', value, shown });
const none = { verify: null, approve: [], adjudicate: null };
const witness = (value: string | null, accepted: boolean, registerValue: string | null = null) => ({
  reading: reading(value, accepted),
  registerValue,
});

test('nothing is believed before a person has answered', () => {
  for (const keying of ['unseen', 'shown', 'compare'] as const) {
    expect(fieldStatus(field(keying), witness('A1', true), none)).toEqual({ kind: 'open' });
  }
});

test('keyed unseen and equal to the reading closes', () => {
  const status = fieldStatus(field('unseen'), witness('a-1', false), {
    ...none,
    verify: keyed('A1'),
  });
  expect(status).toMatchObject({
    kind: 'closed',
    field: { evidence: 'keyed_agrees_with_reading' },
  });
});

test('an unread field needs a second person', () => {
  const status = fieldStatus(field('unseen'), witness(null, false), {
    ...none,
    verify: keyed('A1'),
  });
  expect(status).toEqual({ kind: 'contested', needs: 'approve' });
});

test('a shown field that the reader was not sure of is keyed unseen', () => {
  const confirmed = { ...none, verify: keyed('A1') };
  expect(fieldStatus(field('shown'), witness('A1', true), confirmed)).toMatchObject({
    field: { evidence: 'confirmed_as_shown' },
  });
  expect(fieldStatus(field('shown'), witness('A1', false), confirmed)).toMatchObject({
    field: { evidence: 'keyed_agrees_with_reading' },
  });
});

test('blank on paper agrees with blank as read, and with nothing else', () => {
  const blank = { answer: 'blank', value: null, shown: false } as const;
  const status = (value: string | null) =>
    fieldStatus(field('unseen'), witness(value, false), { ...none, verify: blank }).kind;
  expect(status('')).toBe('closed');
  expect(status(null)).toBe('contested');
  expect(status('A1')).toBe('contested');
});

test('a compared field closes on the register of the person named now, and on nobody else’s', () => {
  const name = FormField.parse({ ...field('compare'), id: 'name', type: 'text' });
  const unread = reading(null, false);
  const status = (written: string, registerValue: string | null) =>
    fieldStatus(name, { reading: unread, registerValue }, { ...none, verify: keyed(written) });
  expect(status('増田 節子', '増田　節子')).toMatchObject({
    field: { evidence: 'confirmed_as_shown' },
  });
  expect(status('増田 節子', '山田　花子')).toEqual({ kind: 'contested', needs: 'approve' });
  expect(status('06-6852-7969', null)).toMatchObject({ field: { evidence: 'keyed_and_approved' } });
});

test('a third person settles only what two people left open', () => {
  const agreed = { verify: keyed('A1'), approve: [], adjudicate: keyed('A2') };
  expect(fieldStatus(field('unseen'), witness('A1', false), agreed)).toMatchObject({
    field: { value: 'A1', evidence: 'keyed_agrees_with_reading' },
  });
});

const value = fc.constantFrom('A1', 'A2', 'A3');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const word = fc.record({ answer: fc.constant('value' as const), value, shown: fc.boolean() });

test('a field never closes on one word against another, whatever was keyed and read', () => {
  const approve = fc.array(word, { maxLength: 3 });
  const keyings = fc.record({ verify: word, approve, adjudicate: maybe(word) });
  fc.assert(
    fc.property(maybe(value), fc.boolean(), keyings, (read, accepted, words) => {
      const status = fieldStatus(field('unseen'), witness(read, accepted), words);
      if (status.kind !== 'closed') return;
      const { verify, approve, adjudicate } = words;
      const withReading = !verify.shown && read === verify.value;
      const equal = approve.every((each) => !each.shown && each.value === verify.value);
      const withPerson = approve.length > 0 && equal;
      const third = approve.length > 0 && !equal && adjudicate !== null;
      expect(withReading || withPerson || third).toBe(true);
      const settled = withReading || withPerson ? verify : adjudicate;
      expect(status.field.value).toBe(settled?.value);
    }),
  );
});
