import { compareDates, isIsoDate } from '../calendar.ts';
import { type Check, valueIn } from './facts.ts';
import { found } from './finding-rules.ts';

const DATES = ['birthDate', 'vaccinationDate', 'consentDate'] as const;

export const datesExist: Check = (facts) => {
  const fields = DATES.filter((field) => {
    const value = valueIn(facts, field);
    return value !== null && !isIsoDate(value);
  });
  return fields.length === 0 ? null : found('date_unreadable', fields);
};

export const notInFuture: Check = (facts) => {
  const fields = DATES.filter((field) => {
    const value = valueIn(facts, field);
    return value !== null && isIsoDate(value) && compareDates(value, facts.today) > 0;
  });
  return fields.length === 0 ? null : found('date_in_future', fields);
};

export const notBeforeBirth: Check = (facts) => {
  const dose = valueIn(facts, 'vaccinationDate');
  const birth = valueIn(facts, 'birthDate');
  if (dose === null || birth === null || compareDates(dose, birth) >= 0) return null;
  return found('dose_before_birth', ['vaccinationDate', 'birthDate']);
};

/** A sheet that was handed in before its dose was given says the wrong day; one of days to come is told already. */
export const notAfterReceipt: Check = (facts) => {
  const dose = valueIn(facts, 'vaccinationDate');
  const { receivedOn, today } = facts;
  if (dose === null || receivedOn === null || dose <= receivedOn || dose > today) return null;
  return found('date_after_receipt', ['vaccinationDate'], { detail: { received: receivedOn } });
};

export const inBatchMonth: Check = (facts) => {
  const dose = valueIn(facts, 'vaccinationDate');
  if (dose === null || facts.batchMonth === null || dose.startsWith(facts.batchMonth)) return null;
  return found('date_outside_batch_month', ['vaccinationDate'], {
    detail: { month: facts.batchMonth },
  });
};
