import { z } from 'zod';
import { CoverProblem } from '../cover.ts';
import { ErrorCode } from '../error-codes.ts';
import { Priority } from '../jobs.ts';
import { ChosenForm, Rotation } from '../reading.ts';
import { SheetState } from '../sheet-state.ts';
import { TypedText } from '../text.ts';
import { Ahead, endpoint, Nothing, Page } from './endpoint.ts';

const id = z.uuid();

/** Why a batch cannot be closed yet. The refusal of closing names them in its `fields`. */
export const Imbalance = z.enum([
  'empty',
  'pending',
  'refused_file',
  'rescan_requested',
  /** The scanner numbered pages that are not in their file. */
  'page_missing',
  /** A cover of a batch that is closed, unknown or another municipality's: what came after it stayed here. */
  'cover_unknown',
  /** A cover says another clinic, month or count than the record of the batch, or than another cover. */
  'cover_differs',
  /** The papers are not as many as declared. */
  'declared_count',
]);
export type Imbalance = z.infer<typeof Imbalance>;

export const BatchView = z.strictObject({
  batchId: id,
  label: z.string(),
  institutionCode: z.string().nullable(),
  /** Month the doses were given, `2021-10`. */
  month: z.string().nullable(),
  declaredSheets: z.int().nonnegative().nullable(),
  /** As its covers say, each count once; empty where none has come, or none says a count. */
  declaredOnCovers: z.array(z.int().nonnegative()),
  state: z.enum(['open', 'closed']),
  priority: Priority,
  createdAt: z.iso.datetime(),
  files: z.int(),
  filesRefused: z.int(),
  filesPending: z.int(),
  pages: z.int(),
  /** Papers of our forms, each counted once however often it was scanned: what was declared is compared with this. */
  papers: z.int(),
  sheetsByState: z.partialRecord(SheetState, z.int()),
  /** Files and pages the machine has given up: nothing happens to them before a supervisor decides. */
  givenUp: z.int(),
  /** Why the batch cannot be closed yet; empty when it balances. */
  imbalance: z.array(Imbalance),
});
export type BatchView = z.infer<typeof BatchView>;

export const OriginalView = z.strictObject({
  originalId: id,
  /** The batch it was handed into. A cover inside may file pages under others. */
  batchId: id,
  fileName: z.string(),
  mediaType: z.string().nullable(),
  byteSize: z.int(),
  state: z.enum(['received', 'split', 'refused', 'duplicate', 'discarded']),
  errorCode: ErrorCode.nullable(),
  /** Pages the file has; `null` where it could not even be opened. */
  pageCount: z.int().positive().nullable(),
  /** The page for which the whole file was refused. */
  refusedPage: z.int().positive().nullable(),
  /** Pages its scanner numbered that are not in it. */
  missingPages: z.array(z.int().positive()),
  pages: z.int(),
  pagesDone: z.int(),
  /** The others, by the stage they wait for. */
  pagesWaiting: z.strictObject({ preprocess: z.int(), read: z.int(), check: z.int() }),
  /** Of these, how many belong to the batch that was asked for. */
  pagesHere: z.int(),
  receivedAt: z.iso.datetime(),
});
export type OriginalView = z.infer<typeof OriginalView>;

/** Where to find a sheet. */
export const SheetPlace = z.strictObject({
  sheetId: id,
  batchId: id,
  batchLabel: z.string(),
  fileName: z.string(),
  pageNumber: z.int().positive(),
  state: SheetState,
  /** How the paper lay in its scan, where that is known. */
  rotation: Rotation,
});
export type SheetPlace = z.infer<typeof SheetPlace>;

export const SheetView = z.strictObject({
  sheetId: id,
  batchId: id,
  originalId: id,
  pageNumber: z.int().positive(),
  state: SheetState,
  template: z.string().nullable(),
  /** Why this cover files nothing. */
  coverProblem: CoverProblem.nullable(),
  updatedAt: z.iso.datetime(),
  /** How the paper lay in its scan, where that is known. */
  rotation: Rotation,
  /** A person chose its form; `place`: it could not be laid on it, and nothing was read. */
  byHand: z.enum(['form', 'place']).nullable(),
  /** The scan this one was set aside for (`duplicate`), or that came in its place (`replaced_by_rescan`). */
  twin: SheetPlace.nullable(),
});
export type SheetView = z.infer<typeof SheetView>;

export const FormName = z.strictObject({
  template: z.string(),
  titleJa: z.string(),
  titleEn: z.string(),
});
export type FormName = z.infer<typeof FormName>;

const batch = z.strictObject({ batchId: id });

