import type { IncomingHttpHeaders } from 'node:http';
import type { NewId } from '../runtime/ids.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const NO_TRACE = '0'.repeat(32);

/** The caller's `x-request-id` where it is a UUID, so that its log and ours can be laid side by side. */
export function requestIdOf(headers: IncomingHttpHeaders, newId: NewId): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && UUID.test(given) ? given.toLowerCase() : newId();
}

/** The trace of a W3C `traceparent`, in the spelling in which the database keeps a uuid. */
export function traceIdOf(headers: IncomingHttpHeaders, newId: NewId): string {
  const given = headers['traceparent'];
  const hex = typeof given === 'string' ? TRACEPARENT.exec(given)?.[1] : undefined;
  if (hex === undefined || hex === NO_TRACE) return newId();
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
