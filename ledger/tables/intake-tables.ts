import type { ColumnType, Generated } from 'kysely';
import type { AreaPx, SuspicionState } from '../../schemas/api/numbers.ts';
import type { CoverClaim, CoverProblem } from '../../schemas/cover.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import type { Priority, QueueName } from '../../schemas/jobs.ts';
import type { PersonMatch } from '../../schemas/person-match.ts';
import type { BoxMm, PageReading, Registration } from '../../schemas/reading.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import type { Detail, Immutable, Json, Tenant } from './tenant.ts';

export type Batches = Tenant & {
  batchId: Immutable<string>;
  label: string;
  institutionCode: string | null;
  month: string | null;
  declaredSheets: number | null;
  state: 'open' | 'closed';
  closedReason: string | null;
  createdBy: Immutable<string | null>;
  createdAt: Immutable<Date>;
  closedBy: string | null;
  closedAt: Date | null;
  priority: Generated<Priority>;
  /** Since when jobs in the queue may stand where the priority before put them. */
  requeueSince: Date | null;
};

export type Blobs = Tenant & {
  blobId: Immutable<string>;
  contentHash: Immutable<string>;
  byteSize: Immutable<number>;
  mediaType: Immutable<string>;
  wrappedKey: string | null;
  keyId: string;
  storageName: Immutable<string>;
  createdAt: Immutable<Date>;
  erasedAt: Date | null;
};

export type Uploads = Tenant & {
  uploadId: Immutable<string>;
  batchId: Immutable<string>;
  accountId: Immutable<string>;
  fileName: string;
  byteSize: Immutable<number>;
  /** Milliseconds since 1970, as the sender's machine says. */
  lastModified: Immutable<number>;
  begunAt: Immutable<Date>;
  originalId: string | null;
};

export type UploadParts = Tenant & {
  uploadId: Immutable<string>;
  partNumber: Immutable<number>;
  contentHash: string;
  byteSize: number;
  wrappedKey: string;
  keyId: string;
  storageName: string;
};

export type OrphanBlobs = { storageName: Immutable<string>; seenAt: Immutable<Date> };

export type OriginalState = 'received' | 'split' | 'refused' | 'duplicate' | 'discarded';

export type Originals = Tenant & {
  originalId: Immutable<string>;
  batchId: Immutable<string>;
  blobId: Immutable<string>;
  contentHash: Immutable<string>;
  fileName: string;
  byteSize: Immutable<number>;
  mediaType: string | null;
  state: OriginalState;
  errorCode: ErrorCode | null;
  discardReason: string | null;
  duplicateOf: string | null;
  pageCount: number | null;
  /** The page for which the file was refused. */
  refusedPage: number | null;
  /** Pages its scanner numbered that are not in it. */
  missingPages: Generated<number[]>;
  receivedBy: Immutable<string | null>;
  receivedAt: Immutable<Date>;
};

export type Sheets = Tenant & {
  sheetId: Immutable<string>;
  /** The batch the file was handed into, or that of the cover before this page. */
  batchId: string;
  originalId: Immutable<string>;
  pageNumber: Immutable<number>;
  /** Both change only when a suspected 個人番号 is masked, or the page brought back. */
  blobId: string;
  imageHash: string;
  screening: Generated<Screening>;
  widthPx: Immutable<number>;
  heightPx: Immutable<number>;
  state: SheetState;
  template: string | null;
  registration: Json<Registration | null> | null;
  generation: Generated<number>;
  /** 18 digits as the readers are sure of them, later as people closed them. */
  ticketLine: string | null;
  /** The sheet that the same paper came as before. */
  duplicateOf: string | null;
  /** The scan that came in the place of this one. */
  replacedBy: string | null;
  /** What the code of a cover said. */
  cover: Json<CoverClaim | null> | null;
  coverProblem: CoverProblem | null;
  createdAt: Immutable<Date>;
  updatedAt: Date;
  /** Disposed of at the end of its retention: nothing of it is left but that there was one. */
  erasedAt: Date | null;
};

/** Whether a page was looked through for a 個人番号; `earlier`: it is older than the looking. */
export type Screening = 'waiting' | 'earlier' | 'clear' | 'suspected' | 'erased' | 'restored';

export type NumberSuspicions = Tenant & {
  suspicionId: Immutable<string>;
  sheetId: Immutable<string>;
  pageBlobId: Immutable<string>;
  pageHash: Immutable<string>;
  maskedBlobId: Immutable<string>;
  areas: ColumnType<AreaPx[], string, never>;
  foundAt: Immutable<Date>;
  state: Generated<SuspicionState>;
  decidedBy: string | null;
  decidedAt: Date | null;
};

export type SheetFilings = Tenant & {
  sheetFilingId: Generated<number>;
  sheetId: Immutable<string>;
  fromBatchId: Immutable<string>;
  toBatchId: Immutable<string>;
  coverSheetId: Immutable<string>;
  accountId: Immutable<string | null>;
  requestId: Immutable<string | null>;
  traceId: Immutable<string | null>;
  filedAt: Immutable<Date>;
};

export type SheetEvents = Tenant & {
  sheetEventId: Generated<number>;
  sheetId: Immutable<string>;
  stage: Immutable<string>;
  inputHash: Immutable<string>;
  fromState: Immutable<SheetState | null>;
  toState: Immutable<SheetState>;
  accountId: Immutable<string | null>;
  detail: Json<Detail>;
  requestId: Immutable<string | null>;
  traceId: Immutable<string | null>;
  occurredAt: Immutable<Date>;
};

export type SheetReadings = Tenant & {
  readingId: Immutable<string>;
  sheetId: Immutable<string>;
  engineVersion: Immutable<string>;
  reading: ColumnType<PageReading, string, never>;
  readAt: Immutable<Date>;
};

export type ReadingCrops = Tenant & {
  readingId: Immutable<string>;
  blobId: Immutable<string>;
  boxesMm: ColumnType<BoxMm[], string, never>;
};

/** `named` and `others` are JSON of schemas/person-match.ts. */
export type SheetPersonMatches = Tenant & {
  sheetId: string;
  outcome: PersonMatch['outcome'];
  named: ColumnType<PersonMatch['named'], string | null, string | null>;
  others: ColumnType<PersonMatch['others'], string, string>;
  matchedAt: Date;
};

export type Outbox = Tenant & {
  outboxId: Generated<string>;
  queue: Immutable<QueueName>;
  payload: ColumnType<unknown, string, never>;
  createdAt: Generated<Date>;
  relayedAt: Date | null;
};

export type StageAttempts = Tenant & {
  queue: Immutable<QueueName>;
  subjectId: Immutable<string>;
  begun: number;
  begunAlone: number;
  begunAt: Date;
};

export type DeadLetters = Tenant & {
  deadLetterId: Immutable<string>;
  queue: Immutable<QueueName>;
  jobId: Immutable<string>;
  payload: ColumnType<unknown, string, never>;
  errorCode: Immutable<ErrorCode>;
  attempts: Immutable<number>;
  failedAt: Immutable<Date>;
  resolvedAt: Date | null;
  resolution: 'retried' | 'discarded' | null;
  resolvedBy: string | null;
  reason: string | null;
};
