import type { ColumnType, Generated } from 'kysely';
import type { ReviewStep } from '../../schemas/api/story.ts';
import type { ClosedField } from '../../schemas/inoculation-record.ts';
import type { Purpose, RoundKind, RoundState, SheetState } from '../../schemas/sheet-state.ts';
import type { Immutable, Tenant } from './tenant.ts';

export type ReviewRounds = Tenant & {
  roundId: Immutable<string>;
  sheetId: Immutable<string>;
  kind: Immutable<RoundKind>;
  state: RoundState;
  amendsEntryId: Immutable<string | null>;
  reason: string | null;
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
  shownResidentId: string | null;
};

export type RoundAssignments = Tenant & {
  roundId: string;
  sheetId: string;
  pass: number;
  purpose: Purpose;
  staffMemberId: string;
  assignedAt: Date;
  keptUntil: Date;
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
  residentId: string | null;
  /** Absent in signatures from before there was one, and once the sheet was disposed of. */
  salt: Generated<string | null>;
  signedAt: Immutable<Date>;
};

export type SheetViews = Tenant & {
  sheetId: Immutable<string>;
  roundId: Immutable<string>;
  pass: Immutable<number>;
  purpose: Immutable<Purpose>;
  staffMemberId: Immutable<string>;
  viewedAt: Immutable<Date>;
};

export type ColumnViews = Tenant & {
  sheetId: Immutable<string>;
  roundId: Immutable<string>;
  pass: Immutable<number>;
  fieldId: Immutable<string>;
  staffMemberId: Immutable<string>;
  value: Immutable<string>;
  imageHash: Immutable<string>;
  viewedAt: Immutable<Date>;
};

export type ColumnWords = Tenant & {
  keyingId: Immutable<string>;
  roundId: Immutable<string>;
  pass: Immutable<number>;
  fieldId: Immutable<string>;
  staffMemberId: Immutable<string>;
  value: Immutable<string>;
};

/** How long a person was at work before signing, as their page measured it. */
export type ReviewTimes = Tenant & {
  signatureId: Immutable<string>;
  activeMs: Immutable<number>;
  fieldMs: ColumnType<Record<string, number>, string, never>;
};

export type ReviewSteps = Tenant & {
  reviewStepId: Generated<number>;
  sheetId: Immutable<string>;
  roundId: Immutable<string>;
  pass: Immutable<number>;
  step: Immutable<ReviewStep>;
  outcome: Immutable<SheetState | null>;
  words: string | null;
  accountId: Immutable<string>;
  requestId: Immutable<string | null>;
  traceId: Immutable<string | null>;
  occurredAt: Immutable<Date>;
};
