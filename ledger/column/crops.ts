import { columnsOf } from '../../rules/column-fields.ts';
import type { BlobRef } from '../../runtime/blob-store.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { COLUMN_SHEETS, type ColumnChoice } from '../../schemas/api/column.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { BoxMm, Registration } from '../../schemas/reading.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { findBlobs } from '../intake/blobs.ts';
import type { ReviewDeps } from '../review/round.ts';
import {
  type ColumnKey,
  findColumn,
  type NamedColumn,
  personOf,
  type WaitingSheet,
  waitingSheets,
} from './waiting.ts';

export type PageToCut = Readonly<{
  sheetId: string;
  imageHash: string;
  registration: Registration;
  /** The whole page. */
  ref: BlobRef;
  /** What was cut from it when it was read. */
  strip: Readonly<{ ref: BlobRef; boxesMm: readonly BoxMm[] }> | null;
}>;

/** What a picture of crops is made from. */
export type CropsToShow = Readonly<{
  cropMm: BoxMm;
  /** Of the form's other columns, which are looked at next. */
  otherCropsMm: readonly BoxMm[];
  pageMm: FormTemplate['pageMm'];
  pages: readonly PageToCut[];
}>;

type Wanted = ColumnKey & Readonly<{ sheetIds: readonly string[] }>;

/**
 * Which pages the crops are cut from, in the order asked for, and in the same transaction the note of who is
 * shown what. Sheets that somebody else holds, or whose field is settled, are not shown.
 */
export async function showCrops(
  { db, templates }: Pick<ReviewDeps, 'db' | 'templates'>,
  context: ActContext,
  { sheetIds, ...key }: Wanted,
): Promise<CropsToShow> {
  const column = findColumn(templates, key);
  const { municipalityId, staffMemberId } = personOf(context.actor);
  const target = {
    action: 'column.confirm',
    resourceKind: 'column',
    resourceId: `${key.template}/${key.fieldId}`,
    detail: { step: 'view', sheetIds },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const waiting = await waitingSheets(tx, context.actor, column, { sheetIds });
    const bySheet = new Map(waiting.map((sheet) => [sheet.sheetId, sheet]));
    const open = sheetIds.flatMap((sheetId) => {
      const sheet = bySheet.get(sheetId);
      if (sheet === undefined || sheet.held || sheet.answered || sheet.value === null) return [];
      return [{ ...sheet, value: sheet.value }];
    });
    if (open.length > 0) {
      await tx
        .insertInto('columnViews')
        .values(
          open.map(({ sheetId, roundId, pass, value, imageHash }) => ({
            ...{ municipalityId, sheetId, roundId, pass, value, imageHash, staffMemberId },
            fieldId: column.field.id,
            viewedAt: context.now,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    return cropsOf(column, await pagesOf(tx, municipalityId, open));
  });
}

/** The pages of the form that most sheets wait for, so that they can be cut before anybody asks. Nobody is shown them. */
export async function pagesToPrepare(
  { db, templates }: Pick<ReviewDeps, 'db' | 'templates'>,
  { actor }: ActContext,
  columns: readonly ColumnChoice[],
): Promise<CropsToShow | null> {
  const [most] = columns.toSorted((one, other) => other.sheets - one.sheets);
  if (most === undefined) return null;
  const column = findColumn(templates, most);
  const waiting = await waitingSheets(db, actor, column);
  const open = waiting.filter(({ held, value }) => !held && value !== null);
  return cropsOf(column, await pagesOf(db, actor.municipalityId, open.slice(0, COLUMN_SHEETS)));
}

type Cut = Pick<
  WaitingSheet,
  'sheetId' | 'imageHash' | 'registration' | 'blobId' | 'stripBlobId' | 'stripBoxesMm'
>;

async function pagesOf(
  db: Db | Tx,
  municipalityId: string,
  sheets: readonly Cut[],
): Promise<PageToCut[]> {
  const ids = sheets.flatMap(({ blobId, stripBlobId }) => [blobId, stripBlobId ?? blobId]);
  const blobs = await findBlobs(db, municipalityId, ids);
  return sheets.map(({ sheetId, imageHash, registration, blobId, stripBlobId, stripBoxesMm }) => {
    const ref = blobs.get(blobId)?.ref;
    if (ref === undefined) throw new RejectedInputError('resource.not_found');
    const stripRef = blobs.get(stripBlobId ?? '')?.ref;
    const strip = stripRef && stripBoxesMm ? { ref: stripRef, boxesMm: stripBoxesMm } : null;
    return { sheetId, imageHash, registration, ref, strip };
  });
}

function cropsOf({ cropMm, template }: NamedColumn, pages: readonly PageToCut[]): CropsToShow {
  const otherCropsMm = columnsOf(template).map((other) => other.cropMm);
  return { cropMm, otherCropsMm, pageMm: template.pageMm, pages };
}
