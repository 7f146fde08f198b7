import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import session from '@fastify/session';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SealedSecret } from '../ledger/accounts/totp.ts';
import type { ByProvider } from './begin-session.ts';
import type { ServerDeps } from './deps.ts';
import { createSessionStore } from './session-store.ts';

declare module 'fastify' {
  interface Session {
    accountId?: string;
    municipalityId?: string;
    loggedInAt?: string;
    /** When the password was set that this session rests on. */
    passwordSetAt?: string;
    /** Where it rests on the log-in provider instead. */
    openId?: ByProvider;
    /** When this session saw the second factor. */
    secondFactorAt?: string;
    /** When they last showed in it that it is them. */
    confirmedAt?: string;
    /** What a passkey is to sign next. */
    challenge?: string | undefined;
    /** Being set up: sealed with the master key, and of no worth until a code of it was given. */
    totp?: SealedSecret;
    device?: string;
    address?: string;
  }
}

/** The prefix makes a browser refuse the cookie from a plain connection or a sibling host. */
export const sessionCookieName = (secure: boolean) => (secure ? '__Host-yoshin' : 'yoshin');

/** Server-side sessions and their CSRF tokens. The cookie ends with the browser; the limits are the store's. */
export async function registerSessions(app: FastifyInstance, deps: ServerDeps): Promise<void> {
  await app.register(cookie);
  await app.register(session, {
    secret: deps.sessionSecret,
    store: createSessionStore(deps),
    cookieName: sessionCookieName(deps.secureCookies),
    cookie: { httpOnly: true, sameSite: 'strict', secure: deps.secureCookies, path: '/' },
    saveUninitialized: false,
    // The end of a session moves with acts, not with every request: see the gate.
    rolling: false,
  });
  await app.register(csrf, {
    sessionPlugin: '@fastify/session',
    getToken: (request: FastifyRequest) => {
      const token = request.headers['x-csrf-token'];
      return typeof token === 'string' ? token : undefined;
    },
  });
}
