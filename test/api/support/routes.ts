import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import type { Endpoint } from '../../../schemas/api/endpoint.ts';

/** A route as Fastify itself was told of it; `endpoint`: the part of the contract it serves. */
export type Route = Readonly<{ method: string; url: string; endpoint: Endpoint | undefined }>;

const CREATED = 'fastify.initialization';

/** Builds a server and hears from Fastify of every route it gets, whoever registers it and however. */
export async function withRoutes(
  build: () => Promise<FastifyInstance>,
): Promise<{ app: FastifyInstance; routes: readonly Route[] }> {
  const routes: Route[] = [];
  const created = (message: unknown) => {
    // Proof: what Fastify says on this channel (documented under its hooks).
    const { fastify } = message as { fastify: FastifyInstance };
    fastify.addHook('onRoute', ({ method, url, config }) => {
      for (const each of [method].flat())
        routes.push({ method: each, url, endpoint: config?.endpoint });
    });
  };
  subscribe(CREATED, created);
  try {
    return { app: await build(), routes };
  } finally {
    unsubscribe(CREATED, created);
  }
}

export const nameOf = ({ method, url }: Pick<Route, 'method' | 'url'>) => `${method} ${url}`;
