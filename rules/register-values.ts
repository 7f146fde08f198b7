import type { Resident } from '../schemas/masters.ts';

/** What the register says about a person, by the form field it can be held against. */
const REGISTER_VALUE: Readonly<Record<string, (person: Resident) => string>> = {
  name: (person) => person.name,
  labelName: (person) => person.name,
  kana: (person) => person.kana,
  address: (person) => person.address,
};

/** `null` where nobody is named or the register has nothing to compare this field with. */
export function registerValueOf(fieldId: string, person: Resident | null): string | null {
  return person === null ? null : (REGISTER_VALUE[fieldId]?.(person) ?? null);
}
