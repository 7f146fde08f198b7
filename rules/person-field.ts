import type { FormField, FormTemplate } from '../schemas/form-template.ts';
import type { Resident } from '../schemas/masters.ts';
import type { PersonWord } from '../schemas/person-word.ts';
import { isIsoDate } from './calendar.ts';

/** Whose sheet it is, as one more thing that two people answer. On no form: it is asked where the number names nobody. */
export const PERSON = 'person';

/** Whom a word names. As a field's value: `resident:1234`, `not_registered`. */
export type PersonSaid =
  | Readonly<{ kind: 'registered'; residentId: string }>
  | Readonly<{ kind: 'not_registered' }>;

const REGISTERED = /^resident:(?<residentId>\d{1,15})$/;

export function personSaid(value: string | null): PersonSaid | null {
  if (value === 'not_registered') return { kind: 'not_registered' };
  const residentId = REGISTERED.exec(value ?? '')?.groups?.['residentId'];
  return residentId === undefined ? null : { kind: 'registered', residentId };
}

/** Reasons are each person's own and no part of the answer: two people may say the same for two reasons. */
export const personValue = (word: PersonWord): string =>
  word.kind === 'registered' ? `resident:${word.residentId}` : 'not_registered';

/** What tells persons apart, and is keyed before anybody says whose sheet it is. */
export const TELLS_APART: ReadonlySet<string> = new Set([
  'ocrLine',
  'labelName',
  'name',
  'kana',
  'birthDate',
]);

/** Of somebody who is not in the register nothing can be compared: two people key these from the paper. */
export const KEYED_BY_TWO: ReadonlySet<string> = new Set(['name', 'kana', 'address']);

/** The last thing asked; the eye goes where the form has the name. */
export function personField({ fields }: Pick<FormTemplate, 'fields'>): FormField {
  const place = fields.find(({ id }) => id === 'name') ?? fields[0];
  return {
    id: PERSON,
    labelJa: '本人（だれの予診票か）',
    labelEn: 'Person (whose sheet it is)',
    type: 'person',
    keying: 'unseen',
    lookAtMm: place?.lookAtMm ?? [0, 0, 1, 1],
  };
}

type Values = Readonly<Record<string, string | null | undefined>>;

/** Somebody who is not in the register, as the sheet has them; `null` without a name and a birth date. */
export function newcomerOf(values: Values): Omit<Resident, 'residentId'> | null {
  const written = (field: string): string => values[field]?.trim() ?? '';
  const [name, birthDate, sex] = [written('name'), written('birthDate'), written('sex')];
  if (name === '' || !isIsoDate(birthDate)) return null;
  return {
    name,
    kana: written('kana'),
    birthDate,
    sex: sex === 'male' || sex === 'female' ? sex : null,
    address: written('address'),
    householdId: null,
    nonRegistered: true,
    movedInOn: null,
    movedOutOn: null,
    diedOn: null,
  };
}
