import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { Operating } from '../deps.ts';

export type MetricsAccess = Readonly<{ operating: Pick<Operating, 'metricsToken'> }>;

const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
/** A proxy on this machine speaks from loopback for whoever is behind it. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** With a token set, it and nothing else; without one, this machine itself. To others the address is not there. */
export function refuseStrangers({ operating }: MetricsAccess): onRequestHookHandler {
  return async (request) => {
    const { metricsToken } = operating;
    const known = metricsToken === undefined ? isLocal(request) : carries(request, metricsToken);
    if (!known) throw new RejectedInputError('resource.not_found');
  };
}

function isLocal({ raw, headers }: FastifyRequest): boolean {
  const forwarded = FORWARDED.some((name) => headers[name] !== undefined);
  return !forwarded && LOOPBACK.includes(raw.socket.remoteAddress ?? '');
}

function carries({ headers }: FastifyRequest, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}
