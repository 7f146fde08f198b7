import { RejectedInputError } from '../../runtime/errors.ts';
import { inTransaction } from '../act.ts';
import type { Db, Tx } from '../database.ts';
import { pretendToVerify, verifyPassword } from '../password.ts';
import { countGuess, forgiveAll, forgiveThis, type Tally } from './guesses.ts';
import { type LoginContext, recordEntry, recordRefusedLogin, type Whose } from './login-events.ts';
import { loginNameOf } from './login-name.ts';
import { ONE_TIME_PASSWORD_DAYS } from './one-time-password.ts';
import { HAS_SECOND_FACTOR } from './second-factors.ts';

/** `passwordSetAt`: when the password was set that was found right. */
export type LoggedIn = Whose & Readonly<{ passwordSetAt: Date }>;

type Refusal = 'unknown_login_name' | 'disabled' | 'locked';
type Known = Whose &
  Readonly<{
    staffMemberId: string;
    passwordHash: string;
    mustChangePassword: boolean;
    passwordChangedAt: Date;
    hasSecondFactor: boolean;
    before: Tally;
  }>;
type Attempt =
  | Readonly<{ kind: 'open'; account: Known }>
  | Readonly<{ kind: 'closed'; account: Whose | null; refusal: Refusal }>;

/**
 * Checks a login name and password. Every outcome is an audit event. The attempt is counted before the
 * password is looked at and forgiven afterwards, so that guesses sent at the same moment count too.
 */
export async function login(
  db: Db,
  context: LoginContext,
  given: Readonly<{ loginName: string; password: string }>,
): Promise<LoggedIn> {
  const attempt = await inTransaction(db, (tx) => openAttempt(tx, context, given.loginName));
  if (attempt.kind === 'closed') {
    await pretendToVerify(given.password);
    await recordRefusedLogin(db, context, attempt.account, attempt.refusal);
    throw new RejectedInputError(
      attempt.refusal === 'locked' ? 'auth.locked' : 'auth.invalid_credentials',
    );
  }
  const { account } = attempt;
  if (!(await verifyPassword(account.passwordHash, given.password))) {
    await recordRefusedLogin(db, context, account, 'wrong_password');
    throw new RejectedInputError('auth.invalid_credentials');
  }
  if (hasLapsed(account, context.now)) {
    await recordRefusedLogin(db, context, account, 'one_time_password_expired');
    throw new RejectedInputError('auth.one_time_password_expired');
  }
  await inTransaction(db, (tx) => recordLogin(tx, context, account));
  const { accountId, municipalityId, passwordChangedAt } = account;
  return { accountId, municipalityId, passwordSetAt: passwordChangedAt };
}

/** Said to nobody but who knows it: a password that lay around for days may be known to others. */
function hasLapsed({ mustChangePassword, passwordChangedAt }: Known, now: Date): boolean {
  const goodUntil = passwordChangedAt.getTime() + ONE_TIME_PASSWORD_DAYS * 86_400_000;
  return mustChangePassword && goodUntil <= now.getTime();
}

async function openAttempt(tx: Tx, context: LoginContext, written: string): Promise<Attempt> {
  const loginName = loginNameOf(written);
  const found =
    loginName === null
      ? undefined
      : await tx
          .selectFrom('accounts')
          .select(['accountId', 'municipalityId', 'staffMemberId', 'passwordHash'])
          .select(['mustChangePassword', 'passwordChangedAt'])
          .select(HAS_SECOND_FACTOR.as('hasSecondFactor'))
          .select(['failedLogins', 'lockedUntil', 'disabledAt'])
          .where('loginName', '=', loginName)
          .forUpdate()
          .executeTakeFirst();
  if (found === undefined) return { kind: 'closed', account: null, refusal: 'unknown_login_name' };
  const { failedLogins, disabledAt, lockedUntil: locked, ...account } = found;
  if (disabledAt !== null) return { kind: 'closed', account, refusal: 'disabled' };
  if (locked !== null && locked > context.now) {
    return { kind: 'closed', account, refusal: 'locked' };
  }
  const before = { failedLogins, lockedUntil: locked };
  await countGuess(tx, account.accountId, before, context.now);
  return { kind: 'open', account: { ...account, before } };
}

async function recordLogin(tx: Tx, context: LoginContext, account: Known): Promise<void> {
  const { accountId } = account;
  // Where a second factor is still to come, only that one forgives: else its guesses could go on for ever.
  if (account.hasSecondFactor) await forgiveThis(tx, accountId, account.before);
  else await forgiveAll(tx, accountId);
  await recordEntry(tx, context, account, {});
}
