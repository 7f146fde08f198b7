import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { translateDatabaseError } from '../ledger/database.ts';
import { AppError } from '../runtime/errors.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { ErrorReply } from '../schemas/api/endpoint.ts';
import type { ErrorCode } from '../schemas/error-codes.ts';
import { HTTP_STATUS } from './http-status.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code it was refused with, for the log. */
    refusal: ErrorCode | null;
  }
}

type Refusal = Readonly<{ code: ErrorCode; status: number; fields?: readonly string[] }>;

/** What the framework and its plugins refuse by themselves. */
const FRAMEWORK: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'input.too_large', status: 413 },
  FST_REQ_FILE_TOO_LARGE: { code: 'input.too_large', status: 413 },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'input.unsupported_type', status: 415 },
  FST_INVALID_MULTIPART_CONTENT_TYPE: { code: 'input.unsupported_type', status: 415 },
  FST_MP_PREMATURE_CLOSE: { code: 'input.truncated', status: 422 },
  FST_CSRF_MISSING_SECRET: { code: 'auth.csrf', status: 403 },
  FST_CSRF_INVALID_TOKEN: { code: 'auth.csrf', status: 403 },
};

/** Every refusal leaves here, as a code. What happened inside goes to the log, never to the caller. */
export function registerErrorHandler(app: FastifyInstance, log: Log): void {
  app.decorateRequest('refusal', null);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) {
      const { method } = request;
      const route = request.routeOptions.url ?? 'unknown';
      const fields = { requestId: request.id, method, route, statusCode: refusal.status };
      log.error({ ...fields, ...errorFields(error) }, 'request failed');
    }
    return sendRefusal(request, reply, refusal);
  });
}

/** For addresses nobody serves; with a page to serve, `static-page.ts` sets its own. */
export function registerNotFound(app: FastifyInstance): void {
  app.setNotFoundHandler(sendNotFound);
}

export const sendNotFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendRefusal(request, reply, { code: 'resource.not_found', status: 404 });

/** What the framework refuses before it knows the route: an address that is none. */
export function sendFrameworkRefusal(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  sendRefusal(request, reply, refusalOf(error));
}

function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, status, fields }: Refusal,
): FastifyReply {
  request.refusal = code;
  const named = fields !== undefined && fields.length > 0 && { fields: [...fields] };
  const body: ErrorReply = { code, requestId: request.id, ...named };
  if (status === 503) reply.header('retry-after', code === 'service.backlog_full' ? '60' : '5');
  // A handler may have announced another type before it failed.
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(body));
}

function refusalOf(thrown: FastifyError): Refusal {
  const error = translateDatabaseError(thrown);
  if (error instanceof AppError) {
    return { code: error.code, status: HTTP_STATUS[error.code], fields: error.fields };
  }
  if (thrown.validation !== undefined) {
    // An id that cannot be one names nothing.
    const missing = thrown.validationContext === 'params';
    return missing
      ? { code: 'resource.not_found', status: 404 }
      : { code: 'input.invalid', status: 422 };
  }
  return frameworkRefusal(thrown);
}

function frameworkRefusal({ code, statusCode }: FastifyError): Refusal {
  const known = FRAMEWORK[code];
  if (known !== undefined) return known;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { code: 'input.invalid', status: statusCode };
  }
  return { code: 'bug.invariant', status: 500 };
}
