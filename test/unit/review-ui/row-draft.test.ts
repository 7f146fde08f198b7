import { expect, test } from 'vitest';
import { draftOf, rowOf } from '../../../review-ui/masters/row-draft.ts';

const FEE = {
  programme: 'インフルエンザ',
  vaccine: 'all',
  institutionKind: '病院',
  validFrom: '2025-10-01',
  validTo: null,
  vaccinatedYen: 5_000,
  examinedOnlyYen: 0,
};

test('a row that nobody touched is the row it was', () => {
  expect(rowOf('fees', draftOf('fees', FEE))).toEqual({ row: FEE, wrong: [] });
});

test('days and amounts are understood as people write them', () => {
  const draft = { ...draftOf('fees', FEE), validTo: 'R8.3.31', vaccinatedYen: '５,２００' };
  expect(rowOf('fees', draft)).toMatchObject({
    row: { validTo: '2026-03-31', vaccinatedYen: 5_200, vaccine: 'all' },
    wrong: [],
  });
});

test('what cannot be read is wrong, never another value', () => {
  const draft = { ...draftOf('fees', FEE), validTo: '8.3.31', vaccinatedYen: '-1' };
  expect(rowOf('fees', draft).wrong.toSorted()).toEqual(['vaccinatedYen', 'validTo']);
  expect(rowOf('fees', draftOf('fees', null)).wrong).toContain('programme');
});
