import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { overridesApi } from '../../schemas/api/overrides.ts';

/** Every list of overrides, and what the place they were changed from says is stale besides. */
export async function staleAfterChange(cache: QueryClient, also?: QueryKey): Promise<void> {
  await cache.invalidateQueries({ queryKey: [overridesApi.search.path] });
  if (also !== undefined) await cache.invalidateQueries({ queryKey: also });
}
