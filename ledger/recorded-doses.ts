import type { EarlierDose } from '../schemas/masters.ts';
import type { Db, Tx } from './database.ts';
import { earlierDosesOf } from './masters/lookup.ts';

/** `programme`: that of the form it was written on; imported doses have a product only. */
export type RecordedDoseRow = EarlierDose & Readonly<{ programme: string | null }>;

/**
 * Every dose of a person in the books: those imported and those this ledger holds. Superseded and voided
 * entries do not count, nor does the sheet that is just being looked at.
 */
export async function recordedDosesOf(
  db: Db | Tx,
  municipalityId: string,
  residentId: string,
  exceptSheetId: string | null,
): Promise<RecordedDoseRow[]> {
  const imported = await earlierDosesOf(db, municipalityId, residentId);
  const rows = await db
    .selectFrom('ledgerEntries as entry')
    .innerJoin('ledgerContents as content', 'content.entryId', 'entry.entryId')
    .leftJoin('ledgerEntries as newer', 'newer.supersedes', 'entry.entryId')
    .select(['entry.sheetId', 'content.content'])
    .where('entry.municipalityId', '=', municipalityId)
    .where('content.residentId', '=', residentId)
    .where('entry.kind', '<>', 'voided')
    .where('newer.entryId', 'is', null)
    .execute();
  const committed = rows
    .filter((row) => row.sheetId !== exceptSheetId)
    .map((row) => row.content.record)
    .filter((record) => record.serviceKind === 'vaccinated' && record.vaccinationDate !== null)
    .map((record) => ({
      residentId,
      ticketNumber: record.ticketNumber ?? '',
      doseNumber: record.doseNumber === null ? '' : String(record.doseNumber),
      vaccinationDate: record.vaccinationDate ?? '',
      product: record.productName ?? '',
      lotNumber: record.lotNumber ?? '',
      doseVolumeMl: record.doseVolumeMl ?? '',
      institutionCode: record.institutionCode ?? '',
      programme: record.programme,
    }));
  return [...imported.map((dose) => ({ ...dose, programme: null })), ...committed].sort((a, b) =>
    a.vaccinationDate < b.vaccinationDate ? -1 : 1,
  );
}
