import { RejectedInputError } from '../../runtime/errors.ts';
import { inTransaction } from '../act.ts';
import type { Db } from '../database.ts';
import { type LoginContext, recordEntry, recordRefusedLogin, type Whose } from './login-events.ts';

/** Who somebody is at the log-in provider. Never a name, never an address: those change hands. */
export type Subject = Readonly<{ issuer: string; subject: string }>;

export type CameIn = Whose & Readonly<{ linkedAt: Date }>;

/**
 * Lets in whoever the provider says it is, into the account an administrator linked with them. Throws
 * `auth.openid_not_linked` with the subject (also where that account is out of use), `auth.locked`. Forgives no failed
 * log-in: guesses at the account's other secrets may be under way.
 */
export async function loginBySubject(
  db: Db,
  context: LoginContext,
  { issuer, subject }: Subject,
): Promise<CameIn> {
  const outcome = await inTransaction(db, async (tx) => {
    const found = await tx
      .selectFrom('openidLinks')
      .innerJoin('accounts', 'accounts.accountId', 'openidLinks.accountId')
      .select(['accounts.accountId', 'accounts.municipalityId', 'staffMemberId', 'linkedAt'])
      .select(['disabledAt', 'lockedUntil'])
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .forUpdate(['accounts'])
      .executeTakeFirst();
    if (found === undefined) return { account: null, refusal: 'openid_not_linked' } as const;
    const { disabledAt, lockedUntil, ...account } = found;
    if (disabledAt !== null) return { account, refusal: 'disabled' } as const;
    if (lockedUntil !== null && lockedUntil > context.now) {
      return { account, refusal: 'locked' } as const;
    }
    await recordEntry(tx, context, account, { by: 'openid' });
    return { account, refusal: null } as const;
  });
  if (outcome.refusal === null) return outcome.account;
  await recordRefusedLogin(db, context, outcome.account, outcome.refusal);
  if (outcome.refusal === 'locked') throw new RejectedInputError('auth.locked');
  throw new RejectedInputError('auth.openid_not_linked', { fields: [subject] });
}
