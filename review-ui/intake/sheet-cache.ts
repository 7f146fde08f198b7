import type { QueryClient } from '@tanstack/react-query';
import { intakeApi } from '../../schemas/api/intake.ts';
import { endpointKey } from '../api/use-endpoint.ts';

/** A sheet went elsewhere: what is known of sheets and of the balance of their batches is stale. */
export async function forgetSheets(cache: QueryClient): Promise<void> {
  await Promise.all(
    [intakeApi.sheets, intakeApi.batch].map(({ path }) =>
      cache.invalidateQueries({ queryKey: endpointKey({ path }).slice(0, 1) }),
    ),
  );
}
