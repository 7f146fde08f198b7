import { randomUUID } from 'node:crypto';
import { systemActor } from '../../ledger/accounts/system-actor.ts';
import type { ActContext } from '../../ledger/act-context.ts';
import { systemClock } from '../../runtime/clock.ts';
import { newId } from '../../runtime/ids.ts';

/** The operator at the command line of the server, acting for a municipality. */
export function operator(municipalityId: string): ActContext {
  const requestId = randomUUID();
  return {
    actor: systemActor(municipalityId),
    requestId,
    traceId: requestId,
    now: systemClock.now(),
    newId,
  };
}
