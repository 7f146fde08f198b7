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
import { type ApiError, errorCodeOf } from '../api/api-error.ts';
import type { Call } from '../api/client.ts';
import { endpointKey } from '../api/use-endpoint.ts';
import { useServices } from '../app/Services.tsx';
import { actsArrived } from './acts-under-way.ts';
import { freshLeaseAhead, heldBy, leaseAhead, renewAhead } from './ahead.ts';

export const leaseKey = (purpose: Purpose, sheetId: string) => ['lease', purpose, sheetId] as const;

/** Claiming again what one already holds gives it back: so a reloaded page goes on where it was. */
export const leaseQuery = (call: Call, purpose: Purpose, sheetId: string) =>
  queryOptions({
    queryKey: leaseKey(purpose, sheetId),
    queryFn: async ({ client }) => {
      // Left a moment ago, answers still on their way: under a new lease they would be refused.
      await actsArrived(client, sheetId);
      return call(reviewApi.claim, { body: { purpose, sheetId } });
    },
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

/** Takes this very sheet again, with a new lease; the desk stays as it is. */
export function useClaimAgain({ purpose, sheetId }: { purpose: Purpose; sheetId: string }) {
  const { call } = useServices();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => call(reviewApi.claim, { body: { purpose, sheetId } }),
    onSuccess: (lease) => cache.setQueryData(leaseKey(purpose, sheetId), lease),
  });
}

const LOST: ReadonlySet<string> = new Set(['review.lease_lost', 'review.opened_elsewhere']);

/** The sheet is no longer this desk's. */
export const isLeaseLost = (error: Error | null): error is ApiError =>
  error !== null && LOST.has(errorCodeOf(error));

const finishedKey = (leaseId: string) => ['lease-finished', leaseId] as const;

/** A signed sheet has no lease left to give back. */
export function markFinished(cache: QueryClient, { leaseId }: Lease): void {
  cache.setQueryData(finishedKey(leaseId), true);
  void cache.invalidateQueries({ queryKey: endpointKey(reviewApi.waiting) });
}

export const isFinished = (cache: QueryClient, { leaseId }: Lease): boolean =>
  cache.getQueryData(finishedKey(leaseId)) === true;

/**
 * The person has left the sheet: forget it, and give it back unfinished to whoever comes next once the last answers have
 * arrived, together with what was fetched ahead, unless that is where the person went. If that fails, the lease runs
 * out by itself.
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
  const isNext = ahead && cache.getQueryData(leaseKey(purpose, ahead.sheetId)) !== undefined;
  const unused = [
    ...(isNext ? [] : [ahead]),
    ...(lease && isFinished(cache, lease) ? [] : [lease]),
  ].filter((held) => held !== undefined);
  void actsArrived(cache, sheetId).then(() => {
    const isBack = cache.getQueryState(leaseKey(purpose, sheetId)) !== undefined;
    if (!isBack) cache.removeQueries({ queryKey: ['review-sheet', sheetId] });
    void giveBack(cache, call, unused);
  });
}

/** What nobody has seen goes first: who begins again at once gets the sheet that was on the desk. */
async function giveBack(cache: QueryClient, call: Call, unused: readonly Lease[]): Promise<void> {
  if (unused.length === 0) return;
  try {
    for (const lease of unused) await call(reviewApi.release, heldBy(lease));
    await cache.invalidateQueries({ queryKey: endpointKey(reviewApi.waiting) });
  } catch {
    // Out of reach: they run out by themselves.
  }
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
      const renewed = await call(reviewApi.renew, { params: { leaseId }, body: { fencingToken } });
      await renewAhead(client, call, lease);
      return renewed;
    },
    initialData: lease,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: 1,
    refetchIntervalInBackground: true,
    refetchInterval: ({ state }) => {
      // A line that was cut for a moment must not cost the sheet.
      if (isLeaseLost(state.error)) return false;
      if (state.error) return SHORTEST_MS;
      const leftMs = Date.parse((state.data ?? lease).expiresAt) - Date.now();
      return Math.min(Math.max(leftMs / 2, SHORTEST_MS), LONGEST_MS);
    },
  });
}
