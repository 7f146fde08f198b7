import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysAfter } from '../../../rules/calendar.ts';
import { recordOf } from '../../../rules/record.ts';
import { findingsOf } from './vaccine-world.ts';

const DAY = '2021-10-15';
const grant = {
  overrideId: '01890000-0000-7000-8000-000000000000',
  document: '理由書',
  enteredBy: '甲',
  confirmedBy: '乙',
};

test('an override reaches the doses it names and no others', () => {
  const offset = fc.integer({ min: -3, max: 3 });
  fc.assert(
    fc.property(
      fc.record({
        from: offset,
        to: offset,
        programme: fc.constantFrom('bcg', 'mr'),
        vaccine: fc.constantFrom('all', 'bcg', 'mr'),
        kind: fc.constantFrom('long_term_care', 'other_municipality'),
      }),
      ({ from, to, programme, vaccine, kind }) => {
        const reach = {
          ...{ programme, vaccine },
          fromDay: daysAfter(DAY, from),
          toDay: daysAfter(DAY, to),
        };
        const overrides = [{ kind, reason: '療養', granted: { grant, reach } }];
        const found = findingsOf({ vaccine: 'bcg', birth: '2018-01-10', day: DAY, overrides });
        const age = found.find(({ code }) => code === 'age_not_eligible');
        const reaches =
          kind === 'long_term_care' &&
          programme === 'bcg' &&
          vaccine !== 'mr' &&
          from <= 0 &&
          to >= 0;
        expect(age?.severity).toBe(reaches ? 'note' : 'block');
        expect(age?.override).toEqual(reaches ? { kind, reason: '療養', grant } : undefined);
      },
    ),
  );
});

test('the record says which exceptions a dose rests on, and which its form asked for', () => {
  const form = { programme: 'bcg', fields: [] };
  const said = (
    values: Record<string, string>,
    ...kinds: ('long_term_care' | 'other_municipality')[]
  ) => {
    const { longTermCareException, otherMunicipalityKind } = recordOf(
      form,
      values,
      null,
      new Set(kinds),
    );
    return [longTermCareException, otherMunicipalityKind];
  };
  expect(said({})).toEqual([null, null]);
  expect(said({}, 'long_term_care')).toEqual([true, null]);
  expect(said({}, 'other_municipality')).toEqual([null, 'other_municipality']);
  expect(said({ longTermCareException: 'yes' })).toEqual([true, null]);
  expect(said({ longTermCareException: 'no' })).toEqual([false, null]);
  expect(said({ otherMunicipalityKind: '2' })).toEqual([null, '2']);
});
