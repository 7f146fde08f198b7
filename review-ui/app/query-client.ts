import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { errorCodeOf } from '../api/api-error.ts';
import { endSession, SESSION_KEY } from './session.ts';

/** Refusals are answers: asking again changes nothing. Only a server out of reach is asked twice. */
const retry = (failures: number, error: Error): boolean =>
  failures < 2 && errorCodeOf(error) === 'client.unreachable';

/** One cache for all of the server's state. When the session ends anywhere, everything is forgotten. */
export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    const code = errorCodeOf(error);
    if (code === 'auth.required') endSession(client);
    // The session stands, and something is asked of its person first: the gate says what.
    if (code === 'auth.step_open') void client.invalidateQueries({ queryKey: SESSION_KEY });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // `always`: a health centre's network may have no route outside and still reach this server.
      queries: { retry, networkMode: 'always', staleTime: 5_000 },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return client;
}
