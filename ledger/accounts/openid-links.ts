import { RejectedInputError } from '../../runtime/errors.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { sha256Hex } from '../canonical.ts';
import { type Db, sqlState } from '../database.ts';
import { releaseAll } from '../review/leases.ts';
import { holdAccount, refuseOneself } from './manage-account.ts';
import type { Subject } from './openid-login.ts';
import { deleteSessionsOfAccount } from './session-repository.ts';

const UNIQUE_VIOLATION = '23505';

/** Two events about one person of the provider say so, and nobody reads out of them who that is. */
const referenceOf = ({ issuer, subject }: Subject) =>
  sha256Hex('yoshin.openid|', `${issuer}|${subject}`);

const linkAct = (accountId: string, act: 'link_openid' | 'unlink_openid') =>
  ({ action: 'account.manage', resourceKind: 'account', resourceId: accountId, act }) as const;

/**
 * From now on this person of the provider comes in as this account. A link with a provider that is no longer the one in
 * use is replaced. Throws `account.changed_meanwhile` where the account has one, `account.openid_taken` where the person
 * has another account.
 */
export async function linkOpenId(
  db: Db,
  context: ActContext,
  accountId: string,
  who: Subject,
): Promise<void> {
  const { act, ...target } = linkAct(accountId, 'link_openid');
  const detail = { act, reference: referenceOf(who) };
  await performAct(db, context, { ...target, detail }, async (tx) => {
    refuseOneself(context, accountId);
    const { disabledAt } = await holdAccount(tx, context, accountId);
    const links = tx.selectFrom('openidLinks').select('issuer');
    const before = await links.where('accountId', '=', accountId).executeTakeFirst();
    if (disabledAt !== null || before?.issuer === who.issuer) {
      throw new RejectedInputError('account.changed_meanwhile');
    }
    await tx.deleteFrom('openidLinks').where('accountId', '=', accountId).execute();
    const { municipalityId } = context.actor;
    await tx
      .insertInto('openidLinks')
      .values({ ...who, accountId, municipalityId, linkedAt: context.now })
      .execute()
      .catch((error: unknown) => {
        if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
        throw new RejectedInputError('account.openid_taken', { cause: error });
      });
  });
}

/** Nobody comes in as this account by the provider any more; its sessions end at once. */
export async function unlinkOpenId(db: Db, context: ActContext, accountId: string): Promise<void> {
  const { act, ...target } = linkAct(accountId, 'unlink_openid');
  await performAct(db, context, { ...target, detail: { act } }, async (tx) => {
    refuseOneself(context, accountId);
    await holdAccount(tx, context, accountId);
    const removed = await tx
      .deleteFrom('openidLinks')
      .where('accountId', '=', accountId)
      .executeTakeFirst();
    if (removed.numDeletedRows === 0n) throw new RejectedInputError('account.changed_meanwhile');
    await deleteSessionsOfAccount(tx, accountId);
    await releaseAll(tx, accountId);
  });
}
