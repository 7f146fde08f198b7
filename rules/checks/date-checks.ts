import { compareDates, isIsoDate } from '../calendar.ts';
import { type Check, valueIn } from './facts.ts';

const DATES = ['birthDate', 'vaccinationDate', 'consentDate'] as const;

export const datesExist: Check = (facts) => {
  const fields = DATES.filter((field) => {
    const value = valueIn(facts, field);
    return value !== null && !isIsoDate(value);
  });
  return fields.length === 0
    ? null
    : { code: 'date_unreadable', kind: 'reading_doubt', severity: 'block', fields: [...fields] };
};

export const notInFuture: Check = (facts) => {
  const fields = DATES.filter((field) => {
    const value = valueIn(facts, field);
    return value !== null && isIsoDate(value) && compareDates(value, facts.today) > 0;
  });
  return fields.length === 0
    ? null
    : { code: 'date_in_future', kind: 'reading_doubt', severity: 'block', fields: [...fields] };
};

export const notBeforeBirth: Check = (facts) => {
  const dose = valueIn(facts, 'vaccinationDate');
  const birth = valueIn(facts, 'birthDate');
  if (dose === null || birth === null || compareDates(dose, birth) >= 0) return null;
  return {
    code: 'dose_before_birth',
    kind: 'reading_doubt',
    severity: 'block',
    fields: ['vaccinationDate', 'birthDate'],
  };
};

export const inBatchMonth: Check = (facts) => {
  const dose = valueIn(facts, 'vaccinationDate');
  if (dose === null || facts.batchMonth === null || dose.startsWith(facts.batchMonth)) return null;
  return {
    code: 'date_outside_batch_month',
    kind: 'reading_doubt',
    severity: 'warn',
    fields: ['vaccinationDate'],
  };
};
