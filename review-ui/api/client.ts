import type { z } from 'zod';
import { type CallParts, type Endpoint, ErrorReply, urlOf } from '../../schemas/api/endpoint.ts';
import { ApiError } from './api-error.ts';

export type Call = <E extends Endpoint>(
  endpoint: E,
  parts: CallParts<E>,
  /** Goes as multipart, for the endpoints that take one. */
  file?: Blob,
) => Promise<z.output<E['reply']>>;

export type ClientDeps = Readonly<{
  fetch: typeof fetch;
  csrfToken: () => string | null;
}>;

/** The one way the page speaks to the server: the endpoint's own schemas check what comes back. */
export function createCall(deps: ClientDeps): Call {
  return async (endpoint, parts, file) => {
    const given = parts as LooseParts;
    const response = await reach(deps, endpoint, given, file);
    const json = await bodyOf(response);
    if (!response.ok) throw refusal(json, response.status);
    const reply = endpoint.reply.safeParse(json);
    if (!reply.success) throw new ApiError('client.unexpected_reply', { cause: reply.error });
    // Proof: `endpoint.reply` is E['reply'], and this is what it parsed.
    return reply.data as z.output<(typeof endpoint)['reply']>;
  };
}

/** `CallParts` of any endpoint, seen without its type parameters. */
type LooseParts = Readonly<{
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}>;

async function reach(
  deps: ClientDeps,
  endpoint: Endpoint,
  parts: LooseParts,
  file?: Blob,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const token = deps.csrfToken();
  if (endpoint.method !== 'GET' && token !== null) headers['x-csrf-token'] = token;
  const init: RequestInit = { method: endpoint.method, headers, credentials: 'same-origin' };
  if (file !== undefined) {
    const form = new FormData();
    form.set('file', file);
    init.body = form;
  } else if (parts.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(parts.body);
  }
  try {
    return await deps.fetch(urlOf(endpoint, parts.params, parts.query), init);
  } catch (error) {
    throw new ApiError('client.unreachable', { cause: error });
  }
}

/** An empty body (204) is the empty object, which is what `Nothing` accepts. */
async function bodyOf(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new ApiError('client.unexpected_reply', { cause: error });
  }
}

/** Turns a refusal into an error; a body that is no refusal of ours came from something in between. */
export function refusal(json: unknown, status: number): ApiError {
  const reply = ErrorReply.safeParse(json);
  if (reply.success) {
    const { code, fields, requestId } = reply.data;
    return new ApiError(code, { requestId, ...(fields === undefined ? {} : { fields }) });
  }
  return new ApiError(status >= 502 ? 'client.unreachable' : 'client.unexpected_reply');
}
