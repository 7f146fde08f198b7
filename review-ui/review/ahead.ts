import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Lease, type ReviewSheet, reviewApi } from '../../schemas/api/review.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import { errorCodeOf } from '../api/api-error.ts';
import type { Call } from '../api/client.ts';
import { fetchSheetImage } from '../api/sheet-image.ts';
import { useServices } from '../app/Services.tsx';

/** The sheet that comes next, taken and fetched while another lies on the desk. Nobody has seen it yet. */
export type Ahead = Readonly<{ lease: Lease; sheet: ReviewSheet; image: Blob }>;

/** A lease as the server asks for it when it is given back. */
export const heldBy = ({ leaseId, fencingToken }: Lease) => ({
  params: { leaseId },
  query: { fencingToken },
});

const AHEAD = 'sheet-ahead';
const aheadKey = (purpose: Purpose, onDesk: string) => [AHEAD, purpose, onDesk] as const;

/** Holds what comes after `onDesk` for as long as that sheet is worked on. With none waiting there is nothing. */
export function useAhead(purpose: Purpose, onDesk: string): void {
  const { call } = useServices();
  useQuery({
    queryKey: aheadKey(purpose, onDesk),
    queryFn: async ({ signal }): Promise<Ahead> => {
      const lease = await call(reviewApi.claim, { body: { purpose, besides: onDesk } });
      try {
        const { sheetId } = lease;
        signal.throwIfAborted();
        const sheet = await call(reviewApi.sheet, {
          params: { sheetId },
          query: { ahead: 'true' },
        });
        const deps = { fetch: window.fetch.bind(window), subtle: window.crypto?.subtle };
        const image = await fetchSheetImage(deps, { ...sheet, ahead: true });
        signal.throwIfAborted();
        return { lease, sheet, image };
      } catch (error) {
        // Left meanwhile, or out of reach: it goes to whoever comes next. Failing that, the lease runs out.
        await call(reviewApi.release, heldBy(lease)).catch(() => undefined);
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    // Another person's data leaves memory with the desk beside which it waited.
    gcTime: 0,
    retry: false,
  });
}

/** What was fetched ahead under this lease; asked while the desk before it is still there. */
export function useFetchedAhead(lease: Lease): Ahead | undefined {
  const cache = useQueryClient();
  return cache
    .getQueriesData<Ahead>({ queryKey: [AHEAD] })
    .flatMap(([, ahead]) => (ahead === undefined ? [] : [ahead]))
    .find((ahead) => ahead.lease.fencingToken === lease.fencingToken);
}

/** The lease of what waits beside the desk, if anything does. */
export function leaseAhead(
  cache: QueryClient,
  purpose: Purpose,
  onDesk: string,
): Lease | undefined {
  return cache.getQueryData<Ahead>(aheadKey(purpose, onDesk))?.lease;
}

/** By this page's own clock: after that the server is asked whether it is still ours. */
const SURELY_OURS_MS = 300_000;

/** The same, while nobody else can have got it. */
export function freshLeaseAhead(
  cache: QueryClient,
  purpose: Purpose,
  onDesk: string,
): Lease | undefined {
  const fetchedAt = cache.getQueryState(aheadKey(purpose, onDesk))?.dataUpdatedAt ?? 0;
  const isFresh = Date.now() - fetchedAt < SURELY_OURS_MS;
  return isFresh ? leaseAhead(cache, purpose, onDesk) : undefined;
}

/** Keeps what waits beside the desk as long as the desk; where somebody else has got it, another one is fetched. */
export async function renewAhead(
  cache: QueryClient,
  call: Call,
  { purpose, sheetId }: Lease,
): Promise<void> {
  const key = aheadKey(purpose, sheetId);
  const ahead = cache.getQueryData<Ahead>(key);
  if (ahead === undefined) return;
  const { leaseId, fencingToken } = ahead.lease;
  await call(reviewApi.renew, { params: { leaseId }, body: { fencingToken } }).then(
    (lease) => cache.setQueryData<Ahead>(key, { ...ahead, lease }),
    (error: unknown) =>
      errorCodeOf(error) === 'client.unreachable'
        ? undefined
        : cache.resetQueries({ queryKey: key }),
  );
}
