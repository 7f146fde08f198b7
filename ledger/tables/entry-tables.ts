import type { ColumnType, Generated } from 'kysely';
import type { LedgerContent, LedgerEntryKind } from '../../schemas/inoculation-record.ts';
import type { Immutable, Tenant } from './tenant.ts';

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
  template: Immutable<string>;
  commitments: ColumnType<Record<string, string>, string, never>;
  signaturesHash: Immutable<string>;
  keyingsHash: Immutable<string>;
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