export const intakeApi = {
  createBatch: endpoint('POST', '/api/batches', 'batch.create', {
    body: z.strictObject({
      label: TypedText(100),
      institutionCode: z
        .string()
        .regex(/^\d{10}$/)
        .nullable(),
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
        .nullable(),
      declaredSheets: z.int().nonnegative().max(100_000).nullable(),
    }),
    reply: BatchView,
  }),
  /** Open ones first, the newest of each first. */
  batches: endpoint('GET', '/api/batches', 'batch.read', {
    query: z.strictObject({
      state: BatchView.shape.state.optional(),
      offset: z.coerce.number().int().nonnegative().max(100_000_000).default(0),
    }),
    reply: Page(BatchView),
  }),
  batch: endpoint('GET', '/api/batches/:batchId', 'batch.read', {
    params: batch,
    reply: z.strictObject({ batch: BatchView, originals: z.array(OriginalView) }),
  }),
  /** The sheet that goes on top of the batch before it is scanned, `application/pdf`. Not JSON. `batch.closed` when closed. */
  coverSheet: endpoint('GET', '/api/batches/:batchId/cover-sheet.pdf', 'batch.read', {
    params: batch,
    reply: Nothing,
  }),
  /** multipart/form-data, field `file`, one file a request; streamed. `batch.closed` when closed. */
  upload: endpoint('POST', '/api/batches/:batchId/files', 'batch.upload', {
    params: batch,
    reply: OriginalView,
  }),
  closeBatch: endpoint('POST', '/api/batches/:batchId/closure', 'batch.close', {
    params: batch,
    body: z.strictObject({
      /** Needed, and a supervisor, when the declared count differs. */
      reason: TypedText(500).nullable(),
    }),
    reply: BatchView,
  }),
  /** Its sheets are read and handed out before those of others, or no longer so. `batch.closed` when closed. */
  prioritiseBatch: endpoint('PUT', '/api/batches/:batchId/priority', 'batch.prioritise', {
    params: batch,
    body: z.strictObject({ priority: Priority }),
    reply: BatchView,
  }),
  /** A refused file is dealt with: the clerk says why nothing of it is needed (rescanned, not ours). */
  discardOriginal: endpoint('POST', '/api/originals/:originalId/discard', 'batch.upload', {
    params: z.strictObject({ originalId: id }),
    body: z.strictObject({ reason: TypedText(500) }),
    reply: OriginalView,
  }),
  sheets: endpoint('GET', '/api/sheets', 'sheet.read', {
    query: z.strictObject({
      state: SheetState.optional(),
      batchId: id.optional(),
      offset: z.coerce.number().int().nonnegative().max(100_000_000).default(0),
    }),
    reply: Page(SheetView),
  }),
  sheetCounts: endpoint('GET', '/api/sheet-counts', 'backlog.read', {
    reply: z.strictObject({
      byState: z.partialRecord(SheetState, z.int()),
      /** Files and pages the machine has given up and nobody has dealt with. */
      givenUp: z.int(),
    }),
  }),
  /**
   * Undo of `blank`, `duplicate`, `cover`, `unknown_form`, `foreign`, `rescan_requested`: the sheet is read again.
   * Of `replaced_by_rescan`: it waits for its rescan again.
   */
  reopenSheet: endpoint('POST', '/api/sheets/:sheetId/reopening', 'sheet.reopen', {
    params: z.strictObject({ sheetId: id }),
    body: z.strictObject({ reason: TypedText(500) }),
    reply: SheetView,
  }),
  /** A person looked: this page is none of our forms (`unknown_form`). It leaves the pending list, undoable. */
  markForeign: endpoint('POST', '/api/sheets/:sheetId/foreign', 'sheet.reopen', {
    params: z.strictObject({ sheetId: id }),
    body: z.strictObject({ reason: TypedText(500) }),
    reply: SheetView,
  }),
  /** A person looked: one of our forms (`unknown_form`), to be scanned again. */
  requestRescan: endpoint('POST', '/api/sheets/:sheetId/rescan-request', 'sheet.reopen', {
    params: z.strictObject({ sheetId: id }),
    body: z.strictObject({ reason: TypedText(500) }),
    reply: SheetView,
  }),
  /** The forms that are known here. */
  forms: endpoint('GET', '/api/forms', 'sheet.read', {
    reply: z.strictObject({ items: z.array(FormName) }),
  }),
  /**
   * A person says which form a page is that was set aside (`blank`, `unknown_form`, `foreign`, `rescan_requested`), and
   * how the paper lay. It is read again as that form; where it cannot be laid on it, people key all of it.
   */
  chooseForm: endpoint('POST', '/api/sheets/:sheetId/form', 'sheet.reopen', {
    params: z.strictObject({ sheetId: id }),
    body: z.strictObject({ ...ChosenForm.shape, reason: TypedText(500) }),
    reply: SheetView,
  }),
  /** It is not that form (`checked`, nobody has begun): it becomes `unknown_form`. Also takes a choice back. */
  denyForm: endpoint('POST', '/api/sheets/:sheetId/form-denial', 'sheet.reopen', {
    params: z.strictObject({ sheetId: id }),
    body: z.strictObject({ reason: TypedText(500) }),
    reply: SheetView,
  }),
  /** The scans that may be named as the rescan of this sheet, the likeliest first; at most a hundred. */
  rescanCandidates: endpoint('GET', '/api/sheets/:sheetId/rescan-candidates', 'sheet.read', {
    params: z.strictObject({ sheetId: id }),
    reply: z.strictObject({ items: z.array(SheetPlace) }),
  }),
  /**
   * A person names the rescan of a sheet that was asked for again, where the ticket did not. `rescan.not_of_it`:
   * that scan is of another ticket, is no form, or answers for another sheet.
   */
  nameRescan: endpoint('POST', '/api/sheets/:sheetId/rescan', 'sheet.reopen', {
    params: z.strictObject({ sheetId: id }),
    body: z.strictObject({ replacedBy: id, reason: TypedText(500) }),
    reply: SheetView,
  }),
  /** The page as scanned, `image/jpeg` or `image/png`; audited as a view, or as fetched ahead. Not JSON. */
  sheetImage: endpoint('GET', '/api/sheets/:sheetId/image', 'sheet.read_image', {
    params: z.strictObject({ sheetId: id }),
    query: Ahead,
    reply: Nothing,
  }),
};
