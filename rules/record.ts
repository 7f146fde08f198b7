import type { OverrideKind } from '../schemas/finding.ts';
import type { FormTemplate } from '../schemas/form-template.ts';
import type {
  ClosedField,
  InoculationRecord,
  LedgerEntryKind,
} from '../schemas/inoculation-record.ts';
import { RECORD_ITEMS, InoculationRecord as RecordSchema } from '../schemas/inoculation-record.ts';
import type { Resident } from '../schemas/masters.ts';
import { fiscalYearOf } from './calendar.ts';
import { overridesIn } from './checks/gather-facts.ts';

type Values = Readonly<Record<string, string | null>>;

/** Field values as people closed them; nothing on paper is `''`, written but illegible is `null`. */
export function valuesOf(fields: readonly ClosedField[]): Record<string, string | null> {
  return Object.fromEntries(
    fields.map(({ fieldId, answer, value }) => [
      fieldId,
      answer === 'blank' || answer === 'not_on_form' ? '' : value,
    ]),
  );
}

/** 予診のみ: the physician postponed and nothing on the form speaks of a dose. Payable, and no dose. */
export function serviceKindOf(values: Values): 'vaccinated' | 'examined_only' {
  // Illegible is written: only an empty lot and an empty volume say that nothing was given.
  const nothing = values['lotNumber'] === '' && values['doseVolumeMl'] === '';
  return values['physicianDecision'] === 'postpone' && nothing ? 'examined_only' : 'vaccinated';
}

export function entryKindOf(
  roundKind: 'initial' | 'correction' | 'void',
  values: Values,
): LedgerEntryKind {
  if (roundKind === 'void') return 'voided';
  return roundKind === 'correction' ? 'corrected' : serviceKindOf(values);
}

const EMPTY: InoculationRecord = RecordSchema.parse(
  Object.fromEntries(RECORD_ITEMS.map((item) => [item, null])),
);

/**
 * The record a sheet makes. Who it is comes from the register by the ticket number; what was done comes from
 * the sheet as written. Nothing is filled in that neither of them says, but for `overrides`: those entered by people that
 * the dose rests on.
 */
export function recordOf(
  template: Pick<FormTemplate, 'fields' | 'programme'>,
  values: Values,
  person: Resident | null,
  overrides: ReadonlySet<OverrideKind> = NO_OVERRIDES,
): InoculationRecord {
  const written: Record<string, unknown> = {};
  for (const field of template.fields) {
    const value = values[field.id];
    if (field.recordItem === undefined || value === undefined || value === '') continue;
    written[field.recordItem] = value;
  }
  const ticket = typeof written['ticketCode'] === 'string' ? written['ticketCode'] : null;
  const date = typeof written['vaccinationDate'] === 'string' ? written['vaccinationDate'] : null;
  return RecordSchema.parse({
    ...EMPTY,
    ...written,
    ...ticketParts(ticket),
    ...(person === null ? {} : registeredParts(person)),
    programme: template.programme,
    fiscalYear: date === null ? null : fiscalYearOf(date),
    serviceKind: serviceKindOf(values),
    sex: person?.sex ?? sexOf(values['sex']),
    ...exceptionOf(values, overrides),
  });
}

const NO_OVERRIDES: ReadonlySet<OverrideKind> = new Set();

/** 長期療養特例フラグ, 他市町村接種区分. A box of the form left empty says no; where there is none, nobody says. */
function exceptionOf(
  values: Values,
  overrides: ReadonlySet<OverrideKind>,
): Partial<InoculationRecord> {
  const onForm = new Set(overridesIn({ values, doubtful: new Set() }).map(({ kind }) => kind));
  const isLongTerm = overrides.has('long_term_care') || onForm.has('long_term_care');
  const asked = values['longTermCareException'] !== undefined;
  const elsewhere = onForm.has('other_municipality') ? values['otherMunicipalityKind'] : null;
  return {
    longTermCareException: isLongTerm ? true : asked ? false : null,
    otherMunicipalityKind:
      elsewhere ?? (overrides.has('other_municipality') ? 'other_municipality' : null),
  };
}

const sexOf = (value: string | null | undefined) =>
  value === 'male' || value === 'female' ? value : null;

/** DOMAIN.md §2: 券種(1) 回数(1) 市町村コード(6) 券番号(10). */
function ticketParts(ticket: string | null): Partial<InoculationRecord> {
  if (ticket === null) return {};
  const dose = Number(ticket.slice(1, 2));
  return {
    doseNumber: dose > 0 ? dose : null,
    municipalityCode: ticket.slice(2, 8),
    ticketNumber: ticket.slice(8),
  };
}

function registeredParts(person: Resident): Partial<InoculationRecord> {
  const { residentId, householdId, name, kana, birthDate, address, nonRegistered } = person;
  return { residentId, householdId, name, kana, birthDate, address, nonRegistered };
}
