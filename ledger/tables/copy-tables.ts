import type { ColumnType, Generated } from 'kysely';
import type { CopyDifferenceKind, CopyDifferenceState } from '../../schemas/copies.ts';
import type { CsvProfile } from '../../schemas/export-profile.ts';
import type { Immutable, Tenant } from './tenant.ts';

export type CopyRules = Tenant & {
  copyRuleId: Generated<number>;
  everyDays: Immutable<number>;
  keepDays: Immutable<number>;
  accountId: Immutable<string>;
  setAt: Immutable<Date>;
};

export type Reconciliations = Tenant & {
  reconciliationId: Immutable<string>;
  reconciliationNumber: Immutable<number>;
  profile: ColumnType<CsvProfile, string, never>;
  fileHash: Immutable<string>;
  byteSize: Immutable<number>;
  fileBlobId: Immutable<string>;
  treeSize: Immutable<number>;
  rootHash: Immutable<string | null>;
  entries: Immutable<number>;
  lines: Immutable<number>;
  same: Immutable<number>;
  onlyLedger: Immutable<number>;
  onlyCopy: Immutable<number>;
  differing: Immutable<number>;
  twice: Immutable<number>;
  previousId: Immutable<string | null>;
  gone: number;
  comparedBy: Immutable<string>;
  comparedAt: Immutable<Date>;
  keepUntil: Immutable<Date>;
  closedBy: string | null;
  closedAt: Date | null;
  erasedAt: Date | null;
};

export type CopyDifferences = Tenant & {
  differenceId: Immutable<string>;
  reconciliationId: Immutable<string>;
  position: Immutable<number>;
  kind: Immutable<CopyDifferenceKind>;
  entryId: Immutable<string | null>;
  entryNumber: Immutable<number | null>;
  residentDigest: Immutable<string | null>;
  columns: Immutable<string[]>;
  copyLine: Immutable<number | null>;
  identity: Immutable<string>;
  fingerprint: Immutable<string>;
  sameAs: string | null;
  state: Generated<CopyDifferenceState>;
  stateBy: string | null;
  stateAt: Date | null;
};
