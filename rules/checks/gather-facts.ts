import type { Lot } from '../../schemas/masters.ts';
import type { RecordedDose, SheetFacts } from './facts.ts';

/** The masters as the checks ask them: a database in the product, CSV files for `yoshin read`. */
export type MasterLookup = Readonly<{
  /** `line` is the 18-digit OCR line. */
  ticket(line: string): Promise<NonNullable<SheetFacts['ticket']>>;
  isInstitution(code: string): Promise<boolean>;
  lots(lotNumber: string): Promise<Lot[]>;
  doses(residentId: string): Promise<readonly RecordedDose[]>;
}>;

type Asked = Pick<SheetFacts, 'values' | 'today' | 'batchMonth' | 'final'>;

/** Asks the masters about the values there are. Without masters nothing is asked and nothing is claimed. */
export async function gatherFacts(asked: Asked, masters: MasterLookup | null): Promise<SheetFacts> {
  const line = asked.values['ocrLine'] ?? '';
  const institution = asked.values['institutionCode'] ?? '';
  const lot = asked.values['lotNumber'] ?? '';
  const ticket = masters && /^\d{18}$/.test(line) ? await masters.ticket(line) : null;
  return {
    ...asked,
    ticket,
    doses: masters && ticket?.issued ? await masters.doses(ticket.resident.residentId) : null,
    institutionKnown: masters && institution ? await masters.isInstitution(institution) : null,
    lots: masters && lot ? await masters.lots(lot) : null,
  };
}
