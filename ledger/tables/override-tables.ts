import type { OverrideKind } from '../../schemas/finding.ts';
import type { Immutable, Tenant } from './tenant.ts';

export type DoseOverrides = Tenant & {
  overrideId: Immutable<string>;
  residentId: Immutable<string>;
  kind: Immutable<OverrideKind>;
  programme: Immutable<string>;
  vaccine: Immutable<string>;
  fromDay: Immutable<string>;
  toDay: Immutable<string>;
  reason: Immutable<string>;
  document: Immutable<string>;
  enteredAccount: Immutable<string>;
  enteredBy: Immutable<string>;
  enteredAt: Immutable<Date>;
  confirmedAccount: string | null;
  confirmedBy: string | null;
  confirmedAt: Date | null;
  withdrawnAccount: string | null;
  withdrawnBy: string | null;
  withdrawnAt: Date | null;
  withdrawnReason: string | null;
};
