import type { QueryClient } from '@tanstack/react-query';
import {
  type DisposalState,
  type DisposalView,
  retentionApi,
} from '../../schemas/api/retention.ts';
import { endpointKey } from '../api/use-endpoint.ts';
import type { Tone } from '../components/StatusTag.tsx';

export const TONES: Readonly<Record<DisposalState, Tone>> = {
  requested: 'attention',
  approved: 'attention',
  refused: 'quiet',
  withdrawn: 'quiet',
  done: 'good',
};

/** A disposal as it is now, wherever it is shown. */
export async function keepDisposal(view: DisposalView, cache: QueryClient): Promise<void> {
  const parts = { params: { disposalId: view.disposalId } };
  cache.setQueryData(endpointKey(retentionApi.one, parts), view);
  for (const endpoint of [retentionApi.list, retentionApi.preview, retentionApi.items]) {
    await cache.invalidateQueries({ queryKey: endpointKey(endpoint).slice(0, 1) });
  }
}
