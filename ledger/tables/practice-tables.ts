import type { Generated } from 'kysely';
import type { PracticeGravity, PracticeStatus } from '../../schemas/practice.ts';
import type { Immutable, Tenant } from './tenant.ts';

export type PracticeSteps = Tenant & {
  stepNumber: Generated<number>;
  sheetId: Immutable<string>;
  kind: Immutable<string>;
  entryId: Immutable<string>;
  status: Immutable<PracticeStatus>;
  gravity: Immutable<PracticeGravity>;
  remark: Immutable<string>;
  accountId: Immutable<string>;
  staffMemberId: Immutable<string>;
  recordedAt: Immutable<Date>;
};
