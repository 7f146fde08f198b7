import type { AccountRow } from '../../schemas/api/accounts.ts';
import type { ActContext } from '../act-context.ts';
import { type Db, translateDatabaseError } from '../database.ts';
import { HAS_SECOND_FACTOR } from './second-factors.ts';

/** Every account of the municipality: those in use first, by name. */
export async function listAccounts(db: Db, { actor, now }: ActContext): Promise<AccountRow[]> {
  const rows = await db
    .selectFrom('accounts')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'accounts.staffMemberId')
    .leftJoin('openidLinks', 'openidLinks.accountId', 'accounts.accountId')
    .select(['issuer', 'subject', 'linkedAt'])
    .select(['accounts.accountId', 'accounts.staffMemberId', 'loginName', 'displayName', 'roles'])
    .select(['accounts.createdAt', 'lastLoginAt', 'passwordChangedAt', 'mustChangePassword'])
    .select(['lockedUntil', 'disabledAt', HAS_SECOND_FACTOR.as('hasSecondFactor')])
    .select((eb) =>
      eb
        .selectFrom('sessions')
        .whereRef('sessions.accountId', '=', 'accounts.accountId')
        .where('expiresAt', '>', now)
        .select((count) => count.fn.countAll<number>().as('open'))
        .as('openSessions'),
    )
    .where('accounts.municipalityId', '=', actor.municipalityId)
    .orderBy('disabledAt', (order) => order.desc().nullsFirst())
    .orderBy('loginName')
    .execute()
    .catch((error: unknown) => {
      throw translateDatabaseError(error);
    });
  return rows.map(({ issuer, subject, linkedAt, ...row }) => ({
    ...row,
    openId:
      issuer !== null && subject !== null && linkedAt !== null
        ? { issuer, subject, linkedAt: linkedAt.toISOString() }
        : null,
    openSessions: row.openSessions ?? 0,
    createdAt: row.createdAt.toISOString(),
    passwordChangedAt: row.passwordChangedAt.toISOString(),
    lastLoginAt: row.lastLoginAt?.toISOString() ?? null,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    lockedUntil:
      row.lockedUntil !== null && row.lockedUntil > now ? row.lockedUntil.toISOString() : null,
  }));
}
