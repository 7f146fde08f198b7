import type { z } from 'zod';
import type { ActContext } from '../ledger/act-context.ts';
import type { CropsToShow } from '../ledger/column/crops.ts';
import type { auditApi } from '../schemas/api/audit.ts';
import type { backlogApi } from '../schemas/api/backlog.ts';
import type { columnApi } from '../schemas/api/column.ts';
import type { copiesApi } from '../schemas/api/copies.ts';
import type { Endpoint } from '../schemas/api/endpoint.ts';
import type { exportsApi } from '../schemas/api/exports.ts';
import type { intakeApi } from '../schemas/api/intake.ts';
import type { ledgerApi } from '../schemas/api/ledger.ts';
import type { mastersApi, ShownMaster } from '../schemas/api/masters.ts';
import type { numbersApi } from '../schemas/api/numbers.ts';
import type { overridesApi } from '../schemas/api/overrides.ts';
import type { practiceApi } from '../schemas/api/practice.ts';
import type { queueApi } from '../schemas/api/queue.ts';
import type { replyMarksApi } from '../schemas/api/reply-marks.ts';
import type { retentionApi } from '../schemas/api/retention.ts';
import type { reviewApi } from '../schemas/api/review.ts';
import type { samplingApi } from '../schemas/api/sampling.ts';
import type { statementApi } from '../schemas/api/statement.ts';
import type { storyApi } from '../schemas/api/story.ts';
import type { uploadApi } from '../schemas/api/upload.ts';

type Body<E extends Endpoint> = z.output<E['body']>;
type Query<E extends Endpoint> = z.output<E['query']>;
type Reply<E extends Endpoint> = Promise<z.output<E['reply']>>;

export type ReceivedFile = Readonly<{
  fileName: string;
  /** Throws `input.too_large`, `input.truncated` or `input.empty` while it is read: keep nothing then. */
  stream: AsyncIterable<Uint8Array>;
}>;

export type SheetImage = Readonly<{
  mediaType: 'image/jpeg' | 'image/png';
  bytes: Uint8Array;
  /** SHA-256 of `bytes`, hex. */
  imageHash: string;
}>;

/** Cuts crops out of pages and lays them in one picture: the program passes in what may open images. */
export type CropDrawer = Readonly<{
  draw(show: CropsToShow): Promise<z.output<typeof columnApi.crops.reply>>;
  /** Does nothing while an earlier preparation is under way. */
  prepare(find: () => Promise<CropsToShow | null>): Promise<void>;
}>;

type Act<E extends Endpoint> = (context: ActContext, id: string, body: Body<E>) => Reply<E>;
/** An act whose reply says nothing. */
type SilentAct<E extends Endpoint> = (
  context: ActContext,
  id: string,
  body: Body<E>,
) => Promise<unknown>;

type ColumnKey = Readonly<{ template: string; fieldId: string }>;
type ColumnAct<E extends Endpoint> = (
  context: ActContext,
  column: ColumnKey,
  body: Body<E>,
) => Reply<E>;

type MasterAct<E extends Endpoint> = (
  context: ActContext,
  master: ShownMaster,
  body: Body<E>,
) => Reply<E>;

type I = typeof intakeApi;
type R = typeof reviewApi;
type C = typeof columnApi;
type L = typeof ledgerApi;
type Q = typeof queueApi;
type U = typeof uploadApi;
type B = typeof backlogApi;
type S = typeof samplingApi;
type T = typeof statementApi;
type M = typeof mastersApi;
type O = typeof overridesApi;
type P = typeof practiceApi;
type A = typeof auditApi;
type X = typeof exportsApi;
type N = typeof numbersApi;
type K = typeof replyMarksApi;
type D = typeof retentionApi;
type Y = typeof copiesApi;

