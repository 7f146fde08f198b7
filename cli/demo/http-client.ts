import type { z } from 'zod';
import { RejectedInputError } from '../../runtime/errors.ts';
import { type CallParts, type Endpoint, ErrorReply, urlOf } from '../../schemas/api/endpoint.ts';
import { sessionApi } from '../../schemas/api/session.ts';

type Parts = Readonly<{
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}>;

/** One account at its own browser, as far as the server can tell: a cookie, a CSRF token, the contract. */
export type HttpClient = Readonly<{
  call<E extends Endpoint>(
    endpoint: E,
    ...parts: Record<never, never> extends CallParts<E> ? [CallParts<E>?] : [CallParts<E>]
  ): Promise<z.output<E['reply']>>;
  upload<E extends Endpoint>(endpoint: E, parts: Parts, file: File): Promise<z.output<E['reply']>>;
  /** What answers with bytes: an image, a PDF. */
  download(endpoint: Endpoint, parts: Parts): Promise<Uint8Array<ArrayBuffer>>;
  /** One part of a file, as bytes. */
  sendBytes<E extends Endpoint>(
    endpoint: E,
    parts: Parts,
    bytes: Blob,
  ): Promise<z.output<E['reply']>>;
}>;

export async function logIn(
  address: string,
  loginName: string,
  password: string,
): Promise<HttpClient> {
  let cookie = '';
  let csrfToken = '';
  const identify = (headers: Headers): Headers => {
    headers.set('origin', address);
    if (cookie !== '') headers.set('cookie', cookie);
    if (csrfToken !== '') headers.set('x-csrf-token', csrfToken);
    return headers;
  };
  const send = async (endpoint: Endpoint, parts: Parts, init: RequestInit): Promise<Response> => {
    const headers = identify(new Headers(init.headers));
    const url = address + urlOf(endpoint, parts.params, parts.query);
    const response = await fetch(url, { ...init, method: endpoint.method, headers });
    for (const set of response.headers.getSetCookie()) cookie = set.split(';')[0] ?? cookie;
    if (!response.ok) throw await refusalOf(response);
    return response;
  };
  const json = (body: unknown): RequestInit =>
    body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const client: HttpClient = {
    call: async (endpoint, ...[given]) => {
      // Proof: `CallParts` of any endpoint, seen without its type parameters.
      const parts = (given ?? {}) as Parts;
      return parsed(endpoint, await replyOf(await send(endpoint, parts, json(parts.body))));
    },
    upload: async (endpoint, parts, file) => {
      const form = new FormData();
      form.append('file', file);
      return parsed(endpoint, await replyOf(await send(endpoint, parts, { body: form })));
    },
    download: async (endpoint, parts) =>
      new Uint8Array(await (await send(endpoint, parts, {})).arrayBuffer()),
    sendBytes: async (endpoint, parts, body) => {
      const headers = { 'content-type': 'application/octet-stream' };
      return parsed(endpoint, await replyOf(await send(endpoint, parts, { body, headers })));
    },
  };
  const session = await client.call(sessionApi.login, { body: { loginName, password } });
  csrfToken = session.csrfToken;
  return client;
}

async function replyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? {} : JSON.parse(text);
}

async function refusalOf(response: Response): Promise<RejectedInputError> {
  const { code, fields } = ErrorReply.parse(await replyOf(response));
  return new RejectedInputError(code, fields === undefined ? {} : { fields });
}

// Proof: `endpoint.reply` is E['reply'], and this is what it parsed.
const parsed = <E extends Endpoint>(endpoint: E, reply: unknown) =>
  endpoint.reply.parse(reply) as z.output<E['reply']>;
