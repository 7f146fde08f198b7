import { isValidInstitutionCode, isValidMunicipalityCode } from '../check-digits.ts';
import { PERSON } from '../person-field.ts';
import { type Check, valueIn } from './facts.ts';
import { found } from './finding-rules.ts';

/** DOMAIN.md §3. One finding names every code that fails. */
export const checkDigits: Check = (facts) => {
  const fields: string[] = [];
  const ocrLine = valueIn(facts, 'ocrLine');
  if (ocrLine !== null && !isTicketLine(ocrLine)) fields.push('ocrLine');
  const institution = valueIn(facts, 'institutionCode');
  if (institution !== null && !isValidInstitutionCode(institution)) fields.push('institutionCode');
  return fields.length === 0 ? null : found('check_digit_failed', fields);
};

/** 券種(1) 回数(1) 市町村コード(6) 券番号(10), DOMAIN.md §2. */
function isTicketLine(line: string): boolean {
  return /^\d{18}$/.test(line) && isValidMunicipalityCode(line.slice(2, 8));
}

export const ticketIssued: Check = (facts) =>
  facts.ticket?.issued === false ? found('ticket_not_issued', ['ocrLine']) : null;

/** The number is another's: pasted on the wrong sheet, or handed to the wrong person. */
export const ticketOfPerson: Check = ({ ticket, named }) => {
  if (ticket?.issued !== true || named === undefined || named === null) return null;
  if (ticket.resident.residentId === named.residentId) return null;
  return found('ticket_of_another', ['ocrLine', PERSON]);
};

export const institutionKnown: Check = (facts) =>
  facts.institutionKnown === false ? found('institution_unknown', ['institutionCode']) : null;
