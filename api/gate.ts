import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { type AccountView, findAccount } from '../ledger/accounts/find-account.ts';
import { recordRefusal } from '../ledger/accounts/record-refusal.ts';
import { touchSession } from '../ledger/accounts/session-repository.ts';
import { authorise } from '../ledger/act.ts';
import type { ActContext } from '../ledger/act-context.ts';
import { inMunicipality } from '../ledger/scope.ts';
import { InvariantError, RejectedInputError } from '../runtime/errors.ts';
import type { LoginStep } from '../schemas/accounts.ts';
import { backlogApi } from '../schemas/api/backlog.ts';
import type { Endpoint } from '../schemas/api/endpoint.ts';
import { eventsApi, STALE_AFTER } from '../schemas/api/events.ts';
import { ownAccountApi } from '../schemas/api/own-account.ts';
import { secondFactorApi } from '../schemas/api/second-factor.ts';
import { sessionApi } from '../schemas/api/session.ts';
import { stepOf, stillRests } from './begin-session.ts';
import type { ServerDeps } from './deps.ts';
import { traceIdOf } from './request-ids.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking, as the database knows them now; `null` until the gate has let them in. */
    account: AccountView | null;
    traceId: string;
  }
}

/** What the page asks by itself, over and over: nobody need sit before the screen for these. */
const ASKED_BY_THE_PAGE: ReadonlySet<Endpoint> = new Set<Endpoint>([
  sessionApi.current,
  eventsApi.stream,
  ...Object.values(STALE_AFTER).flat(),
  backlogApi.backlog,
  backlogApi.fields,
  backlogApi.people,
]);

/** What can be done before a log-in is complete: see and end it, and do what is still to be done. */
const ALWAYS_OPEN: ReadonlySet<Endpoint> = new Set<Endpoint>([
  sessionApi.current,
  sessionApi.theme,
  sessionApi.presence,
  sessionApi.logout,
]);
const OF_STEP: Readonly<Record<LoginStep, ReadonlySet<Endpoint>>> = {
  change_password: new Set<Endpoint>([ownAccountApi.changePassword]),
  second_factor: new Set<Endpoint>([
    secondFactorApi.list,
    secondFactorApi.giveTotp,
    secondFactorApi.giveRecoveryCode,
    secondFactorApi.askPasskey,
    secondFactorApi.givePasskey,
  ]),
  set_up_second_factor: new Set<Endpoint>([
    ownAccountApi.confirm,
    secondFactorApi.list,
    secondFactorApi.beginTotp,
    secondFactorApi.setUpTotp,
    secondFactorApi.beginPasskey,
    secondFactorApi.addPasskey,
  ]),
};
const isOpenDuring = (step: LoginStep, endpoint: Endpoint) =>
  ALWAYS_OPEN.has(endpoint) || OF_STEP[step].has(endpoint);

/** Lets in who is logged in, and moves the end of their session. Who they are is read anew each time. */
export function authenticate(deps: ServerDeps, endpoint: Endpoint): onRequestHookHandler {
  return async (request) => {
    const { accountId, municipalityId, loggedInAt, sessionId } = request.session;
    if (accountId === undefined || municipalityId === undefined || loggedInAt === undefined) {
      throw new RejectedInputError('auth.required');
    }
    await inMunicipality(municipalityId, async () => {
      const account = await findAccount(deps.db, accountId);
      if (account === null || !stillRests(deps, account, request)) {
        throw new RejectedInputError('auth.required');
      }
      request.account = account;
      const now = deps.clock.now();
      const step = stepOf(account, request.session, now);
      if (step !== null && !isOpenDuring(step, endpoint)) {
        throw new RejectedInputError('auth.step_open');
      }
      if (ASKED_BY_THE_PAGE.has(endpoint)) return;
      await touchSession(deps.db, sessionId, new Date(loggedInAt), now, account.policy);
    });
  };
}

/** Denies by default; a denial is in the audit log before the caller hears of it. */
export function permit(deps: ServerDeps, endpoint: Endpoint): onRequestHookHandler {
  const { action } = endpoint;
  if (action === null) throw new InvariantError('bug.invariant');
  return async (request) => {
    const context = actContext(deps, request);
    const { municipalityId } = context.actor;
    try {
      authorise(context.actor, action, { municipalityId });
    } catch (error) {
      const detail = { route: endpoint.path, method: endpoint.method };
      const target = { action, resourceKind: 'route', resourceId: null, detail } as const;
      await inMunicipality(municipalityId, () => recordRefusal(deps.db, context, target));
      throw error;
    }
  };
}

/** Another site's pages may not log anybody in or act here. */
export const refuseForeignOrigin: onRequestHookHandler = async (request: FastifyRequest) => {
  if (isForeign(request)) throw new RejectedInputError('auth.csrf');
};

/**
 * A browser says where a request comes from, and no page can make it say otherwise. `sec-fetch-site` is
 * right even where a proxy renames the host; browsers leave it out on plain HTTP, and send `origin`.
 */
function isForeign({ headers, host }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return headers.origin !== undefined && !isOwnOrigin(headers.origin, host);
}

/** A password never travels in the clear except over the loopback of one machine. */
export function refuseInsecure(deps: ServerDeps): onRequestHookHandler {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (!deps.secureCookies || request.protocol === 'https') return;
    reply.header('connection', 'close');
    throw new RejectedInputError('auth.insecure_connection');
  };
}

/** Who acts, when and under which request. Only behind `authenticate`. */
export function actContext(deps: ServerDeps, request: FastifyRequest): ActContext {
  if (request.account === null) throw new InvariantError('bug.invariant');
  return { ...anonymousContext(deps, request), actor: request.account.actor };
}

export function anonymousContext(
  deps: ServerDeps,
  request: FastifyRequest,
): Omit<ActContext, 'actor'> {
  const { id, traceId } = request;
  return { requestId: id, traceId, now: deps.clock.now(), newId: deps.newId };
}

export function prepareRequests(deps: ServerDeps): onRequestHookHandler {
  return async (request, reply) => {
    request.traceId = traceIdOf(request.headers, deps.newId);
    reply.header('x-request-id', request.id);
  };
}

/** Compares hosts, not schemes: behind a proxy that ends TLS the request itself is plain. */
function isOwnOrigin(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: theirs } = new URL(origin);
  // Parsed with the same scheme, so that a default port is left out on both sides.
  const ours = `${protocol}//${host}`;
  return URL.canParse(ours) && new URL(ours).host === theirs;
}
