import { RejectedInputError } from '../../runtime/errors.ts';
import type { Role } from '../../schemas/accounts.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { type Db, sqlState, type Tx } from '../database.ts';
import { hashPassword, type PasswordProblem, passwordProblem } from '../password.ts';
import { loginNameOf } from './login-name.ts';

export type NewAccount = Readonly<{
  loginName: string;
  /** Of the natural person; ignored when `staffMemberId` names one who is known already. */
  displayName: string;
  password: string;
  roles: readonly Role[];
  /** Somebody else's choice, to be changed at the first log-in. */
  isOneTime?: boolean;
  /** A further account of a person already known: two accounts, still one signature. */
  staffMemberId?: string;
}>;

export type CreatedAccount = Readonly<{ accountId: string; staffMemberId: string }>;

const UNIQUE_VIOLATION = '23505';

const LOGIN_NAME_TAKEN = 'ログイン名は既に使われています / the login name is taken';
const PASSWORD_REASONS: Readonly<Record<PasswordProblem, string>> = {
  too_short: 'パスワードは12文字以上にしてください / the password needs at least 12 characters',
  too_long: 'パスワードは200文字以内にしてください / the password may have at most 200 characters',
  one_character: '同じ文字だけのパスワードは使えません / the password repeats one character',
  demonstration: 'デモのパスワードは使えません / this is the password of the demonstration',
  login_name:
    'ログイン名と同じパスワードは使えません / the password must differ from the login name',
};

/** Creates an account in the actor's municipality, with its staff member unless that person is known. */
export async function createAccount(
  db: Db,
  context: ActContext,
  account: NewAccount,
): Promise<CreatedAccount> {
  const loginName = loginNameOf(account.loginName);
  if (loginName === null) {
    throw invalid('ログイン名は英小文字・数字・._- の3〜64文字です / 3 to 64 of a-z 0-9 . _ -');
  }
  const roles = [...new Set(account.roles)];
  if (roles.includes('contractor') && roles.length > 1) {
    throw invalid('委託先にはほかの役割を付けられません / a contractor has no other role');
  }
  if (roles.length === 0) throw invalid('役割がありません / an account needs a role');
  if (account.displayName.trim() === '') throw invalid('氏名がありません / a name is needed');
  const problem = passwordProblem(account.password, loginName);
  const isKnownToAll = problem === 'demonstration';
  if (problem !== null && !(isKnownToAll && (await isDemonstration(db, context)))) {
    throw invalid(PASSWORD_REASONS[problem]);
  }
  const passwordHash = await hashPassword(account.password);
  const accountId = context.newId();
  const target = {
    action: 'account.manage',
    resourceKind: 'account',
    resourceId: accountId,
    detail: { act: 'create', roles },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const staffMemberId = await staffMemberOf(tx, context, account);
    const { municipalityId } = context.actor;
    const row = { accountId, municipalityId, staffMemberId, loginName, passwordHash, roles };
    await tx
      .insertInto('accounts')
      .values({
        ...row,
        mustChangePassword: account.isOneTime ?? false,
        passwordChangedAt: context.now,
        createdAt: context.now,
      })
      .execute()
      .catch((error: unknown) => {
        if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
        throw invalid(LOGIN_NAME_TAKEN, { cause: error, fields: ['loginName'] });
      });
    return { accountId, staffMemberId };
  });
}

async function isDemonstration(db: Db, { actor }: ActContext): Promise<boolean> {
  const row = await db
    .selectFrom('municipalities')
    .select('demonstration')
    .where('municipalityId', '=', actor.municipalityId)
    .executeTakeFirst();
  return row?.demonstration ?? false;
}

async function staffMemberOf(tx: Tx, context: ActContext, account: NewAccount): Promise<string> {
  const { municipalityId } = context.actor;
  if (account.staffMemberId === undefined) {
    const staffMemberId = context.newId();
    const displayName = account.displayName.trim();
    await tx
      .insertInto('staffMembers')
      .values({ staffMemberId, municipalityId, displayName, createdAt: context.now })
      .execute();
    return staffMemberId;
  }
  const known = await tx
    .selectFrom('staffMembers')
    .select('staffMemberId')
    .where('municipalityId', '=', municipalityId)
    .where('staffMemberId', '=', account.staffMemberId)
    .executeTakeFirst();
  if (known === undefined) throw new RejectedInputError('resource.not_found');
  return known.staffMemberId;
}

const invalid = (reason: string, { cause, fields }: { cause?: unknown; fields?: string[] } = {}) =>
  new RejectedInputError('input.invalid', {
    cause: new Error(reason, { cause }),
    ...(fields && { fields }),
  });
