import { type Check, type SheetFacts, valueIn, wasVaccinated } from './facts.ts';
import { found } from './finding-rules.ts';

/** What a dose must leave on the form. */
const OF_A_DOSE = ['vaccinationDate', 'lotNumber', 'doseVolumeMl'] as const;

/** Nobody may conclude from silence whether a dose was given (DOMAIN.md: no answer may be a default). */
export const decisionMade: Check = (facts) => {
  const decision = valueIn(facts, 'physicianDecision');
  if (decision !== 'blank' && decision !== 'both') return null;
  return found('physician_decision_missing', ['physicianDecision']);
};

/** Empty, or written and in the end legible to nobody. */
const isMissing = (facts: SheetFacts, field: string): boolean =>
  facts.values[field] === '' || (facts.final && facts.values[field] === null);

export const doseComplete: Check = (facts) => {
  const examinedOnly = facts.values['physicianDecision'] === 'postpone' && !wasVaccinated(facts);
  if (examinedOnly) return null;
  const fields = OF_A_DOSE.filter((field) => isMissing(facts, field));
  return fields.length === 0 ? null : found('dose_incomplete', fields);
};

/** A second questionnaire, or a second scan that nobody could tell from one: people decide which one counts. */
export const onlyScanOfTicket: Check = (facts) => {
  const others = facts.otherScans ?? [];
  if (others.length === 0) return null;
  const severity = others.every(({ ended }) => ended) ? 'note' : 'block';
  return found('ticket_on_other_sheet', ['ocrLine'], { severity });
};
