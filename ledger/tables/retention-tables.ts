import type { ColumnType, Generated, Selectable } from 'kysely';
import type { RetentionBasis, RetentionKind, RetentionRule } from '../../schemas/retention.ts';
import type { Immutable, Tenant } from './tenant.ts';

export type RetentionRules = Tenant & {
  retentionRuleId: Generated<number>;
  kind: Immutable<RetentionKind>;
  basis: Immutable<RetentionBasis>;
  years: Immutable<number | null>;
  grounds: Immutable<string>;
  accountId: Immutable<string>;
  setAt: Immutable<Date>;
};

export type Disposals = Tenant & {
  disposalId: Immutable<string>;
  disposalNumber: Immutable<number>;
  state: 'requested' | 'approved' | 'refused' | 'withdrawn' | 'done';
  asOf: Immutable<string>;
  rules: ColumnType<RetentionRule[], string, never>;
  reason: Immutable<string>;
  requestedBy: Immutable<string>;
  requestedAt: Immutable<Date>;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
  statement: string | null;
  keyId: string | null;
  signature: string | null;
  finishedAt: Date | null;
};

export type DisposalRow = Selectable<Disposals>;

export type DisposalItems = Tenant & {
  disposalId: Immutable<string>;
  kind: Immutable<RetentionKind>;
  itemId: string;
  dueOn: Immutable<string>;
  quantity: Immutable<number>;
  leftOut: Immutable<string | null>;
  erasedAt: Date | null;
  sparedAt: Date | null;
};
