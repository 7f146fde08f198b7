import type { ColumnType, Generated } from 'kysely';
import type { Role } from '../schemas/accounts.ts';
import type { ErrorCode } from '../schemas/error-codes.ts';
import type { Finding } from '../schemas/finding.ts';
import type { ClosedField, LedgerContent, LedgerEntryKind } from '../schemas/inoculation-record.ts';
import type { QueueName } from '../schemas/jobs.ts';
import type { PageReading, Registration } from '../schemas/reading.ts';
import type { Purpose, RoundKind, RoundState, SheetState } from '../schemas/sheet-state.ts';

/** jsonb: read parsed, written as text. */
type Json<T> = ColumnType<T, string, string>;
type Immutable<T> = ColumnType<T, T, never>;
type Detail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

type Tenant = { municipalityId: Immutable<string> };

export type Municipalities = Tenant & {
  name: string;
  demonstration: Generated<boolean>;
  createdAt: Immutable<Date>;
};

export type StaffMembers = Tenant & {
  staffMemberId: Immutable<string>;
  displayName: string;
  createdAt: Immutable<Date>;
};

export type Accounts = Tenant & {
  accountId: Immutable<string>;
  staffMemberId: Immutable<string>;
  loginName: string;
  passwordHash: string;
  roles: Role[];
  failedLogins: Generated<number>;
  lockedUntil: Date | null;
  passwordChangedAt: Date;
  disabledAt: Date | null;
  createdAt: Immutable<Date>;
};

export type Sessions = {
  sessionId: string;
  municipalityId: string | null;
  accountId: string | null;
  content: Json<unknown>;
  expiresAt: Date;
};

export type AuditEvents = Tenant & {
  sequence: Immutable<number>;
  auditEventId: Immutable<string>;
  occurredAt: Immutable<Date>;
  actorKind: Immutable<'account' | 'system' | 'anonymous'>;
  accountId: Immutable<string | null>;
  staffMemberId: Immutable<string | null>;
  action: Immutable<string>;
  outcome: Immutable<'done' | 'refused'>;
  resourceKind: Immutable<string>;
  resourceId: Immutable<string | null>;
  detail: ColumnType<Detail, string, never>;
  requestId: Immutable<string | null>;
  traceId: Immutable<string | null>;
  previousHash: Immutable<string>;
  eventHash: Immutable<string>;
};

export type Residents = Tenant & {
  residentId: string;
  name: string;
  kana: string;
  birthDate: string;
  sex: 'male' | 'female' | null;
  address: string;
  householdId: string | null;
  nonRegistered: boolean;
};

export type IssuedTickets = Tenant & {
  municipalityCode: string;
  ticketNumber: string;
  ticketType: string;
  doseNumber: string;
  residentId: string;
};

export type Institutions = Tenant & { institutionCode: string; name: string; address: string };

export type Lots = Tenant & {
  lotNumber: string;
  product: string;
  manufacturer: string;
  expiry: string;
  validFrom: string;
  validTo: string;
};

export type EarlierDoses = Tenant & {
  residentId: string;
  ticketNumber: string;
  doseNumber: string;
  vaccinationDate: string;
  product: string;
  lotNumber: string;
  doseVolumeMl: string;
  institutionCode: string;
};

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

export type OriginalState = 'received' | 'split' | 'refused' | 'duplicate' | 'discarded';

export type Originals = Tenant & {
  originalId: Immutable<string>;
  batchId: Immutable<string>;
  blobId: Immutable<string>;
  contentHash: Immutable<string>;
  fileName: Immutable<string>;
  byteSize: Immutable<number>;
  mediaType: string | null;
  state: OriginalState;
  errorCode: ErrorCode | null;
  discardReason: string | null;
  duplicateOf: string | null;
  receivedBy: Immutable<string | null>;
  receivedAt: Immutable<Date>;
};

export type Sheets = Tenant & {
  sheetId: Immutable<string>;
  batchId: Immutable<string>;
  originalId: Immutable<string>;
  pageNumber: Immutable<number>;
  blobId: Immutable<string>;
  imageHash: Immutable<string>;
  widthPx: Immutable<number>;
  heightPx: Immutable<number>;
  state: SheetState;
  template: string | null;
  registration: Json<Registration | null> | null;
  generation: Generated<number>;
  createdAt: Immutable<Date>;
  updatedAt: Date;
};

