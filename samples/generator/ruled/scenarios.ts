import type { RuledScenario } from './ruled-plan-types.ts';

const sheet = (
  hand: number,
  physicianHand: number,
  more: Partial<RuledScenario> = {},
): RuledScenario => ({ hand, physicianHand, ...more });

/** Twelve sheets of the elderly influenza form, in the order they were scanned. */
export const ELDERLY: readonly RuledScenario[] = [
  sheet(0, 2),
  sheet(1, 3, { fields: { birthDate: '1924-11-03' }, zeros: true, scan: { colour: 'colour' } }),
  sheet(2, 4, { marks: 'wide circle', physicianStamps: true, scan: { colour: 'colour' } }),
  sheet(3, 0, { fields: { q02: 'yes', q04: 'yes' }, skewDeg: 4.2 }),
  sheet(4, 1, {
    paper: '#f8e3e6',
    scan: { colour: 'colour', degradations: ['uneven brightness'] },
  }),
  sheet(5, 2, { fields: { birthDate: '1912-05-18', q09: 'blank' }, scan: { rotation: 180 } }),
  sheet(6, 3, { struck: { field: 'q05', first: 'yes' }, scan: { background: 'dark' } }),
  sheet(0, 4, { marks: 'tick', zeros: true, scan: { rotation: 90 } }),
  sheet(1, 5, { postponed: true, fields: { q06: 'yes', bodyTemperature: '37.9' }, skewDeg: -4.6 }),
  sheet(2, 6, { fields: { q07: 'both', consentSignature: 'absent' }, scan: { colour: '1-bit' } }),
  sheet(3, 1, {
    receivedAt: [160, 118],
    scan: { colour: 'colour', background: 'dark', degradations: ['punch holes'] },
  }),
  sheet(6, 5, {
    fields: { sex: 'blank', q03: 'yes' },
    physicianStamps: true,
    scan: { dpi: 300, rotation: 270, degradations: ['ADF streak'] },
  }),
];

/** Twelve sheets of the childhood form. */
export const CHILDHOOD: readonly RuledScenario[] = [
  sheet(1, 0, { fields: { doseNumber: '1' } }),
  sheet(2, 1, { fields: { doseNumber: 'booster', birthDate: '2018-07-25' }, zeros: true }),
  sheet(3, 2, {
    fields: { doseNumber: '2', q02: 'yes', q08: 'yes' },
    physicianStamps: true,
    scan: { colour: 'colour' },
  }),
  sheet(4, 3, { marks: 'wide circle', fields: { doseNumber: '3' }, skewDeg: -4.3 }),
  sheet(5, 4, {
    fields: { doseNumber: '1', q12: 'blank' },
    paper: '#e2f1e6',
    scan: { colour: 'colour', degradations: ['uneven brightness'] },
  }),
  sheet(6, 5, { fields: { doseNumber: '2' }, zeros: true, scan: { rotation: 270 } }),
  sheet(0, 6, {
    fields: { doseNumber: 'booster', birthDate: '2019-03-09' },
    struck: { field: 'q03', first: 'yes' },
    scan: { background: 'dark' },
  }),
  sheet(1, 2, { marks: 'tick', fields: { doseNumber: '1' }, scan: { rotation: 180 } }),
  sheet(2, 3, {
    postponed: true,
    fields: { doseNumber: '3', q05: 'yes', bodyTemperature: '38.2' },
    scan: { colour: 'colour', background: 'dark' },
  }),
  sheet(3, 4, { fields: { doseNumber: 'both', consentSignature: 'absent' }, skewDeg: 4.7 }),
  sheet(4, 5, {
    fields: { doseNumber: '2', q10: 'yes', q14: 'yes' },
    scan: { colour: '1-bit' },
  }),
  sheet(0, 1, {
    fields: { doseNumber: '1', birthDate: '2019-05-01' },
    receivedAt: [158, 150],
    physicianStamps: true,
    scan: { colour: 'colour', dpi: 300, degradations: ['punch holes', 'ADF streak'] },
  }),
];
