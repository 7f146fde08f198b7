import type { Lot } from '../../schemas/masters.ts';
import type { OtherScan, RecordedDose, SheetFacts } from './facts.ts';

/** The masters as the checks ask them: a database in the product, CSV files for `yoshin read`. */
export type MasterLookup = Readonly<{
  /** `line` is the 18-digit OCR line. */
  ticket(line: string): Promise<NonNullable<SheetFacts['ticket']>>;
  isInstitution(code: string): Promise<boolean>;
  lots(lotNumber: string): Promise<Lot[]>;
  doses(residentId: string): Promise<readonly RecordedDose[]>;
  scansOf(line: string): Promise<readonly OtherScan[]>;
}>;

type Asked = Pick<SheetFacts, 'values' | 'today' | 'batchMonth' | 'final'>;

/** Asks the masters about the values there are. Without masters nothing is asked and nothing is claimed. */
export async function gatherFacts(asked: Asked, masters: MasterLookup | null): Promise<SheetFacts> {
  const institution = asked.values['institutionCode'] ?? '';
  const lot = asked.values['lotNumber'] ?? '';
  return {
    ...asked,
    ...(await factsOfTicket(asked.values['ocrLine'] ?? '', masters)),
    institutionKnown: masters && institution ? await masters.isInstitution(institution) : null,
    lots: masters && lot ? await masters.lots(lot) : null,
  };
}

async function factsOfTicket(
  line: string,
  masters: MasterLookup | null,
): Promise<Pick<SheetFacts, 'ticket' | 'doses' | 'otherScans'>> {
  if (masters === null || !/^\d{18}$/.test(line)) {
    return { ticket: null, doses: null, otherScans: null };
  }
  const ticket = await masters.ticket(line);
  return {
    ticket,
    doses: ticket.issued ? await masters.doses(ticket.resident.residentId) : null,
    otherScans: await masters.scansOf(line),
  };
}