export type SheetEvents = Tenant & {
  sheetEventId: Generated<number>;
  sheetId: Immutable<string>;
  stage: Immutable<string>;
  inputHash: Immutable<string>;
  fromState: Immutable<SheetState | null>;
  toState: Immutable<SheetState>;
  accountId: Immutable<string | null>;
  detail: ColumnType<Detail, string, never>;
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

export type SheetFindings = Tenant & {
  sheetId: string;
  code: Finding['code'];
  kind: Finding['kind'];
  severity: Finding['severity'];
  fields: string[];
};

export type Outbox = Tenant & {
  outboxId: Generated<string>;
  queue: Immutable<QueueName>;
  payload: ColumnType<unknown, string, never>;
  createdAt: Generated<Date>;
  relayedAt: Date | null;
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

export type ReviewRounds = Tenant & {
  roundId: Immutable<string>;
  sheetId: Immutable<string>;
  kind: Immutable<RoundKind>;
  state: RoundState;
  amendsEntryId: Immutable<string | null>;
  reason: Immutable<string | null>;
  openedBy: Immutable<string | null>;
  returnedReason: string | null;
  note: string | null;
  openedAt: Immutable<Date>;
  pass: Generated<number>;
};

export type Leases = Tenant & {
  roundId: string;
  leaseId: string;
  sheetId: string;
  purpose: Purpose;
  accountId: string;
  staffMemberId: string;
  fencingToken: number;
  acquiredAt: Date;
  expiresAt: Date;
  shownAt: Date | null;
};

export type Keyings = Tenant & {
  keyingId: Immutable<string>;
  sheetId: Immutable<string>;
  roundId: Immutable<string>;
  pass: Immutable<number>;
  purpose: Immutable<Purpose>;
  fieldId: Immutable<string>;
  answer: Immutable<ClosedField['answer']>;
  value: Immutable<string | null>;
  shown: Immutable<boolean>;
  accountId: Immutable<string>;
  staffMemberId: Immutable<string>;
  fencingToken: Immutable<number>;
  keyedAt: Immutable<Date>;
  sequence: Generated<number>;
  undoneAt: Date | null;
};

export type Signatures = Tenant & {
  signatureId: Immutable<string>;
  sheetId: Immutable<string>;
  roundId: Immutable<string>;
  pass: Immutable<number>;
  purpose: Immutable<Purpose>;
  accountId: Immutable<string>;
  staffMemberId: Immutable<string>;
  imageHash: Immutable<string>;
  fencingToken: Immutable<number>;
  signedAt: Immutable<Date>;
};

export type LedgerEntries = Tenant & {
  entryId: Immutable<string>;
  leafIndex: Immutable<number>;
  kind: Immutable<LedgerEntryKind>;
  sheetId: Immutable<string>;
  roundId: Immutable<string>;
  pass: Immutable<number>;
  supersedes: Immutable<string | null>;
  imageHash: Immutable<string>;
  verifyPurpose: Generated<string>;
  verifySignatureId: Immutable<string>;
  verifiedBy: Immutable<string>;
  approvePurpose: Generated<string>;
  approveSignatureId: Immutable<string>;
  approvedBy: Immutable<string>;
  fencingToken: Immutable<number>;
  engineVersion: Immutable<string>;
  rulesVersion: Immutable<string>;
  commitments: ColumnType<Record<string, string>, string, never>;
  signaturesHash: Immutable<string>;
  leafHash: Immutable<string>;
  committedAt: Immutable<Date>;
};

export type LedgerContents = Tenant & {
  entryId: Immutable<string>;
  residentId: Immutable<string | null>;
  content: ColumnType<LedgerContent, string, never>;
  salts: ColumnType<Record<string, string>, string, never>;
};

export type LedgerCheckpoints = Tenant & {
  treeSize: Immutable<number>;
  rootHash: Immutable<string>;
  frontier: ColumnType<string[], string, never>;
  keyId: Immutable<string>;
  signature: Immutable<string>;
  signedAt: Immutable<Date>;
};

export type Tables = {
  municipalities: Municipalities;
  staffMembers: StaffMembers;
  accounts: Accounts;
  sessions: Sessions;
  auditEvents: AuditEvents;
  residents: Residents;
  issuedTickets: IssuedTickets;
  institutions: Institutions;
  lots: Lots;
  earlierDoses: EarlierDoses;
  batches: Batches;
  blobs: Blobs;
  originals: Originals;
  sheets: Sheets;
  sheetEvents: SheetEvents;
  sheetReadings: SheetReadings;
  sheetFindings: SheetFindings;
  outbox: Outbox;
  deadLetters: DeadLetters;
  reviewRounds: ReviewRounds;
  leases: Leases;
  keyings: Keyings;
  signatures: Signatures;
  ledgerEntries: LedgerEntries;
  ledgerContents: LedgerContents;
  ledgerCheckpoints: LedgerCheckpoints;
};
