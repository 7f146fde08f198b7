import {
  type QueryClient,
  type QueryKey,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query';
import type { z } from 'zod';
import type { CallParts, Endpoint } from '../../schemas/api/endpoint.ts';
import { AWAY_MS } from '../app/activity.ts';
import { useServices } from '../app/Services.tsx';

/** Replies are cached under the path and what was asked for. */
export const endpointKey = (endpoint: Pick<Endpoint, 'path'>, parts: unknown = {}): QueryKey => [
  endpoint.path,
  parts,
];

/** For what the page is told of (`live-changes.ts`) and may once miss. */
export const TOLD_MS = 30_000;

/** `pollMs` pauses while nobody is there. */
type QueryOptions = { enabled?: boolean; pollMs?: number };

export function useEndpointQuery<E extends Endpoint>(
  endpoint: E,
  parts: CallParts<E>,
  { enabled = true, pollMs }: QueryOptions = {},
): UseQueryResult<z.output<E['reply']>> {
  const { call, activity } = useServices();
  return useQuery({
    queryKey: endpointKey(endpoint, parts),
    queryFn: () => call(endpoint, parts),
    enabled,
    refetchInterval: () => (pollMs !== undefined && activity.idleMs() < AWAY_MS ? pollMs : false),
    meta: { polled: pollMs !== undefined },
  });
}

/** A change. `then` says what of the cache is stale afterwards. */
export function useEndpointMutation<E extends Endpoint>(
  endpoint: E,
  then: (reply: z.output<E['reply']>, cache: QueryClient) => void | Promise<void>,
) {
  const { call } = useServices();
  return useMutation({
    mutationFn: (parts: CallParts<E>) => call(endpoint, parts),
    onSuccess: (reply, _parts, _result, context) => then(reply, context.client),
  });
}
