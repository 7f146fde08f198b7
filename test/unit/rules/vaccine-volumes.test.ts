import { expect, test } from 'vitest';
import { codesOf, findingsOf, type GivenDose } from './vaccine-world.ts';

test.each<[string, string, GivenDose, boolean]>([
  ['JE', '0.25', { vaccine: 'je', birth: '2022-05-01', day: '2025-04-29' }, true],
  ['JE', '0.5', { vaccine: 'je', birth: '2022-05-01', day: '2025-04-29' }, false],
  // On the day three years are reached both are right.
  ['JE', '0.25', { vaccine: 'je', birth: '2022-05-01', day: '2025-04-30' }, true],
  ['JE', '0.5', { vaccine: 'je', birth: '2022-05-01', day: '2025-04-30' }, true],
  ['JE', '0.25', { vaccine: 'je', birth: '2022-05-01', day: '2025-05-01' }, false],
  ['DT', '0.1', { vaccine: 'dt2', birth: '2013-05-01', day: '2025-05-01' }, true],
  ['DT', '0.5', { vaccine: 'dt2', birth: '2013-05-01', day: '2025-05-01' }, false],
  ['HBV', '0.25', { vaccine: 'hbv', birth: '2025-05-01', day: '2025-08-01' }, true],
  ['HBV', '0.5', { vaccine: 'hbv', birth: '2025-05-01', day: '2025-08-01' }, false],
  [
    'Comirnaty',
    '0.3',
    { vaccine: 'covid19-special', birth: '1950-01-01', day: '2021-08-01' },
    true,
  ],
  [
    'Comirnaty',
    '0.5',
    { vaccine: 'covid19-special', birth: '1950-01-01', day: '2021-08-01' },
    false,
  ],
  ['Efluelda', '0.7', { vaccine: 'flu-hd', birth: '1940-01-01', day: '2026-11-01' }, true],
  ['Efluelda', '0.5', { vaccine: 'flu-hd', birth: '1940-01-01', day: '2026-11-01' }, false],
])('%s, %s mL', (_, doseVolumeMl, given, isRight) => {
  const codes = codesOf({ ...given, values: { doseVolumeMl } });
  expect(codes.includes('volume_wrong')).toBe(!isRight);
});

test('where the day is not known the volume is judged by the product, whatever the age', () => {
  const given = { vaccine: 'covid19-special', birth: '1950-01-01', day: '' };
  expect(codesOf({ ...given, values: { doseVolumeMl: '0.5' } })).toContain('volume_wrong');
  expect(codesOf({ ...given, values: { doseVolumeMl: '0.3' } })).not.toContain('volume_wrong');
  const je = { vaccine: 'je', birth: '2022-05-01', day: '' };
  expect(codesOf({ ...je, values: { doseVolumeMl: '0.25' } })).not.toContain('volume_wrong');
  expect(codesOf({ ...je, values: { doseVolumeMl: '0.1' } })).toContain('volume_wrong');
});

test.each([
  ['vaccinationDate', 'reading_doubt'],
  ['birthDate', 'reading_doubt'],
  ['doseNumber', 'practice'],
])('a volume that goes by age accuses nobody while %s may be misread: %s', (field, kind) => {
  const je = { vaccine: 'je', birth: '2022-05-01', day: '2025-05-01', doubtful: [field] };
  const found = findingsOf({ ...je, values: { doseVolumeMl: '0.25' } });
  expect(found.find(({ code }) => code === 'volume_wrong')).toMatchObject({ kind });
});
