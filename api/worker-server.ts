import { type FastifyInstance, fastify } from 'fastify';
import type { Operating, ServerDeps } from './deps.ts';
import { registerErrorHandler, registerNotFound } from './error-handler.ts';
import { registerProcessMetrics } from './operating/metrics.ts';

type Deps = Pick<ServerDeps, 'log'> & Readonly<{ operating: Pick<Operating, 'metricsToken'> }>;

/** A process that only reads, as monitoring sees it: its own figures and nothing else. */
export async function buildWorkerServer(deps: Deps): Promise<FastifyInstance> {
  const app = fastify({ logger: false, exposeHeadRoutes: false });
  registerErrorHandler(app, deps.log);
  registerNotFound(app);
  registerProcessMetrics(app, deps);
  await app.ready();
  return app;
}