/** What the routes call: one method per endpoint of the contract. Each writes its own audit event. */
export type Services = Readonly<{
  createBatch(context: ActContext, body: Body<I['createBatch']>): Reply<I['createBatch']>;
  batches(context: ActContext, query: z.output<I['batches']['query']>): Reply<I['batches']>;
  batch(context: ActContext, batchId: string): Reply<I['batch']>;
  /** A PDF. */
  coverSheet(context: ActContext, batchId: string): Promise<Uint8Array>;
  receiveFile(context: ActContext, batchId: string, file: ReceivedFile): Reply<I['upload']>;
  knownFiles: Act<U['knownFiles']>;
  beginUpload: Act<U['begin']>;
  receivePart(
    context: ActContext,
    part: Readonly<{ uploadId: string; partNumber: number; stream: AsyncIterable<Uint8Array> }>,
  ): Reply<U['part']>;
  completeUpload(context: ActContext, uploadId: string): Reply<U['complete']>;
  closeBatch: Act<I['closeBatch']>;
  prioritiseBatch: Act<I['prioritiseBatch']>;
  discardOriginal: Act<I['discardOriginal']>;
  sheets(context: ActContext, query: Query<I['sheets']>): Reply<I['sheets']>;
  sheetCounts(context: ActContext): Reply<I['sheetCounts']>;
  reopenSheet: Act<I['reopenSheet']>;
  markForeign: Act<I['markForeign']>;
  requestRescan: Act<I['requestRescan']>;
  forms(): Reply<I['forms']>;
  chooseForm: Act<I['chooseForm']>;
  denyForm: Act<I['denyForm']>;
  rescanCandidates(context: ActContext, sheetId: string): Reply<I['rescanCandidates']>;
  nameRescan: Act<I['nameRescan']>;
  sheetImage(context: ActContext, sheetId: string, ahead: boolean): Promise<SheetImage>;
  sheetStory(context: ActContext, sheetId: string): Reply<(typeof storyApi)['sheet']>;

  waiting(context: ActContext): Reply<R['waiting']>;
  claim(context: ActContext, body: Body<R['claim']>): Reply<R['claim']>;
  renew: Act<R['renew']>;
  release(context: ActContext, held: { leaseId: string; fencingToken: string }): Promise<unknown>;
  reviewSheet(context: ActContext, sheetId: string, ahead: boolean): Reply<R['sheet']>;
  answer(
    context: ActContext,
    field: Readonly<{ sheetId: string; fieldId: string }>,
    body: Body<R['answer']>,
  ): Reply<R['answer']>;
  namePerson: Act<R['namePerson']>;
  searchPersons: Act<R['searchPersons']>;
  confirmShown: Act<R['confirmShown']>;
  undo: Act<R['undo']>;
  verify: SilentAct<R['verify']>;
  approve: Act<R['approve']>;
  adjudicate: SilentAct<R['adjudicate']>;
  returnSheet: SilentAct<R['returnSheet']>;
  dismiss: SilentAct<R['dismiss']>;

  columns(context: ActContext): Reply<C['columns']>;
  column(context: ActContext, column: ColumnKey): Reply<C['column']>;
  columnCrops: ColumnAct<C['crops']>;
  confirmColumn: ColumnAct<C['confirm']>;
  undoColumn: ColumnAct<C['undo']>;

  entries(context: ActContext, body: Body<L['entries']>): Reply<L['entries']>;
  personHistory(context: ActContext, residentId: string): Reply<L['history']>;
  entry(context: ActContext, entryId: string): Reply<L['entry']>;
  amend: Act<L['amend']>;
  ledgerStatus(context: ActContext): Reply<L['status']>;

  numberSuspicions(context: ActContext, query: Query<N['suspicions']>): Reply<N['suspicions']>;
  /** As it came, unmasked. */
  suspectedPage(
    context: ActContext,
    suspicionId: string,
  ): Promise<Pick<SheetImage, 'mediaType' | 'bytes'>>;
  confirmNumber(context: ActContext, suspicionId: string): Promise<void>;
  restorePage(context: ActContext, suspicionId: string): Promise<void>;

  deadLetters(context: ActContext, query: Query<Q['deadLetters']>): Reply<Q['deadLetters']>;
  retryDeadLetter: Act<Q['retryDeadLetter']>;
  retryDeadLetters(
    context: ActContext,
    body: Body<Q['retryDeadLetters']>,
  ): Reply<Q['retryDeadLetters']>;
  discardDeadLetter: Act<Q['discardDeadLetter']>;

  backlog(context: ActContext): Reply<B['backlog']>;
  fieldFigures(context: ActContext): Reply<B['fields']>;
  heldLeases(context: ActContext): Reply<B['leases']>;
  releaseLease(context: ActContext, leaseId: string): Reply<B['releaseLease']>;
  colleagues(context: ActContext, leaseId: string): Reply<B['colleagues']>;
  reassign(context: ActContext, leaseId: string, body: Body<B['reassign']>): Reply<B['reassign']>;
  statement(context: ActContext, month: string): Reply<T['statement']>;
  statementCsv(context: ActContext, month: string, query: Query<T['csv']>): Promise<Uint8Array>;
  statementPdf(context: ActContext, month: string): Promise<Uint8Array>;
  samplingOverview(context: ActContext): Reply<S['overview']>;
  sampleDisputes(context: ActContext): Reply<S['disputes']>;
  setSamplingRate(context: ActContext, body: Body<S['setRate']>): Reply<S['setRate']>;
  nextSample(context: ActContext): Reply<S['next']>;
  keySample: Act<S['key']>;
  decideSample: Act<S['decide']>;
  peopleFigures(context: ActContext): Reply<B['people']>;

  practiceList(context: ActContext, fiscalYear: number): Reply<P['list']>;
  practiceCsv(context: ActContext, fiscalYear: number, query: Query<P['csv']>): Promise<Uint8Array>;
  practicePdf(context: ActContext, fiscalYear: number): Promise<Uint8Array>;
  recordPractice(context: ActContext, body: Body<P['record']>): Reply<P['record']>;

  reconciliations(context: ActContext, query: z.output<Y['list']['query']>): Reply<Y['list']>;
  reconciliation(context: ActContext, reconciliationId: string): Reply<Y['one']>;
  compareCopy(
    context: ActContext,
    copy: z.output<Y['compare']['query']> & Readonly<{ file: ReceivedFile }>,
  ): Reply<Y['compare']>;
  copyDifferences(
    context: ActContext,
    reconciliationId: string,
    query: z.output<Y['differences']['query']>,
  ): Reply<Y['differences']>;
  setDifferenceState: Act<Y['setState']>;
  differenceValues(context: ActContext, asked: z.output<Y['values']['params']>): Reply<Y['values']>;
  closeComparison(context: ActContext, reconciliationId: string): Reply<Y['close']>;
  setCopyRules(context: ActContext, rules: Body<Y['setRules']>): Reply<Y['setRules']>;
  searchReplyMarks(context: ActContext, body: Body<K['search']>): Reply<K['search']>;
  askForReplyMark(context: ActContext, body: Body<K['ask']>): Reply<K['ask']>;
  decideReplyMark(context: ActContext, markId: string, body: Body<K['decide']>): Reply<K['decide']>;
  askToLift(context: ActContext, markId: string): Reply<K['askToLift']>;
  decideLift(
    context: ActContext,
    markId: string,
    body: Body<K['decideLift']>,
  ): Reply<K['decideLift']>;
  searchOverrides(context: ActContext, body: Body<O['search']>): Reply<O['search']>;
  enterOverride(context: ActContext, body: Body<O['enter']>): Reply<O['enter']>;
  confirmOverride(context: ActContext, overrideId: string): Reply<O['confirm']>;
  withdrawOverride: Act<O['withdraw']>;

  vaccines(): Reply<M['vaccines']>;
  searchMasters: MasterAct<M['search']>;
  masterHistory: MasterAct<M['history']>;
  editMaster: MasterAct<M['edit']>;
  masterProfiles(): Reply<M['profiles']>;
  planMasters(
    context: ActContext,
    uploaded: Query<M['plan']> & { master: ShownMaster; file: ReceivedFile },
  ): Reply<M['plan']>;
  importMasters(
    context: ActContext,
    uploaded: Query<M['import']> & { master: ShownMaster; file: ReceivedFile },
  ): Reply<M['import']>;

  auditOverview(context: ActContext): Reply<A['overview']>;
  nextAuditReading(context: ActContext): Reply<A['reading']>;
  searchAudit(context: ActContext, body: Body<A['search']>): Reply<A['search']>;
  exportAudit(context: ActContext, body: Body<A['export']>): Reply<A['export']>;
  auditTerms(context: ActContext, auditEventId: string): Reply<A['terms']>;
  verifyAudit(context: ActContext): Reply<A['verify']>;
  signAuditReading(context: ActContext, body: Body<A['read']>): Reply<A['read']>;
  exportProfiles(): Reply<X['profiles']>;
  exports(context: ActContext, query: Query<X['list']>): Reply<X['list']>;
  export(context: ActContext, exportId: string): Reply<X['one']>;
  previewExport(context: ActContext, body: Body<X['preview']>): Reply<X['preview']>;
  requestExport(context: ActContext, body: Body<X['request']>): Reply<X['request']>;
  decideExport: Act<X['decide']>;
  writeExport(context: ActContext, exportId: string): Reply<X['write']>;
  exportSample(context: ActContext, exportId: string): Reply<X['sample']>;
  checkExport: Act<X['check']>;
  archiveExport(context: ActContext, exportId: string): Reply<X['archive']>;
  /** A ZIP, and what to call it. */
  downloadExport(
    context: ActContext,
    exportId: string,
  ): Promise<Readonly<{ name: string; bytes: Uint8Array }>>;
  withdrawExport: Act<X['withdraw']>;
  useMedium: Act<X['useMedium']>;
  wipeMedium(
    context: ActContext,
    medium: z.output<X['wipeMedium']['params']>,
    body: Body<X['wipeMedium']>,
  ): Reply<X['wipeMedium']>;
  setExportRules(context: ActContext, body: Body<X['setRules']>): Reply<X['setRules']>;

  retentionRules(context: ActContext): Reply<D['rules']>;
  setRetentionRule(context: ActContext, body: Body<D['setRule']>): Reply<D['setRule']>;
  previewDisposal(context: ActContext): Reply<D['preview']>;
  dueForDisposal(context: ActContext, query: Query<D['due']>): Reply<D['due']>;
  disposals(context: ActContext, query: Query<D['list']>): Reply<D['list']>;
  disposal(context: ActContext, disposalId: string): Reply<D['one']>;
  disposalItems(
    context: ActContext,
    disposalId: string,
    query: Query<D['items']>,
  ): Reply<D['items']>;
  requestDisposal(context: ActContext, body: Body<D['request']>): Reply<D['request']>;
  decideDisposal: Act<D['decide']>;
  withdrawDisposal(context: ActContext, disposalId: string): Reply<D['withdraw']>;
  /** A PDF. */
  disposalRecord(context: ActContext, disposalId: string): Promise<Uint8Array>;
}>;
