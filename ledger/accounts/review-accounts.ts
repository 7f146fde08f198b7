import { z } from 'zod';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import { isSignedBy, type Signer } from '../../runtime/signer.ts';
import { Role } from '../../schemas/accounts.ts';
import type { AccountReviews, ReviewDecision, SignedReview } from '../../schemas/api/accounts.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import { canonicalJson } from '../canonical.ts';
import type { Db, Tx } from '../database.ts';
import { takeOutOfUse } from './disable-account.ts';
import { policyOf } from './policy.ts';
import { HAS_SECOND_FACTOR } from './second-factors.ts';

const DAY_MS = 86_400_000;

/** What a review says and is signed for. */
const Statement = z.looseObject({
  kind: z.literal('yoshin.account-review.1'),
  municipalityId: z.string(),
  accountReviewId: z.uuid(),
  accounts: z.array(
    z.looseObject({
      accountId: z.uuid(),
      loginName: z.string(),
      displayName: z.string(),
      roles: z.array(Role),
      decision: z.enum(['keep', 'disable']),
    }),
  ),
});

type Outcome = { accountReviewId: string; disabled: number };

/**
 * Somebody went through every account in use and stands for what becomes of each; those to go are out of use with the
 * signature. `account.changed_meanwhile`: others have an account now, or other roles, than was looked at.
 */
export async function signReview(
  { db, signer }: Readonly<{ db: Db; signer: Signer }>,
  context: ActContext,
  decisions: readonly ReviewDecision[],
): Promise<Outcome> {
  const { municipalityId, accountId, staffMemberId } = context.actor;
  if (accountId === null || staffMemberId === null) throw new InvariantError('bug.invariant');
  const accountReviewId = context.newId();
  const target = {
    action: 'account.manage',
    resourceKind: 'account_review',
    resourceId: accountReviewId,
    detailOf: ({ disabled }: Outcome): AuditDetail => ({
      act: 'review',
      accounts: decisions.length,
      disabled,
    }),
  } as const;
  return performAct(db, context, target, async (tx) => {
    const accounts = await decided(tx, context, decisions);
    const statement = canonicalJson({
      kind: 'yoshin.account-review.1',
      municipalityId,
      accountReviewId,
      signedAt: context.now.toISOString(),
      signedBy: { accountId, staffMemberId },
      accounts,
    });
    const { keyId } = signer;
    const signature = signer.sign(Buffer.from(statement)).toString('base64');
    const row = { accountReviewId, municipalityId, accountId, staffMemberId, keyId };
    await tx
      .insertInto('accountReviews')
      .values({ ...row, signedAt: context.now, statement, signature })
      .execute();
    const going = accounts.filter(({ decision }) => decision === 'disable');
    for (const each of going) await takeOutOfUse(tx, context, each.accountId);
    return { accountReviewId, disabled: going.length };
  });
}

/** Every account in use as it is, with what was decided of it. */
async function decided(tx: Tx, { actor }: ActContext, decisions: readonly ReviewDecision[]) {
  const rows = await tx
    .selectFrom('accounts')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'accounts.staffMemberId')
    .select(['accountId', 'loginName', 'displayName', 'roles', 'accounts.createdAt', 'lastLoginAt'])
    .select(HAS_SECOND_FACTOR.as('hasSecondFactor'))
    .where('accounts.municipalityId', '=', actor.municipalityId)
    .where('disabledAt', 'is', null)
    .orderBy('loginName')
    .forUpdate('accounts')
    .execute();
  const byAccount = new Map(decisions.map((each) => [each.accountId, each]));
  if (byAccount.size !== rows.length || decisions.length !== rows.length) throw changed();
  return rows.map((row) => {
    const found = byAccount.get(row.accountId);
    if (found === undefined || !sameRoles(found.roles, row.roles)) throw changed();
    const { decision } = found;
    if (decision === 'disable' && row.accountId === actor.accountId) {
      throw new RejectedInputError('account.oneself');
    }
    const lastLoginAt = row.lastLoginAt?.toISOString() ?? null;
    return { ...row, createdAt: row.createdAt.toISOString(), lastLoginAt, decision };
  });
}

const changed = () => new RejectedInputError('account.changed_meanwhile');
const sameRoles = (some: readonly Role[], others: readonly Role[]) =>
  some.toSorted().join() === others.toSorted().join();

/** What was signed so far, and by when the next one is due: counted from the last, or from the municipality's first day. */
export async function listReviews(
  { db, signer }: Readonly<{ db: Db; signer: Pick<Signer, 'keyId' | 'publicKeyPem'> }>,
  { actor: { municipalityId }, now }: ActContext,
): Promise<AccountReviews> {
  const rows = await db
    .selectFrom('accountReviews')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'accountReviews.staffMemberId')
    .select(['accountReviewId', 'signedAt', 'statement', 'keyId', 'signature', 'displayName'])
    .where('accountReviews.municipalityId', '=', municipalityId)
    .orderBy('signedAt', 'desc')
    .execute();
  const { createdAt } = await db
    .selectFrom('municipalities')
    .select('createdAt')
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  const { reviewDays } = await policyOf(db, municipalityId);
  const since = rows[0]?.signedAt ?? createdAt;
  const dueAt = new Date(since.getTime() + reviewDays * DAY_MS);
  return {
    dueAt: dueAt.toISOString(),
    isOverdue: dueAt <= now,
    items: rows.map((row) => {
      const { accounts, ...said } = Statement.parse(JSON.parse(row.statement));
      const isOfThisRow =
        said.municipalityId === municipalityId && said.accountReviewId === row.accountReviewId;
      return {
        accountReviewId: row.accountReviewId,
        signedAt: row.signedAt.toISOString(),
        signedBy: row.displayName,
        signature: isOfThisRow ? stateOf(signer, row) : 'bad',
        accounts,
      };
    }),
  };
}

function stateOf(
  signer: Pick<Signer, 'keyId' | 'publicKeyPem'>,
  row: Readonly<{ keyId: string; statement: string; signature: string }>,
): SignedReview['signature'] {
  if (row.keyId !== signer.keyId) return 'other_key';
  const signature = Buffer.from(row.signature, 'base64');
  return isSignedBy(signer.publicKeyPem, Buffer.from(row.statement), signature) ? 'good' : 'bad';
}
