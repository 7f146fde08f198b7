import type { ReplyMarkReason } from '../../schemas/reply-mark.ts';
import type { Immutable, Tenant } from './tenant.ts';

/** Asked for by one person, decided by another. */
type TwoPersonStep = Tenant & {
  askedAccount: Immutable<string>;
  askedBy: Immutable<string>;
  askedAt: Immutable<Date>;
  decidedAccount: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  decision: 'confirmed' | 'refused' | null;
};

export type ReplyMarks = TwoPersonStep & {
  markId: Immutable<string>;
  residentId: Immutable<string>;
  reason: Immutable<ReplyMarkReason>;
  fromDay: Immutable<string | null>;
  toDay: Immutable<string | null>;
  liftedAt: Date | null;
};

export type ReplyMarkLifts = TwoPersonStep & {
  liftId: Immutable<string>;
  markId: Immutable<string>;
};
