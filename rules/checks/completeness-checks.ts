import { type Check, type SheetFacts, valueIn, wasVaccinated } from './facts.ts';

/** What a dose must leave on the form. */
const OF_A_DOSE = ['vaccinationDate', 'lotNumber', 'doseVolumeMl'] as const;

/** Nobody may conclude from silence whether a dose was given (DOMAIN.md: no answer may be a default). */
export const decisionMade: Check = (facts) => {
  const decision = valueIn(facts, 'physicianDecision');
  if (decision !== 'blank' && decision !== 'both') return null;
  return {
    code: 'physician_decision_missing',
    kind: 'form',
    severity: 'block',
    fields: ['physicianDecision'],
  };
};

/** Empty, or written and in the end legible to nobody. */
const isMissing = (facts: SheetFacts, field: string): boolean =>
  facts.values[field] === '' || (facts.final && facts.values[field] === null);

export const doseComplete: Check = (facts) => {
  const examinedOnly = facts.values['physicianDecision'] === 'postpone' && !wasVaccinated(facts);
  if (examinedOnly) return null;
  const fields = OF_A_DOSE.filter((field) => isMissing(facts, field));
  return fields.length === 0
    ? null
    : { code: 'dose_incomplete', kind: 'form', severity: 'block', fields: [...fields] };
};

/** The same dose number or the same day a second time: another sheet of the same dose, or a real double one. */
export const notRecordedYet: Check = (facts) => {
  const date = valueIn(facts, 'vaccinationDate');
  const number = valueIn(facts, 'ocrLine')?.slice(1, 2);
  const twice = facts.doses?.some(
    (dose) => dose.vaccinationDate === date || dose.doseNumber === number,
  );
  if (twice !== true || !wasVaccinated(facts)) return null;
  return {
    code: 'duplicate_dose',
    kind: 'practice',
    severity: 'block',
    fields: ['ocrLine', 'vaccinationDate'],
  };
};
