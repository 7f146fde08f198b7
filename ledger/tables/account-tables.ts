import type { ColumnType, Generated } from 'kysely';
import type { Role, Theme } from '../../schemas/accounts.ts';
import type { Detail, Immutable, Json, Tenant } from './tenant.ts';

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
  theme: Generated<Theme>;
  failedLogins: Generated<number>;
  lockedUntil: Date | null;
  passwordChangedAt: Date;
  disabledAt: Date | null;
  mustChangePassword: Generated<boolean>;
  lastLoginAt: Date | null;
  createdAt: Immutable<Date>;
};

export type Sessions = {
  sessionId: string;
  municipalityId: string | null;
  accountId: string | null;
  content: Json<unknown>;
  expiresAt: Date;
  sessionRef: Generated<string>;
  beganAt: Generated<Date>;
  lastSeenAt: Generated<Date>;
  device: Generated<string>;
  address: Generated<string>;
};

export type TotpSecrets = Tenant & {
  accountId: Immutable<string>;
  wrappedSecret: string;
  keyId: string;
  lastStep: number;
  createdAt: Date;
};

export type Passkeys = Tenant & {
  credentialId: Immutable<string>;
  accountId: Immutable<string>;
  publicKey: Immutable<string>;
  counter: number;
  transports: Immutable<string[]>;
  name: Immutable<string>;
  createdAt: Immutable<Date>;
  lastUsedAt: Date | null;
};

export type RecoveryCodes = Tenant & {
  accountId: Immutable<string>;
  codeHash: Immutable<string>;
};

/** Who may come in by the log-in provider. */
export type OpenidLinks = Tenant & {
  accountId: Immutable<string>;
  issuer: Immutable<string>;
  subject: Immutable<string>;
  linkedAt: Immutable<Date>;
};

export type AccountPolicies = Tenant & {
  accountPolicyId: Generated<number>;
  secondFactorRoles: Immutable<Role[]>;
  passwordDays: Immutable<number | null>;
  idleMinutes: Immutable<number>;
  absoluteHours: Immutable<number>;
  reviewDays: Immutable<number>;
  accountId: Immutable<string | null>;
  setAt: Immutable<Date>;
};

export type AccountReviews = Tenant & {
  accountReviewId: Immutable<string>;
  accountId: Immutable<string>;
  staffMemberId: Immutable<string>;
  signedAt: Immutable<Date>;
  statement: Immutable<string>;
  keyId: Immutable<string>;
  signature: Immutable<string>;
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

export type AuditTerms = Tenant & {
  auditEventId: Immutable<string>;
  reference: Immutable<string>;
  sealed: Immutable<string>;
};

export type AuditReadings = Tenant & {
  auditReadingId: Immutable<string>;
  events: Immutable<number>;
  headHash: Immutable<string>;
  note: Immutable<string>;
  accountId: Immutable<string>;
  staffMemberId: Immutable<string>;
  readAt: Immutable<Date>;
};

export type AuditCheckpoints = Tenant & {
  number: Immutable<number>;
  events: Immutable<number>;
  headHash: Immutable<string>;
  treeSize: Immutable<number>;
  rootHash: Immutable<string | null>;
  keyId: Immutable<string>;
  signature: Immutable<string>;
  signedAt: Immutable<Date>;
};

/** The clinics a contractor's account is for. */
export type AccountClinics = Tenant & {
  accountId: string;
  institutionCode: string;
  assignedAt: Date;
};
