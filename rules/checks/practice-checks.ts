import { compareDates } from '../calendar.ts';
import { type Check, valueIn, wasVaccinated } from './facts.ts';

/** 明らかな発熱 = 通常37.5℃以上: 接種不適当者 (予防接種実施規則 第2条; DOMAIN.md §5). */
const FEVER_CELSIUS = 37.5;
/** Outside this a thermometer was not read, or a digit was not. */
const PLAUSIBLE_CELSIUS = { low: 33, high: 43 };

const temperatureOf: (facts: Parameters<Check>[0]) => number | null = (facts) => {
  const text = valueIn(facts, 'bodyTemperature');
  return text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
};

export const temperaturePlausible: Check = (facts) => {
  const celsius = temperatureOf(facts);
  if (celsius === null) return null;
  if (celsius >= PLAUSIBLE_CELSIUS.low && celsius <= PLAUSIBLE_CELSIUS.high) return null;
  return {
    code: 'temperature_implausible',
    kind: 'reading_doubt',
    severity: 'warn',
    fields: ['bodyTemperature'],
  };
};

export const noFever: Check = (facts) => {
  const celsius = temperatureOf(facts);
  if (celsius === null || celsius < FEVER_CELSIUS || !wasVaccinated(facts)) return null;
  return {
    code: 'temperature_high_but_vaccinated',
    kind: 'practice',
    severity: 'warn',
    fields: ['bodyTemperature'],
  };
};

export const notPostponed: Check = (facts) =>
  valueIn(facts, 'physicianDecision') === 'postpone' && wasVaccinated(facts)
    ? {
        code: 'physician_postponed_but_vaccinated',
        kind: 'practice',
        severity: 'block',
        fields: ['physicianDecision'],
      }
    : null;

/** A missing answer is not consent, and a "no" is one: neither may be overlooked where a dose was given. */
export const consentGiven: Check = (facts) => {
  const consent = valueIn(facts, 'consent');
  if (consent === null || consent === 'yes' || !wasVaccinated(facts)) return null;
  return { code: 'consent_missing', kind: 'practice', severity: 'block', fields: ['consent'] };
};

export const signaturesPresent: Check = (facts) => {
  const fields = ['physicianSignature', 'consentSignature'].filter(
    (field) => valueIn(facts, field) === 'absent',
  );
  return fields.length === 0
    ? null
    : { code: 'signature_missing', kind: 'form', severity: 'warn', fields };
};

export const lotKnown: Check = (facts) =>
  facts.lots?.length === 0 && valueIn(facts, 'lotNumber') !== null
    ? { code: 'lot_unknown', kind: 'reading_doubt', severity: 'warn', fields: ['lotNumber'] }
    : null;

/** The lot master overrides the sticker: a maker may have extended the printed expiry (DOMAIN.md §5). */
export const lotNotExpired: Check = (facts) => {
  const dose = valueIn(facts, 'vaccinationDate');
  if (dose === null) return null;
  const expiries = facts.lots?.map((lot) => lot.expiry) ?? [];
  const printed = valueIn(facts, 'lotExpiry');
  const latest = [...expiries].sort().at(-1) ?? printed;
  if (latest === null || compareDates(dose, latest) <= 0) return null;
  return {
    code: 'lot_expired',
    kind: 'practice',
    severity: 'warn',
    fields: ['lotNumber', 'lotExpiry', 'vaccinationDate'],
  };
};
