import type { Scenario } from './plan-types.ts';

const plain = (hand: number, physicianHand: number, more: Partial<Scenario> = {}): Scenario => ({
  hand,
  physicianHand,
  ...more,
});

/** The 24 sheets, in the order they were scanned. */
export const SCENARIOS: readonly Scenario[] = [
  plain(0, 2, { with2d: true }),
  plain(1, 3, {
    consentDate: 'seireki',
    scan: { colour: 'colour', degradations: ['uneven brightness'] },
  }),
  plain(2, 4, { physicianStamps: true, scan: { colour: 'colour' } }),
  plain(3, 0, { moderna: true, answers: { q05: 'yes' }, with2d: true }),
  plain(4, 1, { problem: 'temperature_high_but_vaccinated', answers: { q07: 'yes' } }),
  plain(5, 2, { consentDate: 'short', printedCode: true, scan: { rotation: 180 } }),
  plain(6, 3, {
    answers: { q09: 'blank', q12: 'blank' },
    scan: { degradations: ['uneven brightness', 'ADF streak'] },
  }),
  plain(0, 4, { problem: 'consent_missing', physicianStamps: true, scan: { colour: 'colour' } }),
  plain(1, 5, { postponed: true, answers: { q06: 'yes', q07: 'yes' } }),
  plain(2, 6, { moderna: true, problem: 'signature_missing', withoutBars: true }),
  plain(3, 1, { struck: 'q06', with2d: true, scan: { colour: 'colour', background: 'dark' } }),
  plain(4, 0, { problem: 'date_in_future', printedCode: true }),
  plain(5, 3, { answers: { q11: 'both' }, consentDate: 'none', scan: { rotation: 90 } }),
  plain(6, 2, { problem: 'ticket_not_issued', with2d: true }),
  plain(0, 5, {
    withoutPhone: true,
    physicianStamps: true,
    scan: { dpi: 300, degradations: ['punch holes'] },
  }),
  plain(1, 6, { problem: 'lot_unknown', consentDate: 'seireki' }),
  plain(2, 0, {
    answers: { q05: 'yes', q10: 'yes' },
    scan: { colour: 'colour', background: 'dark', degradations: ['punch holes'] },
  }),
  plain(3, 4, { problem: 'institution_unknown', withoutBars: true }),
  plain(4, 3, { scan: { rotation: 270 }, withoutAge: true }),
  plain(5, 1, { problem: 'register_birthdate_mismatch', printedCode: true }),
  plain(6, 5, { moderna: true, consentDate: 'short', scan: { degradations: ['ADF streak'] } }),
  plain(0, 6, { postponed: true, answers: { q07: 'yes', q13: 'yes' }, physicianStamps: true }),
  plain(2, 1, { with2d: true, consentDate: 'seireki', scan: { colour: '1-bit' } }),
  plain(3, 2, {
    answers: { q08: 'yes' },
    scan: { degradations: ['uneven brightness', 'pencil smear'] },
  }),
];
