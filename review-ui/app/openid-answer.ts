import { OPEN_ID_RETURN } from '../../schemas/api/openid.ts';

/**
 * What the log-in provider sent the browser back with, `null` where it did not. Taken out of the address before anything
 * else is done: it is good for one log-in, and stays in no history.
 */
export function takeOpenIdAnswer({ location, history }: Window): string | null {
  if (location.pathname !== OPEN_ID_RETURN || location.search === '') return null;
  const answer = location.search.slice(1);
  history.replaceState(null, '', OPEN_ID_RETURN);
  return answer;
}
