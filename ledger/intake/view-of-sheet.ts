import { RejectedInputError } from '../../runtime/errors.ts';
import type { SheetPlace, SheetView } from '../../schemas/api/intake.ts';
import type { Db, Tx } from '../database.ts';
import { findSheet, type Sheet } from './stages.ts';

export async function viewOfSheet(
  db: Db | Tx,
  municipalityId: string,
  sheetId: string,
): Promise<SheetView> {
  const [view] = await viewsOfSheets(db, [await findSheet(db, municipalityId, sheetId)]);
  if (view === undefined) throw new RejectedInputError('resource.not_found');
  return view;
}

/** Sheets as the intake page shows them, each with the scan it was set aside or replaced for. */
export async function viewsOfSheets(db: Db | Tx, sheets: readonly Sheet[]): Promise<SheetView[]> {
  const [first] = sheets;
  if (first === undefined) return [];
  const twins = sheets.flatMap((sheet) => sheet.duplicateOf ?? sheet.replacedBy ?? []);
  const places = await sheetPlaces(db, first.municipalityId, twins);
  return sheets.map((sheet) => {
    const { sheetId, batchId, originalId, pageNumber, state, template } = sheet;
    const { coverProblem, updatedAt } = sheet;
    return {
      sheetId,
      batchId,
      originalId,
      pageNumber,
      state,
      template,
      coverProblem,
      updatedAt: updatedAt.toISOString(),
      rotation: sheet.registration?.rotation ?? 0,
      byHand: sheet.registration?.byHand ?? null,
      twin: places.get(sheet.duplicateOf ?? sheet.replacedBy ?? '') ?? null,
    };
  });
}

/** Where a clerk finds these sheets: in which batch, on which page of which file. */
export async function sheetPlaces(
  db: Db | Tx,
  municipalityId: string,
  sheetIds: readonly string[],
): Promise<Map<string, SheetPlace>> {
  if (sheetIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('sheets')
    .innerJoin('batches', 'batches.batchId', 'sheets.batchId')
    .innerJoin('originals', 'originals.originalId', 'sheets.originalId')
    .select(['sheetId', 'sheets.batchId', 'label as batchLabel', 'fileName', 'pageNumber'])
    .select(['sheets.state', 'registration'])
    .where('sheets.municipalityId', '=', municipalityId)
    .where('sheetId', 'in', sheetIds)
    .execute();
  return new Map(
    rows.map(({ registration, ...row }) => [
      row.sheetId,
      { ...row, rotation: registration?.rotation ?? 0 },
    ]),
  );
}
