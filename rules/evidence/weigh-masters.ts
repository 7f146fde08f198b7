import type { Lot } from '../../schemas/masters.ts';
import type { FieldReading, PageReading } from '../../schemas/reading.ts';
import { ageOn, isIsoDate } from '../calendar.ts';
import { type Hearing, heard } from './hearing.ts';
import type { MastersSay } from './masters-say.ts';

/** From which probability a reading is accepted, by what it was read with. */
export type AcceptFrom = Readonly<{ digits: number; text: number }>;

type Fields = PageReading['fields'];
export type Said = Readonly<{ masters: MastersSay; fields: Fields; today: string }>;

/** Another person's ticket, mistakes of register or writer, what is not listed yet: more than any office sees. */
const LEAK = 0.05;
/** People count their years in more than one way. */
const AGE_LEAK = 0.1;
/** The expiry printed on a lot is often put off later, and the master has the later day (DOMAIN.md §5). */
const EXPIRY_LEAK = 0.5;
/** Codes and lots are alike, and so are ages: of ten that were misread one may be held as well. */
const ALSO_HELD = 0.1;
/** A window of time holds most of what a date can be taken for. */
const SAYS_NOTHING = 1;
/** A day less probable than this is none to reckon an age with. */
const LIKELY = 0.05;
/** So many days before the dose the sheet may have been filled in. */
const FILLED_IN_DAYS = 31;

/** In this order: what was settled is a witness for what comes after. */
const HEARINGS: readonly (readonly [string, (said: Said) => Hearing | null])[] = [
  ['labelName', ofName],
  ['birthDate', ofBirthDate],
  ['institutionCode', ofInstitution],
  ['lotNumber', ofLot],
  ['lotExpiry', ofExpiry],
  ['vaccinationDate', ofDoseDate],
  ['age', ofAge],
];

/**
 * A page's reading, weighed by what the masters say (docs/reading.md, 9). What is written stays what is written: the
 * masters rank what the ink leaves open, confirm, and raise doubts; they bring nothing in (`heard`).
 */
export function weighMasters(
  reading: PageReading,
  masters: MastersSay,
  today: string,
  acceptFrom: AcceptFrom,
): PageReading {
  const fields: Record<string, FieldReading> = { ...reading.fields };
  for (const [id, listen] of HEARINGS) {
    const field = fields[id];
    const hearing = listen({ masters, fields, today });
    if (field === undefined || hearing === null) continue;
    const from = field.engine === 'digit-net' ? acceptFrom.digits : acceptFrom.text;
    fields[id] = heard(field, hearing, from);
  }
  return { ...reading, fields };
}

/** What the masters say of one field; `null` where they have nothing to say. */
export function hearingOf(fieldId: string, said: Said): Hearing | null {
  const found = HEARINGS.find(([id]) => id === fieldId);
  return found === undefined ? null : found[1](said);
}

const gapless = (name: string): string => name.normalize('NFKC').replaceAll(/\s/g, '');

function ofName({ masters: { resident } }: Said): Hearing | null {
  if (resident === null) return null;
  const holds = (value: string): boolean => gapless(value) === gapless(resident.name);
  return { master: 'register', holds, says: resident.name, leak: LEAK, heldBeside: 0 };
}

function ofBirthDate({ masters: { resident } }: Said): Hearing | null {
  if (resident === null) return null;
  const holds = (value: string): boolean => value === resident.birthDate;
  return { master: 'register', holds, says: resident.birthDate, leak: LEAK, heldBeside: 0 };
}

function ofInstitution({ masters: { institutions } }: Said): Hearing | null {
  if (institutions === null) return null;
  const holds = (value: string): boolean => institutions.has(value);
  return { master: 'institutions', holds, leak: LEAK, heldBeside: ALSO_HELD };
}

function ofLot({ masters: { lots } }: Said): Hearing | null {
  if (lots === null) return null;
  const holds = (value: string): boolean => lots.some(({ lotNumber }) => lotNumber === value);
  return { master: 'lots', holds, leak: LEAK, heldBeside: ALSO_HELD };
}

function ofExpiry(said: Said): Hearing | null {
  const lots = lotsGiven(said);
  if (lots.length === 0) return null;
  const holds = (value: string): boolean => lots.some(({ expiry }) => expiry === value);
  const days = new Set(lots.map(({ expiry }) => expiry));
  const says = days.size === 1 ? { says: [...days].join() } : {};
  return { master: 'lots', holds, ...says, leak: EXPIRY_LEAK, heldBeside: 0 };
}

/** Only a lot that is accepted is a witness for other fields. */
function lotsGiven({ masters, fields }: Said): Lot[] {
  const lot = fields['lotNumber'];
  if (lot?.accepted !== true) return [];
  return (masters.lots ?? []).filter(({ lotNumber }) => lotNumber === lot.value);
}

function ofDoseDate(said: Said): Hearing | null {
  const { masters, fields, today } = said;
  const lots = lotsGiven(said);
  const dose = fields['doseNumberOnTicket'];
  const earlier = masters.doses
    .filter(({ doseNumber }) => dose?.accepted === true && doseNumber < (dose.value ?? ''))
    .map(({ vaccinationDate }) => vaccinationDate);
  const from = [masters.resident?.birthDate ?? '', ...earlier].reduce(later);
  const holds = (value: string): boolean =>
    isIsoDate(value) &&
    value >= from &&
    value <= today &&
    (lots.length === 0 ||
      lots.some(({ validFrom, validTo }) => validFrom <= value && value <= validTo));
  return { master: 'window', holds, leak: LEAK, heldBeside: SAYS_NOTHING };
}

const later = (a: string, b: string): string => (a > b ? a : b);

/** The age on any day the dose may have been given, or some days before. */
function ofAge({ masters: { resident }, fields }: Said): Hearing | null {
  const days = likelyDays(fields['vaccinationDate']);
  if (resident === null || days.length === 0) return null;
  const ages = new Set(
    days.flatMap((day) =>
      [0, FILLED_IN_DAYS].map((before) => ageOn(resident.birthDate, day, before)),
    ),
  );
  const holds = (value: string): boolean => ages.has(Number(value));
  const heldBeside = ages.size > 1 ? ALSO_HELD : 0;
  return { master: 'register', holds, leak: AGE_LEAK, heldBeside };
}

function likelyDays(date: FieldReading | undefined): string[] {
  return (date?.candidates ?? [])
    .filter(({ value, probability }) => isIsoDate(value) && probability >= LIKELY)
    .map(({ value }) => value);
}
