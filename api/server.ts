import rateLimit from '@fastify/rate-limit';
import { type FastifyInstance, fastify } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { RejectedInputError } from '../runtime/errors.ts';
import { registerAccessLog } from './access-log.ts';
import type { ServerDeps } from './deps.ts';
import { registerErrorHandler, registerNotFound, sendFrameworkRefusal } from './error-handler.ts';
import { prepareRequests } from './gate.ts';
import { registerMetrics } from './operating/metrics.ts';
import { registerUploads } from './receive-upload.ts';
import { type Api, refuseUndeclaredRoutes } from './register-endpoint.ts';
import { requestIdOf } from './request-ids.ts';
import { registerAccountRoutes } from './routes/accounts.ts';
import { registerAuditRoutes } from './routes/audit.ts';
import { registerBacklogRoutes } from './routes/backlog.ts';
import { registerColumnRoutes } from './routes/column.ts';
import { registerCopyRoutes } from './routes/copies.ts';
import { registerEventRoutes } from './routes/events.ts';
import { registerExportRoutes } from './routes/exports.ts';
import { registerIntakeRoutes } from './routes/intake.ts';
import { registerLedgerRoutes } from './routes/ledger.ts';
import { registerMasterRoutes } from './routes/masters.ts';
import { registerNumberRoutes } from './routes/numbers.ts';
import { registerOpenIdRoutes } from './routes/openid.ts';
import { registerOperatingRoutes } from './routes/operating.ts';
import { registerOverrideRoutes } from './routes/overrides.ts';
import { registerOwnAccountRoutes } from './routes/own-account.ts';
import { registerPracticeRoutes } from './routes/practice.ts';
import { registerQueueRoutes } from './routes/queue.ts';
import { registerReplyMarkRoutes } from './routes/reply-marks.ts';
import { registerRetentionRoutes } from './routes/retention.ts';
import { registerReviewRoutes } from './routes/review.ts';
import { registerSamplingRoutes } from './routes/sampling.ts';
import { registerSecondFactorRoutes } from './routes/second-factor.ts';
import { registerSessionRoutes } from './routes/session.ts';
import { registerStatementRoutes } from './routes/statement.ts';
import { registerSecurityHeaders } from './security-headers.ts';
import { registerSessions } from './session-plugin.ts';
import { registerStaticPage } from './static-page.ts';

/** JSON bodies are answers and reasons; files come as multipart and have their own limit. */
const JSON_BODY_BYTES = 64 * 1024;
/** A large file over a slow line takes minutes; a request that never ends is cut. */
const REQUEST_TIMEOUT_MS = 30 * 60_000;

/** The HTTP server, ready to `listen` or `inject`. It closes nothing that was passed in. */
export async function buildServer(deps: ServerDeps): Promise<FastifyInstance> {
  const app = fastify({
    // Our own log has an allow-list; the framework's would write addresses with their queries.
    logger: false,
    genReqId: (request) => requestIdOf(request.headers, deps.newId),
    trustProxy: deps.trustedProxies.length > 0 && [...deps.trustedProxies],
    bodyLimit: JSON_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    exposeHeadRoutes: false,
    frameworkErrors: sendFrameworkRefusal,
    routerOptions: { maxParamLength: 200 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('account', null);
  app.decorateRequest('traceId', '');
  refuseUndeclaredRoutes(app);
  registerErrorHandler(app, deps.log);
  app.addHook('onRequest', prepareRequests(deps));
  await registerSecurityHeaders(app, { secure: deps.secureCookies });
  registerMetrics(app, deps);
  if (deps.staticFolder === null) registerNotFound(app);
  else await registerStaticPage(app, deps.staticFolder);
  // In a scope of its own: the page's files need no session and no limit.
  await app.register((scope) => registerApi({ app: scope, deps }));
  await app.ready();
  return app;
}

async function registerApi(api: Api): Promise<void> {
  const { app, deps } = api;
  // A form of another site can send text without asking the browser's leave; we never read any.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (_, reply) => {
    reply.header('cache-control', 'no-store');
  });
  registerAccessLog(app, deps.log);
  await registerSessions(app, deps);
  await app.register(rateLimit, {
    max: deps.limits.requestsPerMinute,
    timeWindow: '1 minute',
    keyGenerator: (request) => request.session.accountId ?? request.ip,
    errorResponseBuilder: () => new RejectedInputError('auth.rate_limited'),
  });
  await registerUploads(app, deps.limits.uploadBytes);
  registerSessionRoutes(api);
  registerOpenIdRoutes(api);
  registerOwnAccountRoutes(api);
  registerSecondFactorRoutes(api);
  registerAccountRoutes(api);
  registerIntakeRoutes(api);
  registerReviewRoutes(api);
  registerColumnRoutes(api);
  registerLedgerRoutes(api);
  registerNumberRoutes(api);
  registerQueueRoutes(api);
  registerBacklogRoutes(api);
  registerSamplingRoutes(api);
  registerStatementRoutes(api);
  registerOverrideRoutes(api);
  registerReplyMarkRoutes(api);
  registerCopyRoutes(api);
  registerPracticeRoutes(api);
  registerMasterRoutes(api);
  registerAuditRoutes(api);
  registerExportRoutes(api);
  registerRetentionRoutes(api);
  registerOperatingRoutes(api);
  registerEventRoutes(api);
}
