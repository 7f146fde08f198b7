import type { ColumnType, Generated } from 'kysely';
import type { ExportFilter, ExportState } from '../../schemas/api/exports.ts';
import type { ExportProfile } from '../../schemas/export-profile.ts';
import type { Immutable, Tenant } from './tenant.ts';

export type ExportRules = Tenant & {
  exportRuleId: Generated<number>;
  approvalFrom: Immutable<number>;
  keepDays: Immutable<number>;
  accountId: Immutable<string>;
  setAt: Immutable<Date>;
};

export type Exports = Tenant & {
  exportId: Immutable<string>;
  exportNumber: Immutable<number>;
  state: ExportState;
  purpose: Immutable<string>;
  recipient: Immutable<string>;
  profile: ColumnType<ExportProfile, string, never>;
  filter: ColumnType<ExportFilter, string, never>;
  leaveOut: Immutable<boolean>;
  treeSize: Immutable<number>;
  rootHash: Immutable<string>;
  entries: Immutable<number>;
  needsApproval: Immutable<boolean>;
  requestedBy: Immutable<string>;
  requestedAt: Immutable<Date>;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
  writtenBy: string | null;
  writtenAt: Date | null;
  rows: number | null;
  writtenEntries: number | null;
  leftOut: number | null;
  substituted: number | null;
  contentHash: string | null;
  byteSize: number | null;
  fileBlobId: string | null;
  checkedBy: string | null;
  checkedAt: Date | null;
  checkedLines: number[] | null;
  checkReason: string | null;
  expiresAt: Date | null;
  archiveHash: string | null;
  archiveByteSize: number | null;
  archiveBlobId: string | null;
  archivedAt: Date | null;
  downloads: Generated<number>;
  downloadedAt: Date | null;
  erasedBy: string | null;
  erasedAt: Date | null;
  eraseReason: string | null;
  markedPersons: Generated<number>;
  decidedMarked: number | null;
  checkedMarked: number | null;
};

export type ExportMedia = Tenant & {
  exportMediaId: Immutable<string>;
  exportId: Immutable<string>;
  medium: Immutable<string>;
  usedBy: Immutable<string>;
  usedAt: Immutable<Date>;
  wipedHow: string | null;
  wipedBy: string | null;
  wipedAt: Date | null;
};
