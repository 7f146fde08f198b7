import { z } from 'zod';
import type { Action } from '../accounts.ts';
import { ErrorCode } from '../error-codes.ts';

/** One HTTP route as data: the server registers it, the page calls it, and both parse with the same schemas. */
export type Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> = Readonly<{
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Fastify path, parameters as `:name`. */
  path: string;
  /** What the caller must be allowed to do; `null` only where nobody is logged in yet. */
  action: Action | null;
  params: Params;
  query: Query;
  body: Body;
  reply: Reply;
}>;

type Parts = {
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  reply: z.ZodType;
};
type Or<T, Otherwise> = T extends z.ZodType ? T : Otherwise;

export const Nothing = z.strictObject({});
export type Nothing = z.infer<typeof Nothing>;

/** Declares a route. Absent parts accept nothing. */
export function endpoint<const P extends Parts>(
  method: Endpoint['method'],
  path: string,
  action: Action | null,
  parts: P,
) {
  return {
    method,
    path,
    action,
    params: parts.params ?? Nothing,
    query: parts.query ?? Nothing,
    body: parts.body ?? Nothing,
    reply: parts.reply,
    // Proof: each part is either the schema given or `Nothing`, which is what `Or` says.
  } as unknown as Endpoint<
    Or<P['params'], typeof Nothing>,
    Or<P['query'], typeof Nothing>,
    Or<P['body'], typeof Nothing>,
    P['reply']
  >;
}

/** What a call passes; parts the endpoint declares as nothing may be left out. */
export type CallParts<E extends Endpoint> = Part<'params', z.input<E['params']>> &
  Part<'query', z.input<E['query']>> &
  Part<'body', z.input<E['body']>>;
type Part<Name extends string, T> =
  Record<never, never> extends T ? { [K in Name]?: T } : { [K in Name]: T };

/** Fills `:name` and the query string. Both hold ids and counts only. */
export function urlOf(
  endpoint: Pick<Endpoint, 'path'>,
  params: Readonly<Record<string, unknown>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const search = new URLSearchParams(
    Object.entries(query)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** Every refusal has this body; the page looks the code up in its catalogue. */
export const ErrorReply = z.strictObject({
  code: ErrorCode,
  requestId: z.string(),
  /** What the refusal speaks of, if anything: form field ids, or the imbalances of a batch. */
  fields: z.array(z.string()).optional(),
});
export type ErrorReply = z.infer<typeof ErrorReply>;

export const Page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), total: z.int().nonnegative() });

/** Fetched before anybody sees it: the page asks for what comes next while this sheet is still worked on. */
export const Ahead = z.strictObject({ ahead: z.literal('true').optional() });
