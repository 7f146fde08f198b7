import { z } from 'zod';
import {
  EarlierDose,
  Fee,
  Institution,
  IssuedTicket,
  LotRow,
  Physician,
  Resident,
} from './masters.ts';

/** In this order they are imported: what is referred to comes first. */
export const MasterKind = z.enum([
  'residents',
  'issuedTickets',
  'institutions',
  'physicians',
  'lots',
  'fees',
  'earlierDoses',
]);
export type MasterKind = z.infer<typeof MasterKind>;

export const MasterValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type MasterValue = z.infer<typeof MasterValue>;

/** A row of any master; `MASTERS[kind].schema` says which. */
export const MasterRow = z.record(z.string(), MasterValue);
export type MasterRow = z.infer<typeof MasterRow>;

/** What a field holds: how it is compared, written to a file and keyed on a screen. */
export type FieldKind = 'text' | 'date' | 'flag' | 'sex' | 'yen';

export type Master<S extends z.ZodObject = z.ZodObject> = Readonly<{
  /** A row by itself. */
  schema: S;
  /** Every field, in the order in which people read them. */
  fields: Readonly<Record<keyof S['shape'] & string, FieldKind>>;
  /** What makes two rows the same thing: the primary key of its table, in its order. */
  key: ReadonlyArray<keyof S['shape'] & string>;
  /** Of two days the first is not after the second; the field named second is told to be wrong. */
  ordered: ReadonlyArray<readonly [keyof S['shape'] & string, keyof S['shape'] & string]>;
  /** Both are said, or neither. */
  together: ReadonlyArray<readonly [keyof S['shape'] & string, keyof S['shape'] & string]>;
  refersTo: Readonly<{ field: keyof S['shape'] & string; master: MasterKind }> | null;
}>;

type Parts<S extends z.ZodObject> = Pick<Master<S>, 'schema' | 'fields' | 'key'> &
  Partial<Master<S>>;
const define = <S extends z.ZodObject>(parts: Parts<S>): Master<S> => ({
  ordered: [],
  together: [],
  refersTo: null,
  ...parts,
});

export const MASTERS = {
  residents: define({
    schema: Resident,
    fields: {
      residentId: 'text',
      name: 'text',
      kana: 'text',
      birthDate: 'date',
      sex: 'sex',
      address: 'text',
      householdId: 'text',
      nonRegistered: 'flag',
      movedInOn: 'date',
      movedOutOn: 'date',
      diedOn: 'date',
    },
    key: ['residentId'],
    ordered: [
      ['movedInOn', 'movedOutOn'],
      ['birthDate', 'diedOn'],
    ],
  }),
  issuedTickets: define({
    schema: IssuedTicket,
    fields: {
      municipalityCode: 'text',
      ticketNumber: 'text',
      ticketType: 'text',
      doseNumber: 'text',
      residentId: 'text',
    },
    key: ['municipalityCode', 'ticketNumber', 'ticketType', 'doseNumber'],
    refersTo: { field: 'residentId', master: 'residents' },
  }),
  institutions: define({
    schema: Institution,
    fields: {
      institutionCode: 'text',
      name: 'text',
      address: 'text',
      kind: 'text',
      validFrom: 'date',
      validTo: 'date',
    },
    key: ['institutionCode'],
    ordered: [['validFrom', 'validTo']],
  }),
  physicians: define({
    schema: Physician,
    fields: {
      institutionCode: 'text',
      physicianCode: 'text',
      name: 'text',
      kana: 'text',
      validFrom: 'date',
      validTo: 'date',
    },
    key: ['institutionCode', 'physicianCode'],
    ordered: [['validFrom', 'validTo']],
    refersTo: { field: 'institutionCode', master: 'institutions' },
  }),
  lots: define({
    schema: LotRow,
    fields: {
      lotNumber: 'text',
      product: 'text',
      manufacturer: 'text',
      expiry: 'date',
      validFrom: 'date',
      validTo: 'date',
      expiryOverride: 'date',
      overrideReason: 'text',
    },
    key: ['lotNumber', 'product'],
    together: [['expiryOverride', 'overrideReason']],
  }),
  fees: define({
    schema: Fee,
    fields: {
      programme: 'text',
      vaccine: 'text',
      institutionKind: 'text',
      validFrom: 'date',
      validTo: 'date',
      vaccinatedYen: 'yen',
      examinedOnlyYen: 'yen',
    },
    key: ['programme', 'vaccine', 'institutionKind', 'validFrom'],
    ordered: [['validFrom', 'validTo']],
  }),
  earlierDoses: define({
    schema: EarlierDose,
    fields: {
      residentId: 'text',
      ticketNumber: 'text',
      doseNumber: 'text',
      vaccinationDate: 'date',
      product: 'text',
      lotNumber: 'text',
      doseVolumeMl: 'text',
      institutionCode: 'text',
    },
    key: ['residentId', 'doseNumber', 'vaccinationDate', 'product'],
  }),
};
