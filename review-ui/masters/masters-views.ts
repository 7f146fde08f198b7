import { keyOf } from '../../rules/master-row.ts';
import { ShownMaster } from '../../schemas/api/masters.ts';
import { MASTERS, type MasterRow } from '../../schemas/master-kinds.ts';

export const MASTERS_VIEWS = [...ShownMaster.options, 'import'] as const;

export type MasterField = {
  [Kind in ShownMaster]: keyof (typeof MASTERS)[Kind]['fields'] & string;
}[ShownMaster];

export const fieldsOf = (master: ShownMaster): MasterField[] =>
  // Proof: the fields of a master are the keys of this object and nothing else.
  Object.keys(MASTERS[master].fields) as MasterField[];

/** What is seen of a row in the list; all of it is in its details. */
export const LISTED: Readonly<Record<ShownMaster, readonly MasterField[]>> = {
  residents: ['residentId', 'name', 'kana', 'birthDate', 'sex', 'address', 'movedOutOn', 'diedOn'],
  issuedTickets: ['ticketNumber', 'ticketType', 'doseNumber', 'municipalityCode', 'residentId'],
  institutions: ['institutionCode', 'name', 'address', 'kind', 'validFrom', 'validTo'],
  physicians: ['physicianCode', 'name', 'kana', 'institutionCode', 'validFrom', 'validTo'],
  lots: ['lotNumber', 'product', 'manufacturer', 'expiry', 'expiryOverride'],
  fees: [
    'programme',
    'vaccine',
    'institutionKind',
    'validFrom',
    'validTo',
    'vaccinatedYen',
    'examinedOnlyYen',
  ],
};

/** By which a row is known on the page. */
export const rowKey = (master: ShownMaster, row: MasterRow): string =>
  JSON.stringify(keyOf(master, row));
