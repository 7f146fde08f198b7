import { isOfAge } from '../vaccines/ages.ts';
import { birthOf, doseDay } from './dose-facts.ts';
import { type Check, valueIn, wasVaccinated } from './facts.ts';
import { found } from './finding-rules.ts';

/** Outside this a thermometer was not read, or a digit was not. */
const PLAUSIBLE_CELSIUS = { low: 33, high: 43 };

const temperatureOf: (facts: Parameters<Check>[0]) => number | null = (facts) => {
  const text = valueIn(facts, 'bodyTemperature');
  return text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
};

const isPlausible = (celsius: number): boolean =>
  celsius >= PLAUSIBLE_CELSIUS.low && celsius <= PLAUSIBLE_CELSIUS.high;

export const temperaturePlausible: Check = (facts) => {
  const celsius = temperatureOf(facts);
  return celsius === null || isPlausible(celsius)
    ? null
    : found('temperature_implausible', ['bodyTemperature']);
};

/** 明らかな発熱: 接種不適当者. A temperature nobody can have says nothing of a fever. */
export const noFever: Check = (facts) => {
  const celsius = temperatureOf(facts);
  const { fever } = facts.vaccines;
  if (celsius === null || celsius < fever.celsius || !isPlausible(celsius)) return null;
  if (!wasVaccinated(facts)) return null;
  return found('temperature_high_but_vaccinated', ['bodyTemperature'], {
    confidence: fever.confidence,
  });
};

export const notPostponed: Check = (facts) =>
  valueIn(facts, 'physicianDecision') === 'postpone' && wasVaccinated(facts)
    ? found('physician_postponed_but_vaccinated', ['physicianDecision'])
    : null;

/** A missing answer is not consent, and a "no" is one: neither may be overlooked where a dose was given. */
export const consentGiven: Check = (facts) => {
  const consent = valueIn(facts, 'consent');
  if (consent === null || consent === 'yes' || !wasVaccinated(facts)) return null;
  return found('consent_missing', ['consent']);
};

export const signaturesPresent: Check = (facts) => {
  const fields = ['physicianSignature', 'consentSignature'].filter(
    (field) => valueIn(facts, field) === 'absent',
  );
  return fields.length === 0 ? null : found('signature_missing', fields);
};

/** Somebody under 16 does not consent alone: where the form has a place for the guardian, it is filled in. */
export const guardianNamed: Check = (facts) => {
  const birth = birthOf(facts);
  const day = doseDay(facts);
  if (facts.values['guardianName'] !== '' || birth === null || day === null) return null;
  const { from, confidence } = facts.vaccines.ownConsent;
  if (isOfAge(birth.value, day, { from })) return null;
  return found('guardian_missing', ['guardianName'], {
    restsOn: [...birth.restsOn, 'vaccinationDate'],
    confidence,
  });
};
