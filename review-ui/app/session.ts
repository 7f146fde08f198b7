import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { isAuthorised } from '../../rules/authorise.ts';
import type { Action } from '../../schemas/accounts.ts';
import { type SessionView, sessionApi } from '../../schemas/api/session.ts';
import { errorCodeOf } from '../api/api-error.ts';
import type { Call } from '../api/client.ts';
import { useServices } from './Services.tsx';

export const SESSION_KEY = ['session'] as const;

/** `null`: nobody is logged in, which is an answer and not a failure. */
export const sessionQuery = (call: Call) =>
  queryOptions({
    queryKey: SESSION_KEY,
    queryFn: async (): Promise<SessionView | null> => {
      try {
        return await call(sessionApi.current, {});
      } catch (error) {
        if (errorCodeOf(error) === 'auth.required') return null;
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

const LEFT_KEY = [SESSION_KEY[0], 'left'] as const;

/** Whose session ended here last; all that this page still knows of them. */
export const whoLeft = (cache: QueryClient): string | undefined => cache.getQueryData(LEFT_KEY);

/** Leaves nothing of a person's data in memory once the session is over. */
export function endSession(cache: QueryClient): void {
  const left = cache.getQueryData<SessionView | null>(SESSION_KEY)?.accountId ?? whoLeft(cache);
  cache.setQueryDefaults(LEFT_KEY, { gcTime: Number.POSITIVE_INFINITY });
  cache.setQueryData(LEFT_KEY, left);
  cache.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
  cache.getMutationCache().clear();
  cache.setQueryData(SESSION_KEY, null);
}

/** The session of the person at the screen. Only for what is rendered behind `SessionGate`. */
export function useSession(): SessionView {
  const { call } = useServices();
  const session = useQuery(sessionQuery(call)).data;
  if (!session) throw new Error('rendered outside SessionGate');
  return session;
}

/** May the person at the screen do this? The server decides again; this only keeps dead ends visible. */
export function useMay(action: Action): boolean {
  return mayIn(useSession(), action);
}

export function mayIn(session: SessionView, action: Action): boolean {
  const { accountId, municipalityId, roles } = session;
  const actor = { kind: 'account' as const, accountId, staffMemberId: null, municipalityId, roles };
  return isAuthorised(actor, action, { municipalityId });
}
