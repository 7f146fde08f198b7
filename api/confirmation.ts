import type { onRequestHookHandler } from 'fastify';
import { RejectedInputError } from '../runtime/errors.ts';
import { accountsApi } from '../schemas/api/accounts.ts';
import type { Endpoint } from '../schemas/api/endpoint.ts';
import { secondFactorApi } from '../schemas/api/second-factor.ts';
import type { ServerDeps } from './deps.ts';

const MINUTE = 60_000;
/** What ends a set-up that was begun in time: somebody fetched their telephone meanwhile. */
const TO_FINISH_MS = 15 * MINUTE;
const FRESH_MS = 5 * MINUTE;

/** What would let somebody in tomorrow who found this screen open today, and how long ago the person may have shown that it is them. */
export const NEEDS_CONFIRMATION: ReadonlyMap<Endpoint, number> = new Map<Endpoint, number>([
  [secondFactorApi.beginTotp, FRESH_MS],
  [secondFactorApi.setUpTotp, TO_FINISH_MS],
  [secondFactorApi.removeTotp, FRESH_MS],
  [secondFactorApi.beginPasskey, FRESH_MS],
  [secondFactorApi.addPasskey, TO_FINISH_MS],
  [secondFactorApi.removePasskey, FRESH_MS],
  [secondFactorApi.renewRecoveryCodes, FRESH_MS],
  [accountsApi.linkOpenId, FRESH_MS],
  [accountsApi.unlinkOpenId, FRESH_MS],
]);

/** A log-in, a password or a second factor, given in this session not long ago. */
export function confirmed({ clock }: ServerDeps, limitMs: number): onRequestHookHandler {
  return async ({ session }) => {
    const { confirmedAt } = session;
    const isFresh =
      confirmedAt !== undefined && clock.now().getTime() - Date.parse(confirmedAt) < limitMs;
    if (!isFresh) throw new RejectedInputError('auth.confirm_first');
  };
}
