import type { FastifyReply, FastifyRequest, Session } from 'fastify';
import { type AccountView, findAccount } from '../ledger/accounts/find-account.ts';
import { loginStep } from '../rules/login-step.ts';
import { RejectedInputError } from '../runtime/errors.ts';
import type { LoginStep } from '../schemas/accounts.ts';
import type { SessionView } from '../schemas/api/session.ts';
import type { ServerDeps } from './deps.ts';

const DEVICE_LENGTH = 300;

type Beginning = Readonly<{
  accountId: string;
  /** Of the log-in: a step of it does not make the session any younger. */
  loggedInAt: Date;
  /** When the password was set that it rests on; absent: as it is now. */
  passwordSetAt?: Date;
  /** When the second factor was seen; absent: not yet. */
  secondFactorAt?: Date;
  /** When they last showed that it is them: by a log-in, a password, a second factor. */
  confirmedAt: Date;
  /** It rests on the log-in provider, and on no password. */
  openId?: ByProvider;
}>;

/** A log-in by the provider: by which, since when it opens the account, and whether its second factor stands for ours. */
export type ByProvider = Readonly<{ issuer: string; linkedAt: string; gaveFactor: boolean }>;

/**
 * A new session id, and who is behind it: whoever planted or saw the old one has nothing. Throws
 * `auth.invalid_credentials` for an account disabled in this very moment.
 */
export async function beginSession(
  { db }: Pick<ServerDeps, 'db'>,
  request: FastifyRequest,
  { accountId, loggedInAt, passwordSetAt, secondFactorAt, confirmedAt, openId }: Beginning,
): Promise<AccountView> {
  const account = await findAccount(db, accountId);
  if (account === null) throw new RejectedInputError('auth.invalid_credentials');
  await request.session.regenerate();
  const { session } = request;
  session.accountId = accountId;
  session.municipalityId = account.actor.municipalityId;
  session.loggedInAt = loggedInAt.toISOString();
  session.passwordSetAt = (passwordSetAt ?? account.passwordChangedAt).toISOString();
  if (secondFactorAt !== undefined) session.secondFactorAt = secondFactorAt.toISOString();
  session.confirmedAt = confirmedAt.toISOString();
  if (openId !== undefined) session.openId = openId;
  session.device = (request.headers['user-agent'] ?? '').slice(0, DEVICE_LENGTH);
  session.address = request.ip;
  return account;
}

/**
 * A password that was set anew since ends what rested on the one before it, also a log-in that was under way; so does a
 * link with the provider that is gone, or a provider that is no longer ours.
 */
export function stillRests(
  { openId }: Pick<ServerDeps, 'openId'>,
  account: AccountView,
  { session }: FastifyRequest,
): boolean {
  const by = session.openId;
  if (by === undefined) return session.passwordSetAt === account.passwordChangedAt.toISOString();
  const { issuer, linkedAt } = account.openId ?? {};
  return (
    by.issuer === openId?.issuer && by.issuer === issuer && by.linkedAt === linkedAt?.toISOString()
  );
}

/** The same log-in goes on under a new id, with what it has shown so far and `more`: whoever copied the old one has nothing. */
export async function goOnAs(
  deps: Pick<ServerDeps, 'db'>,
  request: FastifyRequest,
  more: Pick<Beginning, 'confirmedAt' | 'passwordSetAt' | 'secondFactorAt'>,
): Promise<AccountView> {
  const { accountId, loggedInAt, passwordSetAt, secondFactorAt, openId } = request.session;
  if (accountId === undefined || loggedInAt === undefined || passwordSetAt === undefined) {
    throw new RejectedInputError('auth.required');
  }
  return beginSession(deps, request, {
    accountId,
    loggedInAt: new Date(loggedInAt),
    passwordSetAt: new Date(passwordSetAt),
    ...(secondFactorAt !== undefined && { secondFactorAt: new Date(secondFactorAt) }),
    ...(openId !== undefined && { openId }),
    ...more,
  });
}

/** What is still to be done before this session opens. */
export const stepOf = (account: AccountView, session: Session, now: Date): LoginStep | null =>
  loginStep(
    {
      ...account,
      roles: account.actor.roles,
      gaveSecondFactor: session.secondFactorAt !== undefined,
      byProvider: session.openId ?? null,
    },
    now,
  );

export function sessionView(
  account: AccountView,
  { session }: FastifyRequest,
  reply: FastifyReply,
  now: Date,
): SessionView {
  const { accountId, loginName, displayName, municipalityName, demonstration, theme, actor } =
    account;
  return {
    accountId,
    loginName,
    displayName,
    municipalityId: actor.municipalityId,
    municipalityName,
    roles: actor.roles,
    theme,
    csrfToken: reply.generateCsrf(),
    demonstration,
    idleMinutes: account.policy.idleMinutes,
    byOpenId: session.openId !== undefined,
    step: stepOf(account, session, now),
  };
}
