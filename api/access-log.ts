import type { FastifyInstance } from 'fastify';
import type { Log } from '../runtime/log.ts';

/** One line an API request: the route as declared, never the address as called. */
export function registerAccessLog(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', async (request, reply) => {
    const { account, method, id: requestId, traceId } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode } = reply;
    const durationMs = Math.round(reply.elapsedTime);
    const who = account && {
      accountId: account.accountId,
      municipalityId: account.actor.municipalityId,
    };
    const refused = request.refusal && { code: request.refusal };
    log.info(
      { requestId, traceId, method, route, statusCode, durationMs, ...who, ...refused },
      'answered',
    );
  });
}
