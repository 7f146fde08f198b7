import type { ColumnType, Generated } from 'kysely';
import type { MasterRow } from '../../schemas/master-kinds.ts';
import type { Tenant } from './tenant.ts';

export type Residents = Tenant & {
  residentId: string;
  name: string;
  kana: string;
  birthDate: string;
  sex: 'male' | 'female' | null;
  address: string;
  householdId: string | null;
  nonRegistered: boolean;
  movedInOn: string | null;
  movedOutOn: string | null;
  diedOn: string | null;
};

/** What residents are found by; the view of 034-municipalities-apart.sql. */
export type ResidentNames = Pick<
  Residents,
  'municipalityId' | 'residentId' | 'name' | 'kana' | 'birthDate'
>;

export type IssuedTickets = Tenant & {
  municipalityCode: string;
  ticketNumber: string;
  ticketType: string;
  doseNumber: string;
  residentId: string;
};

export type Institutions = Tenant & {
  institutionCode: string;
  name: string;
  address: string;
  kind: string | null;
  validFrom: string | null;
  validTo: string | null;
};

export type Physicians = Tenant & {
  institutionCode: string;
  physicianCode: string;
  name: string;
  kana: string;
  validFrom: string | null;
  validTo: string | null;
};

export type Fees = Tenant & {
  programme: string;
  vaccine: string;
  institutionKind: string;
  validFrom: string;
  validTo: string | null;
  vaccinatedYen: number;
  examinedOnlyYen: number;
};

export type Lots = Tenant & {
  lotNumber: string;
  product: string;
  manufacturer: string;
  expiry: string;
  validFrom: string;
  validTo: string;
  expiryOverride: string | null;
  overrideReason: string | null;
};

export type EarlierDoses = Tenant & {
  residentId: string;
  ticketNumber: string;
  doseNumber: string;
  vaccinationDate: string;
  product: string;
  lotNumber: string;
  doseVolumeMl: string;
  institutionCode: string;
};

/** Written by the database alone. `before` and `after` have the columns as the table names them. */
export type MasterChanges = Tenant & {
  changeNumber: Generated<number>;
  master: string;
  key: string[];
  changedAt: ColumnType<Date, never, never>;
  actorKind: 'account' | 'system' | null;
  accountId: string | null;
  staffMemberId: string | null;
  requestId: string | null;
  origin: 'import' | 'edit' | null;
  reason: string | null;
  before: MasterRow | null;
  after: MasterRow | null;
};
