import type { FastifyReply } from 'fastify';
import { chooseTheme } from '../../ledger/accounts/choose-theme.ts';
import { type AccountView, findAccount } from '../../ledger/accounts/find-account.ts';
import { login } from '../../ledger/accounts/login.ts';
import { municipalityToLogInto } from '../../ledger/accounts/municipality.ts';
import { IDLE_MINUTES } from '../../ledger/accounts/session-limits.ts';
import { endSession } from '../../ledger/accounts/session-repository.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { type SessionView, sessionApi } from '../../schemas/api/session.ts';
import { type Api, registerEndpoint, registerOpenEndpoint } from '../register-endpoint.ts';
import { sessionCookieName } from '../session-plugin.ts';

export function registerSessionRoutes(api: Api): void {
  registerLogin(api);
  registerEndpoint(api, sessionApi.current, async ({ account, reply }) =>
    sessionView(account, reply),
  );
  registerEndpoint(api, sessionApi.theme, async ({ context, body }) => {
    await chooseTheme(api.deps.db, context, body.theme);
    return {};
  });
  // The gate has done what there is to do.
  registerEndpoint(api, sessionApi.presence, async () => ({}));
  registerEndpoint(api, sessionApi.logout, async ({ context, request, reply }) => {
    await endSession(api.deps.db, context, request.session.sessionId);
    await request.session.destroy();
    const { secureCookies } = api.deps;
    const cookie = {
      path: '/',
      httpOnly: true,
      sameSite: 'strict',
      secure: secureCookies,
    } as const;
    reply.clearCookie(sessionCookieName(secureCookies), cookie);
    return {};
  });
}

function registerLogin(api: Api): void {
  const { db, limits } = api.deps;
  registerOpenEndpoint(
    api,
    sessionApi.login,
    async ({ body, context, request, reply }) => {
      const asked = await municipalityToLogInto(db, body.loginName);
      const { accountId, municipalityId, account } = await inMunicipality(asked, async () => {
        const known = await login(db, context, body);
        return { ...known, account: await findAccount(db, known.accountId) };
      });
      // Disabled in this very moment.
      if (account === null) throw new RejectedInputError('auth.invalid_credentials');
      // A new id: whoever planted or saw the old one has nothing.
      await request.session.regenerate();
      request.session.accountId = accountId;
      request.session.municipalityId = municipalityId;
      request.session.loggedInAt = context.now.toISOString();
      return sessionView(account, reply);
    },
    { perMinute: limits.loginsPerMinute },
  );
}

function sessionView(account: AccountView, reply: FastifyReply): SessionView {
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
    idleMinutes: IDLE_MINUTES,
  };
}
