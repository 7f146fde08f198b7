import type { NamedPerson } from '../../schemas/person-word.ts';
import type { Immutable, Tenant } from './tenant.ts';

export type PersonWords = Tenant & {
  keyingId: Immutable<string>;
  reason: Immutable<string | null>;
  apartFrom: Immutable<string[]>;
};

export type EntryPersons = Tenant & {
  entryId: Immutable<string>;
  residentId: Immutable<string>;
  kind: Immutable<NamedPerson['kind']>;
  namedBy: Immutable<string>;
  agreedBy: Immutable<string>;
  namedKeyingId: Immutable<string>;
  agreedKeyingId: Immutable<string | null>;
};
