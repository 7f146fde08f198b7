import { describe, expect, test } from 'vitest';
import {
  choiceFor,
  choiceKeys,
  daySaid,
  echoOf,
  isConfirmable,
  isEditable,
  sameDayField,
  shownValue,
  startingDraft,
} from '../../../review-ui/review/field-answer.ts';
import { reviewField, shownReading, YES_NO } from './review-fields.ts';

const question = reviewField({ fieldId: 'q01', type: 'choice', options: YES_NO });

describe('the keys of a choice', () => {
  test('follow the paper, with 0 for unmarked and B for both', () => {
    expect(choiceKeys(question).map(({ key, value }) => `${key} ${value}`)).toEqual([
      '1 yes',
      '2 no',
      '0 blank',
      'B both',
    ]);
  });

  test.each([
    ['1', 'yes'],
    ['２', 'no'],
    ['0', 'blank'],
    ['b', 'both'],
    ['Ｂ', 'both'],
  ])('%s means %s', (key, value) => {
    expect(choiceFor(question, key)).toBe(value);
  });

  test('name nothing else', () => {
    for (const key of ['3', 'y', 'Enter', '']) expect(choiceFor(question, key)).toBeNull();
  });
});

describe('what stands in the input', () => {
  test('is nothing for a field keyed unseen, even if a reading came along', () => {
    const field = reviewField({ fieldId: 'lot', reading: shownReading('FC2396') });
    expect(shownValue(field)).toBeNull();
    expect(startingDraft(field)).toBe('');
    expect(isConfirmable(field)).toBe(false);
  });

  test('is the reading where it may be shown, and the register where ink is compared', () => {
    const shown = reviewField({ fieldId: 'age', keying: 'shown', reading: shownReading('78') });
    const compared = reviewField({
      fieldId: 'name',
      keying: 'compare',
      registerValue: '藤原 文子',
    });
    expect(startingDraft(shown)).toBe('78');
    expect(startingDraft(compared)).toBe('藤原 文子');
  });

  test('is empty, and still to be confirmed, where the paper was read as empty', () => {
    const field = reviewField({ fieldId: 'age', keying: 'shown', reading: shownReading('') });
    expect(isConfirmable(field)).toBe(true);
    expect(startingDraft(field)).toBe('');
  });

  test('has to be written where the register names nobody', () => {
    expect(isConfirmable(reviewField({ fieldId: 'name', keying: 'compare' }))).toBe(false);
  });

  test('is one’s own answer once there is one, and may be replaced', () => {
    const field = reviewField({
      fieldId: 'lot',
      mustAnswer: false,
      mine: { answer: 'value', value: 'FC2396' },
    });
    expect(startingDraft(field)).toBe('FC2396');
    expect(isEditable(field)).toBe(true);
    expect(isEditable({ ...field, mine: null })).toBe(false);
  });
});

describe('the echo', () => {
  const date = reviewField({ fieldId: 'birthDate', type: 'date' });
  const digits = reviewField({ fieldId: 'institutionCode', type: 'digits', digits: 10 });

  test.each([
    [date, 'R3.7.7', { kind: 'value', value: '2021-07-07' }],
    [date, '令和３年７月７日', { kind: 'value', value: '2021-07-07' }],
    [date, '20210707', { kind: 'value', value: '2021-07-07' }],
    [date, '3.7.7', { kind: 'ambiguous', candidates: ['1928-07-07', '1991-07-07', '2021-07-07'] }],
    [date, 'R3.2.30', { kind: 'not_a_value' }],
    [date, '', { kind: 'empty' }],
    [digits, '２７１１０４２７３５', { kind: 'value', value: '2711042735' }],
    [digits, '271104273', { kind: 'not_a_value' }],
    [digits, '　', { kind: 'empty' }],
  ])('of %# understands %s', (field, draft, echo) => {
    expect(echoOf(field, draft)).toEqual(echo);
  });
});

describe('= for the day of the vaccination', () => {
  const consent = reviewField({ fieldId: 'consentDate', type: 'date' });
  const dose = reviewField({ fieldId: 'vaccinationDate', type: 'date' });
  const said = { answer: 'value', value: '2021-07-07' } as const;

  test('is for the consent alone: what goes into the record is written out', () => {
    expect(sameDayField(consent, [consent, dose])).toBe(dose);
    expect(sameDayField(dose, [consent, dose])).toBeNull();
    expect(sameDayField({ ...consent, mustAnswer: false }, [consent, dose])).toBeNull();
  });

  test('is the day this person keyed, or everybody stands behind', () => {
    expect(daySaid({ ...dose, mine: said })).toBe('2021-07-07');
    const closed = { fieldId: 'vaccinationDate', ...said, evidence: 'adjudicated' } as const;
    expect(daySaid({ ...dose, closed })).toBe('2021-07-07');
  });

  test('is never what was only read, nor what has no day', () => {
    expect(daySaid({ ...dose, keying: 'shown', reading: shownReading('2021-07-07') })).toBeNull();
    expect(daySaid({ ...dose, mine: { answer: 'blank', value: null } })).toBeNull();
  });
});

describe('what goes without saying', () => {
  const on = (fieldId: string, draft: string) =>
    echoOf(reviewField({ fieldId, type: 'date' }), draft);

  test.each([
    ['30707', '2021-07-07'],
    ['3.7.7', '2021-07-07'],
    ['300412', '2018-04-12'],
    ['S30707', '1928-07-07'],
  ])('%s is a visit on %s', (draft, value) => {
    expect(on('vaccinationDate', draft)).toEqual({ kind: 'value', value });
  });

  test('is said of no other date', () => {
    expect(on('birthDate', '30707').kind).toBe('ambiguous');
    expect(on('lotExpiry', '30707').kind).toBe('ambiguous');
  });

  test('.3 is 0.3', () => {
    const volume = reviewField({ fieldId: 'doseVolumeMl', type: 'decimal' });
    expect(echoOf(volume, '.3')).toEqual({ kind: 'value', value: '0.3' });
    expect(echoOf(volume, '.').kind).toBe('not_a_value');
  });
});
