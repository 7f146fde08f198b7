import { RejectedInputError } from '../../runtime/errors.ts';
import type { ErrorCode } from '../../schemas/error-codes.ts';
import { inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { appendAudit } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { lockedUntil } from './lock-out.ts';

/** An account's failures in a row, as they were before a guess was counted. */
export type Tally = Readonly<{ failedLogins: number; lockedUntil: Date | null }>;

const ABOUT_ONESELF = { action: 'session.manage_own', resourceKind: 'account' } as const;

type Guess = Readonly<{
  /** What is guessed at, for the audit log. */
  what: 'current_password' | 'totp' | 'recovery_code' | 'passkey';
  /** Said to whoever guessed wrong. */
  refusal: ErrorCode;
  /** A second factor settles everything before it; a password alone does not. */
  forgives: 'all' | 'this';
}>;

/**
 * Somebody logged in says a secret of their account. It is counted with the failed log-ins before it is looked at and
 * forgiven afterwards, so that guesses sent at the same moment count too. Throws `auth.locked`, or the guess's refusal.
 */
export async function guarded<T>(
  db: Db,
  context: ActContext,
  guess: Guess,
  check: () => Promise<T | null>,
): Promise<T> {
  const before = await inTransaction(db, (tx) => openGuess(tx, context));
  if (before === null) {
    await recordWrong(db, context, guess.what, 'locked');
    throw new RejectedInputError('auth.locked');
  }
  const found = await check();
  if (found === null) {
    await recordWrong(db, context, guess.what, 'wrong');
    throw new RejectedInputError(guess.refusal);
  }
  const { accountId } = context.actor;
  await inTransaction(db, async (tx) => {
    if (guess.forgives === 'this') return forgiveThis(tx, accountId ?? '', before);
    await forgiveAll(tx, accountId ?? '');
    const act = { ...ABOUT_ONESELF, outcome: 'done', resourceId: accountId } as const;
    return appendAudit(tx, context, { ...act, detail: { what: guess.what } });
  });
  return found;
}

async function openGuess(tx: Tx, { actor, now }: ActContext): Promise<Tally | null> {
  const accountId = actor.accountId ?? '';
  const before = await tx
    .selectFrom('accounts')
    .select(['failedLogins', 'lockedUntil'])
    .where('accountId', '=', accountId)
    .where('disabledAt', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (before === undefined) throw new RejectedInputError('auth.required');
  if (before.lockedUntil !== null && before.lockedUntil > now) return null;
  await countGuess(tx, accountId, before, now);
  return before;
}

export async function countGuess(
  tx: Tx,
  accountId: string,
  { failedLogins }: Tally,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({
      failedLogins: failedLogins + 1,
      lockedUntil: lockedUntil(failedLogins + 1, now),
    })
    .where('accountId', '=', accountId)
    .execute();
}

export async function forgiveAll(tx: Tx, accountId: string): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ failedLogins: 0, lockedUntil: null })
    .where('accountId', '=', accountId)
    .execute();
}

/** Takes back this one guess; where others failed meanwhile, what they brought about stands. */
export async function forgiveThis(tx: Tx, accountId: string, before: Tally): Promise<void> {
  await tx
    .updateTable('accounts')
    .set(before)
    .where('accountId', '=', accountId)
    .where('failedLogins', '=', before.failedLogins + 1)
    .execute();
}

async function recordWrong(
  db: Db,
  context: ActContext,
  what: Guess['what'],
  reason: 'locked' | 'wrong',
): Promise<void> {
  const act = { ...ABOUT_ONESELF, outcome: 'refused' } as const;
  const resourceId = context.actor.accountId;
  await inTransaction(db, (tx) =>
    appendAudit(tx, context, { ...act, resourceId, detail: { what, reason } }),
  );
}
