import { sessionApi } from '../../schemas/api/session.ts';
import type { Call } from '../api/client.ts';
import type { Activity } from './activity.ts';

const EVERY_MS = 60_000;

/**
 * Reading and pointing asks nothing of the server, which would take the chair for empty. Tells it once a minute, if
 * somebody was there in that minute. Answers with the way to stop.
 */
export function tellPresence(call: Call, activity: Pick<Activity, 'idleMs'>): () => void {
  const timer = setInterval(() => {
    if (activity.idleMs() >= EVERY_MS) return;
    // In vain: nothing is lost, the next one is a minute away.
    call(sessionApi.presence, {}).catch(() => undefined);
  }, EVERY_MS);
  return () => clearInterval(timer);
}
