import type { Lot } from '../../schemas/masters.ts';
import type { OtherScan, Override, RecordedDose, SheetFacts } from './facts.ts';
import { personOf, valueIn } from './facts.ts';

/** The masters as the checks ask them: a database in the product, CSV files for `yoshin read`. */
export type MasterLookup = Readonly<{
  /** `line` is the 18-digit OCR line. */
  ticket(line: string): Promise<NonNullable<SheetFacts['ticket']>>;
  isInstitution(code: string): Promise<boolean>;
  lots(lotNumber: string): Promise<Lot[]>;
  doses(residentId: string): Promise<readonly RecordedDose[]>;
  scansOf(line: string): Promise<readonly OtherScan[]>;
  /** Entered for a person and confirmed by a second member of staff. */
  overrides(residentId: string): Promise<readonly Override[]>;
}>;

/** What is known of a sheet without asking anybody's books. */
export type Asked = Omit<
  SheetFacts,
  'ticket' | 'doses' | 'otherScans' | 'institutionKnown' | 'lots'
>;

/** Asks the masters about the values there are. Without masters nothing is asked and nothing is claimed. */
export async function gatherFacts(asked: Asked, masters: MasterLookup | null): Promise<SheetFacts> {
  const institution = asked.values['institutionCode'] ?? '';
  const lot = asked.values['lotNumber'] ?? '';
  const byTicket = await factsOfTicket(asked, masters);
  const person = personOf({ ...asked, ...byTicket });
  const granted =
    masters === null || person === null ? [] : await masters.overrides(person.resident.residentId);
  return {
    ...asked,
    overrides: [...granted, ...asked.overrides, ...overridesIn(asked)],
    ...byTicket,
    institutionKnown: masters && institution ? await masters.isInstitution(institution) : null,
    lots: masters && lot ? await masters.lots(lot) : null,
  };
}

/** Boxes of a form by which the physician or the clerk says that a rule does not hold. */
const BOXES = [
  ['longTermCareException', 'long_term_care'],
  ['otherMunicipalityKind', 'other_municipality'],
] as const;
/** A box left empty says nothing; two marks are for people. */
const SAYS_NO: ReadonlySet<string> = new Set(['no', 'false', 'blank', 'both', 'absent', '0']);

/** What the form itself says. */
export function overridesIn(asked: Pick<Asked, 'values' | 'doubtful'>): Override[] {
  return BOXES.flatMap(([field, kind]): Override[] => {
    const value = valueIn(asked, field);
    if (value === null || SAYS_NO.has(value) || asked.doubtful.has(field)) return [];
    return [{ kind, reason: field }];
  });
}

async function factsOfTicket(
  { values, named }: Pick<Asked, 'values' | 'named'>,
  masters: MasterLookup | null,
): Promise<Pick<SheetFacts, 'ticket' | 'doses' | 'otherScans'>> {
  if (masters === null) return { ticket: null, doses: null, otherScans: null };
  const line = values['ocrLine'] ?? '';
  const isLine = /^\d{18}$/.test(line);
  const ticket = isLine ? await masters.ticket(line) : null;
  const person = personOf({ ticket, ...(named === undefined ? {} : { named }) });
  return {
    ticket,
    doses: person === null ? null : await masters.doses(person.resident.residentId),
    otherScans: isLine ? await masters.scansOf(line) : null,
  };
}
