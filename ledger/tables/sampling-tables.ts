import type { ColumnType, Generated } from 'kysely';
import type { Answer } from '../../schemas/api/review.ts';
import type { SampleCause, SampleDecision } from '../../schemas/api/sampling.ts';
import type { Immutable, Tenant } from './tenant.ts';

export type SamplingRates = Tenant & {
  samplingRateId: Generated<number>;
  /** numeric: comes as text. */
  rate: ColumnType<string, number, never>;
  accountId: Immutable<string>;
  setAt: Immutable<Date>;
};

export type SampledFields = Tenant & {
  sampledFieldId: Immutable<string>;
  entryId: Immutable<string>;
  sheetId: Immutable<string>;
  fieldId: Immutable<string>;
  template: Immutable<string>;
  engineVersion: Immutable<string>;
  readOn: Immutable<string>;
  cause: Immutable<SampleCause>;
  recalledBy: Immutable<string | null>;
  drawnAt: Immutable<Date>;
  claimedBy: string | null;
  claimedUntil: Date | null;
  keyedBy: string | null;
  keyedAt: Date | null;
  answer: Answer | null;
  value: string | null;
  agrees: boolean | null;
  decision: SampleDecision | null;
  reason: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
};
