import type { Vaccine } from '../../schemas/vaccine-master.ts';
import { isIsoDate } from '../calendar.ts';
import { type Given, vaccineGiven } from '../vaccines/given.ts';
import { isSameProduct } from '../vaccines/products.ts';
import { countsWith, scheduleOf } from '../vaccines/series.ts';
import { personOf, type RecordedDose, type SheetFacts, valueIn, wasVaccinated } from './facts.ts';

/** What is made of several fields, and those fields. */
type From<T> = Readonly<{ value: T; restsOn: readonly string[] }>;

/** The register's where somebody is named, else what is written. */
export function birthOf(facts: SheetFacts): From<string> | null {
  if (facts.hidden?.has('birthDate')) return null;
  const person = personOf(facts);
  if (person !== null) return { value: person.resident.birthDate, restsOn: [person.by] };
  const written = valueIn(facts, 'birthDate');
  return written !== null && isIsoDate(written) ? { value: written, restsOn: ['birthDate'] } : null;
}

/** The day of the dose if it can be one: what lies ahead, or before the birth, is misread or miswritten. */
export function doseDay(facts: SheetFacts): string | null {
  const day = valueIn(facts, 'vaccinationDate');
  if (day === null || !isIsoDate(day) || day > facts.today) return null;
  const birth = birthOf(facts);
  return birth !== null && day < birth.value ? null : day;
}

/** 1 to 9. A field of its own on most forms, the second digit of the ticket on others. */
export function doseNumberOf(facts: SheetFacts): From<number> | null {
  const written = valueIn(facts, 'doseNumber');
  const onTicket = valueIn(facts, 'ocrLine')?.slice(1, 2);
  const value = Number(written ?? onTicket ?? '');
  if (!Number.isInteger(value) || value < 1) return null;
  return { value, restsOn: [written === null ? 'ocrLine' : 'doseNumber'] };
}

/** The sticker's word if the readers stand behind it, else that of the list of lots, else the sticker's all the same. */
export function productOf(facts: SheetFacts): From<string> | null {
  const written = valueIn(facts, 'vaccineName');
  if (written !== null && !facts.doubtful.has('vaccineName'))
    return { value: written, restsOn: ['vaccineName'] };
  const [listed, ...others] = facts.lots ?? [];
  const isOne = others.every(({ product }) => isSameProduct(product, listed?.product ?? ''));
  if (listed !== undefined && isOne) return { value: listed.product, restsOn: ['lotNumber'] };
  return written === null ? null : { value: written, restsOn: ['vaccineName'] };
}

/** A dose, its day, and what was given; `null` where one of them cannot be told. */
export type Dose = Readonly<{ day: string; given: Given; product: From<string> | null }>;

export function doseOf(facts: SheetFacts): Dose | null {
  const day = doseDay(facts);
  if (day === null || facts.programme === null || !wasVaccinated(facts)) return null;
  const product = productOf(facts);
  const given = vaccineGiven(facts.vaccines, facts.programme, day, product?.value ?? null);
  return { day, given, product };
}

/** The same where it is known which vaccine it was. */
export type KnownDose = Readonly<{
  day: string;
  vaccine: Vaccine;
  productId: string | null;
  /** What day and vaccine rest on. */
  restsOn: readonly string[];
}>;

export function knownDose(facts: SheetFacts): KnownDose | null {
  const dose = doseOf(facts);
  if (dose?.given.kind !== 'one') return null;
  const { vaccine, product } = dose.given;
  return {
    day: dose.day,
    vaccine,
    productId: product?.id ?? null,
    restsOn: ['vaccinationDate', ...(dose.product?.restsOn ?? [])],
  };
}

/** The doses in the books that count with this one; `null`: nobody is named, or the books were not asked. */
export function dosesOfSeries(facts: SheetFacts, vaccine: Vaccine): RecordedDose[] | null {
  return facts.doses?.filter((dose) => countsWith(facts.vaccines, vaccine, dose)) ?? null;
}

/** The day of the first dose of a series, this one included; `null` where it is not known. */
export function firstDoseDay(facts: SheetFacts, dose: KnownDose): string | null {
  const number = doseNumberOf(facts)?.value;
  if (number === 1) return dose.day;
  const booked = dosesOfSeries(facts, dose.vaccine)?.find(({ doseNumber }) => doseNumber === '1');
  return booked?.vaccinationDate ?? null;
}

export const scheduleFor = (facts: SheetFacts, dose: KnownDose) =>
  scheduleOf(dose.vaccine, {
    productId: dose.productId,
    birth: birthOf(facts)?.value ?? null,
    firstDose: firstDoseDay(facts, dose),
  });
