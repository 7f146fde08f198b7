import {
  type QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Lease, reviewApi } from '../../schemas/api/review.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { Call } from '../api/client.ts';
import { endpointKey } from '../api/use-endpoint.ts';
import { useServices } from '../app/Services.tsx';
import { freshLeaseAhead, leaseAhead } from './ahead.ts';

export const leaseKey = (purpose: Purpose, sheetId: string) => ['lease', purpose, sheetId] as const;

/** Claiming again what one already holds gives it back: so a reloaded page goes on where it was. */
export const leaseQuery = (call: Call, purpose: Purpose, sheetId: string) =>
  queryOptions({
    queryKey: leaseKey(purpose, sheetId),
    queryFn: () => call(reviewApi.claim, { body: { purpose, sheetId } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Takes the next sheet and goes to it; what waits beside the desk is taken already. */
export function useNextSheet(purpose: Purpose, onDesk?: string) {
  const { call } = useServices();
  const cache = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () =>
      (onDesk === undefined ? undefined : freshLeaseAhead(cache, purpose, onDesk)) ??
      (await call(reviewApi.claim, { body: { purpose } })),
    onSuccess: (lease) => {
      const { sheetId } = lease;
      cache.setQueryData(leaseKey(purpose, sheetId), lease);
      return navigate({
        to: '/review/$purpose/$sheetId',
        params: { purpose, sheetId },
        replace: true,
      });
    },
  });
}

/** Takes this very sheet again, with a new lease. */
export function claimAgain(cache: QueryClient, purpose: Purpose, sheetId: string): void {
  void cache.resetQueries({ queryKey: leaseKey(purpose, sheetId) });
}

const finishedKey = (leaseId: string) => ['lease-finished', leaseId] as const;

/** A signed sheet has no lease left to give back. */
export function markFinished(cache: QueryClient, { leaseId }: Lease): void {
  cache.setQueryData(finishedKey(leaseId), true);
  void cache.invalidateQueries({ queryKey: endpointKey(reviewApi.waiting) });
}

/**
 * The person has left the sheet: forget it, and give it back unfinished to whoever comes next, together with what
 * was fetched ahead, unless that is where the person went. If that fails, the lease runs out by itself.
 */
export function leaveSheet(
  cache: QueryClient,
  call: Call,
  purpose: Purpose,
  sheetId: string,
): void {
  const lease = cache.getQueryData<Lease>(leaseKey(purpose, sheetId));
  const ahead = leaseAhead(cache, purpose, sheetId);
  cache.removeQueries({ queryKey: leaseKey(purpose, sheetId) });
  cache.removeQueries({ queryKey: ['review-sheet', sheetId] });
  const isFinished = lease && cache.getQueryData(finishedKey(lease.leaseId)) === true;
  const isNext = ahead && cache.getQueryData(leaseKey(purpose, ahead.sheetId)) !== undefined;
  const unused = [...(isFinished ? [] : [lease]), ...(isNext ? [] : [ahead])];
  const released = unused.flatMap((held) =>
    held === undefined ? [] : [call(reviewApi.release, { params: { leaseId: held.leaseId } })],
  );
  if (released.length === 0) return;
  Promise.all(released).then(
    () => cache.invalidateQueries({ queryKey: endpointKey(reviewApi.waiting) }),
    () => undefined,
  );
}

const SHORTEST_MS = 5_000;
const LONGEST_MS = 60_000;
/** Whoever has not touched anything for this long is not working on the sheet. */
const AT_WORK_MS = 120_000;

/**
 * Keeps the lease while the person works. Half of what is left, within bounds: the clocks of page and
 * server need not agree. Someone who walks away lets it run out, and is told on return.
 */
export function useLeaseRenewal(lease: Lease) {
  const { call, activity } = useServices();
  const { leaseId, fencingToken } = lease;
  return useQuery({
    queryKey: ['lease-renewal', leaseId, fencingToken],
    queryFn: async ({ client, queryKey }) => {
      const held = client.getQueryData<Lease>(queryKey) ?? lease;
      if (activity.idleMs() > AT_WORK_MS) return held;
      return await call(reviewApi.renew, { params: { leaseId }, body: { fencingToken } });
    },
    initialData: lease,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: 1,
    refetchIntervalInBackground: true,
    refetchInterval: ({ state }) => {
      if (state.error) return false;
      const leftMs = Date.parse((state.data ?? lease).expiresAt) - Date.now();
      return Math.min(Math.max(leftMs / 2, SHORTEST_MS), LONGEST_MS);
    },
  });
}
