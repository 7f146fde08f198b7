import type { QueryClient } from '@tanstack/react-query';
import { copiesApi } from '../../schemas/api/copies.ts';

/** The comparison, its differences and the list all count what is open. */
export async function staleAfterWork(cache: QueryClient): Promise<void> {
  for (const { path } of [copiesApi.one, copiesApi.differences, copiesApi.list]) {
    await cache.invalidateQueries({ queryKey: [path] });
  }
}
