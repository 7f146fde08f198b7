import type { AccountPolicy, Actor, Theme } from '../../schemas/accounts.ts';
import { type Db, translateDatabaseError } from '../database.ts';
import { clinicsOf } from './clinics.ts';
import { policyOf } from './policy.ts';
import { HAS_SECOND_FACTOR } from './second-factors.ts';

export type AccountView = Readonly<{
  actor: Actor;
  accountId: string;
  loginName: string;
  displayName: string;
  municipalityName: string;
  demonstration: boolean;
  theme: Theme;
  mustChangePassword: boolean;
  passwordChangedAt: Date;
  hasSecondFactor: boolean;
  /** Since when it can be come into by the log-in provider, and which; `null`: it cannot. */
  openId: Readonly<{ issuer: string; linkedAt: Date }> | null;
  /** What the municipality asks of its accounts now. */
  policy: AccountPolicy;
}>;

/** Who an account is today; `null` when it does not exist or was disabled. Asked with every request. */
export async function findAccount(db: Db, accountId: string): Promise<AccountView | null> {
  const row = await db
    .selectFrom('accounts')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'accounts.staffMemberId')
    .innerJoin('municipalities', 'municipalities.municipalityId', 'accounts.municipalityId')
    .select(['accounts.staffMemberId', 'accounts.municipalityId', 'loginName', 'roles'])
    .select(['displayName', 'municipalities.name as municipalityName', 'demonstration', 'theme'])
    .leftJoin('openidLinks', 'openidLinks.accountId', 'accounts.accountId')
    .select(['mustChangePassword', 'passwordChangedAt', 'issuer', 'linkedAt'])
    .select(HAS_SECOND_FACTOR.as('hasSecondFactor'))
    .where('accounts.accountId', '=', accountId)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
    .catch((error: unknown) => {
      throw translateDatabaseError(error);
    });
  if (row === undefined) return null;
  const { staffMemberId, municipalityId, roles, issuer, linkedAt, ...shown } = row;
  const scope = roles.includes('contractor') ? { clinics: await clinicsOf(db, accountId) } : {};
  return {
    ...shown,
    accountId,
    openId: issuer !== null && linkedAt !== null ? { issuer, linkedAt } : null,
    actor: { kind: 'account', accountId, staffMemberId, municipalityId, roles, ...scope },
    policy: await policyOf(db, municipalityId),
  };
}
