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
};

export type IssuedTickets = Tenant & {
  municipalityCode: string;
  ticketNumber: string;
  ticketType: string;
  doseNumber: string;
  residentId: string;
};

export type Institutions = Tenant & { institutionCode: string; name: string; address: string };

export type Lots = Tenant & {
  lotNumber: string;
  product: string;
  manufacturer: string;
  expiry: string;
  validFrom: string;
  validTo: string;
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
