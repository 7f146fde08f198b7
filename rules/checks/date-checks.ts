import { compareDates, isIsoDate } from '../calendar.ts';
import { type Check, valueOf } from './facts.ts';

const DATES = ['birthDate', 'vaccinationDate', 'consentDate'] as const;

export const datesExist: Check = (facts) => {
  const fields = DATES.filter((field) => {
    const value = valueOf(facts, field);
    return value !== null && !isIsoDate(value);
  });
  return fields.length === 0
    ? null
    : { code: 'date_unreadable', kind: 'reading_doubt', severity: 'block', fields: [...fields] };
};

export const notInFuture: Check = (facts) => {
  const fields = DATES.filter((field) => {
    const value = valueOf(facts, field);
    return value !== null && isIsoDate(value) && compareDates(value, facts.today) > 0;
  });
  return fields.length === 0
    ? null
    : { code: 'date_in_future', kind: 'reading_doubt', severity: 'block', fields: [...fields] };
};

export const notBeforeBirth: Check = (facts) => {
  const dose = valueOf(facts, 'vaccinationDate');
  const birth = valueOf(facts, 'birthDate');
  if (dose === null || birth === null || compareDates(dose, birth) >= 0) return null;
  return {
    code: 'dose_before_birth',
    kind: 'reading_doubt',
    severity: 'block',
    fields: ['vaccinationDate', 'birthDate'],
  };
};

export const inBatchMonth: Check = (facts) => {
  const dose = valueOf(facts, 'vaccinationDate');
  if (dose === null || facts.batchMonth === null || dose.startsWith(facts.batchMonth)) return null;
  return {
    code: 'date_outside_batch_month',
    kind: 'reading_doubt',
    severity: 'warn',
    fields: ['vaccinationDate'],
  };
};
