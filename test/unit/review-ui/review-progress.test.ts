import { describe, expect, test } from 'vitest';
import {
  beforeSigning,
  confirmation,
  type Marks,
  neighbour,
  nextField,
} from '../../../review-ui/review/review-progress.ts';
import { reviewField, shownReading } from './review-fields.ts';

const marks = (over: Partial<Marks> = {}): Marks => ({
  sent: new Set(),
  lookedAt: new Set(),
  onScreen: new Set(),
  ...over,
});
const keyed = reviewField({ fieldId: 'keyed' });
const shown = reviewField({ fieldId: 'shown', keying: 'shown', reading: shownReading('78') });
const later = reviewField({ fieldId: 'later' });
const contested = reviewField({
  fieldId: 'contested',
  mustAnswer: false,
  mine: { answer: 'value', value: '1' },
  status: 'contested',
  doubt: {
    candidates: [{ value: '7', probability: 0.8, source: 'digit-net', held: null }],
    otherKeyings: [],
    readersApart: [],
    master: null,
  },
});

test('what disagreed wants a second look before the signature, and only one', () => {
  const fields = [keyed, contested];
  const { toLookAtAgain } = beforeSigning(fields, marks());
  expect(toLookAtAgain).toEqual(['contested']);
  const looked = marks({ lookedAt: new Set(['contested']) });
  expect(beforeSigning(fields, looked).toLookAtAgain).toEqual([]);
});

describe('Enter', () => {
  test('leads to whose sheet it is after everything that tells persons apart is written or confirmed', () => {
    const person = reviewField({ fieldId: 'person', type: 'person' });
    const fields = [shown, keyed, person];
    expect(nextField(fields, 'keyed', marks({ sent: new Set(['keyed']) }))).toBe('shown');
    expect(nextField(fields, 'shown', marks({ sent: new Set(['keyed', 'shown']) }))).toBe('person');
  });

  test('leads through what is to be written before what is only to be confirmed', () => {
    const fields = [shown, keyed, contested, later];
    expect(nextField(fields, null, marks())).toBe('keyed');
    expect(nextField(fields, 'keyed', marks())).toBe('later');
    expect(nextField(fields, 'later', marks({ sent: new Set(['later', 'keyed']) }))).toBe('shown');
  });

  test('wraps round to what was left out', () => {
    expect(nextField([keyed, later], 'later', marks())).toBe('keyed');
  });

  test('comes to a second look last, and only once', () => {
    const done = new Set(['keyed', 'shown', 'later']);
    const fields = [contested, shown, keyed, later];
    expect(nextField(fields, 'later', marks({ sent: done }))).toBe('contested');
    const looked = marks({ sent: done, lookedAt: new Set(['contested']) });
    expect(nextField(fields, 'later', looked)).toBeNull();
  });

  test('asks for no second look where there is nothing to compare with', () => {
    const nothing = { candidates: [], otherKeyings: [], readersApart: [], master: null };
    expect(nextField([{ ...contested, doubt: nothing }], null, marks())).toBeNull();
    const said = { name: 'register', holdsMine: false, says: '1948-07-01' } as const;
    const other = { ...contested, doubt: { ...nothing, master: said } };
    expect(nextField([other], null, marks())).toBe('contested');
  });
});

describe('confirming all at once', () => {
  test('takes what is shown and open, and names what has not been on the screen', () => {
    const other = reviewField({ fieldId: 'other', keying: 'compare', registerValue: '藤原 文子' });
    const answered = {
      ...shown,
      fieldId: 'answered',
      mine: { answer: 'value' as const, value: '1' },
    };
    expect(
      confirmation([shown, keyed, other, answered], marks({ onScreen: new Set(['shown']) })),
    ).toEqual({ ids: ['shown', 'other'], notYetOnScreen: ['other'] });
  });
});

describe('signing', () => {
  test('waits for every open field and every row', () => {
    const state = marks({ sent: new Set(['keyed']), onScreen: new Set(['keyed', 'later']) });
    expect(beforeSigning([keyed, later, contested], state)).toEqual({
      open: ['later'],
      notYetOnScreen: ['contested'],
      toLookAtAgain: ['contested'],
    });
  });
});

test('arrows stop at both ends', () => {
  expect(neighbour([keyed, later], 'keyed', -1)).toBe('keyed');
  expect(neighbour([keyed, later], 'keyed', 1)).toBe('later');
  expect(neighbour([keyed, later], 'later', 1)).toBe('later');
});
