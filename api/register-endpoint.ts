import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { z } from 'zod';
import type { AccountView } from '../ledger/accounts/find-account.ts';
import type { ActContext } from '../ledger/act-context.ts';
import { inMunicipality } from '../ledger/scope.ts';
import { InvariantError } from '../runtime/errors.ts';
import { type Endpoint, Nothing } from '../schemas/api/endpoint.ts';
import { confirmed, NEEDS_CONFIRMATION } from './confirmation.ts';
import type { ServerDeps } from './deps.ts';
import {
  actContext,
  anonymousContext,
  authenticate,
  permit,
  refuseForeignOrigin,
  refuseInsecure,
} from './gate.ts';
import { strippedReply } from './reply-schema.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The part of the contract a route serves. Without one a route under /api is refused at start. */
    endpoint?: Endpoint;
  }
}

export type Api = Readonly<{ app: FastifyInstance; deps: ServerDeps }>;

type Parts<E extends Endpoint> = Readonly<{
  params: z.output<E['params']>;
  query: z.output<E['query']>;
  body: z.output<E['body']>;
  request: FastifyRequest;
  reply: FastifyReply;
}>;
export type Call<E extends Endpoint> = Parts<E> &
  Readonly<{ context: ActContext; account: AccountView }>;
export type OpenCall<E extends Endpoint> = Parts<E> &
  Readonly<{ context: Omit<ActContext, 'actor'> }>;
/** Bytes (an image, an event stream) are sent as they are; anything else is cut down to the contract. */
type Answer<E extends Endpoint> = Promise<z.output<E['reply']> | Buffer | Readable>;

/** Registers one route of the contract behind the gate: log-in, CSRF token, permission, and for some that it is still them, in this order; then in its municipality. */
export function registerEndpoint<E extends Endpoint>(
  { app, deps }: Api,
  endpoint: E,
  handler: (call: Call<E>) => Answer<E>,
): void {
  const guards = [authenticate(deps, endpoint), permit(deps, endpoint)];
  const limitMs = NEEDS_CONFIRMATION.get(endpoint);
  if (limitMs !== undefined) guards.push(confirmed(deps, limitMs));
  if (endpoint.method !== 'GET') guards.splice(1, 0, refuseForeignOrigin, app.csrfProtection);
  app.route({
    ...routeOf(endpoint),
    onRequest: guards,
    handler: (request, reply) => {
      if (request.account === null) throw new InvariantError('bug.invariant');
      const { account } = request;
      const context = actContext(deps, request);
      return inMunicipality(context.actor.municipalityId, () =>
        handler({ ...partsOf<E>(request, reply), context, account }),
      );
    },
  });
}

/** Registers a route for people who are not logged in: the contract names no action for it. */
export function registerOpenEndpoint<E extends Endpoint>(
  { app, deps }: Api,
  endpoint: E,
  handler: (call: OpenCall<E>) => Answer<E>,
  options: Readonly<{ perMinute?: number }> = {},
): void {
  if (endpoint.action !== null) throw new InvariantError('bug.invariant');
  const changes = endpoint.method !== 'GET';
  const { perMinute } = options;
  const rateLimit = { max: perMinute ?? 0, keyGenerator: ({ ip }: FastifyRequest) => ip };
  app.route({
    ...routeOf(endpoint),
    config: { endpoint, ...(perMinute !== undefined && { rateLimit }) },
    onRequest: changes ? [refuseInsecure(deps), refuseForeignOrigin] : [],
    handler: (request, reply) =>
      handler({ ...partsOf<E>(request, reply), context: anonymousContext(deps, request) }),
  });
}

function routeOf(endpoint: Endpoint): Pick<RouteOptions, 'method' | 'url' | 'config' | 'schema'> {
  // A route without a body of its own may still receive one that is no JSON: the upload.
  const takesJson = endpoint.method !== 'GET' && endpoint.body !== Nothing;
  return {
    method: endpoint.method,
    url: endpoint.path,
    config: { endpoint },
    schema: {
      params: endpoint.params,
      querystring: endpoint.query,
      ...(takesJson && { body: endpoint.body }),
      response: { 200: strippedReply(endpoint.reply) },
    },
  };
}

function partsOf<E extends Endpoint>(request: FastifyRequest, reply: FastifyReply): Parts<E> {
  // Proof: the route's schema is the endpoint's, so the framework parsed these with it.
  const params = request.params as Parts<E>['params'];
  const query = request.query as Parts<E>['query'];
  const body = request.body as Parts<E>['body'];
  return { params, query, body, request, reply };
}

/** Denies by default, at start: nothing under /api but the contract, each route once. */
export function refuseUndeclaredRoutes(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const endpoint = route.config?.endpoint;
    const declared = endpoint?.path === route.url && endpoint.method === route.method;
    if (route.url.startsWith('/api') && !declared) throw new InvariantError('bug.invariant');
  });
}
