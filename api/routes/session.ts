import { chooseTheme } from '../../ledger/accounts/choose-theme.ts';
import { login } from '../../ledger/accounts/login.ts';
import { holdsDemonstration, municipalityToLogInto } from '../../ledger/accounts/municipality.ts';
import { endSession } from '../../ledger/accounts/session-repository.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { sessionApi } from '../../schemas/api/session.ts';
import { beginSession, sessionView } from '../begin-session.ts';
import { type Api, registerEndpoint, registerOpenEndpoint } from '../register-endpoint.ts';
import { sessionCookieName } from '../session-plugin.ts';

export function registerSessionRoutes(api: Api): void {
  registerOpenEndpoint(api, sessionApi.door, async () => ({
    demonstration: await holdsDemonstration(api.deps.db),
    openId: api.deps.openId && { label: api.deps.openId.label },
  }));
  registerLogin(api);
  registerEndpoint(api, sessionApi.current, async ({ account, context, request, reply }) =>
    sessionView(account, request, reply, context.now),
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
      return inMunicipality(asked, async () => {
        const { accountId, passwordSetAt } = await login(db, context, body);
        const beginning = {
          accountId,
          passwordSetAt,
          loggedInAt: context.now,
          confirmedAt: context.now,
        };
        const account = await beginSession(api.deps, request, beginning);
        return sessionView(account, request, reply, context.now);
      });
    },
    { perMinute: limits.loginsPerMinute },
  );
}
