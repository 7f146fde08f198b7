import type { Mutation, MutationOptions, QueryClient } from '@tanstack/react-query';
import { errorCodeOf } from '../api/api-error.ts';

/** Acts on one sheet queue behind each other, whichever lease they were done under. */
export const actsOn = (sheetId: string) => ({ id: `sheet-${sheetId}` });

export const isActOn =
  (sheetId: string) =>
  ({ options }: Mutation): boolean =>
    options.scope?.id === actsOn(sheetId).id;

export const isUnreachable = (error: Error | null): boolean =>
  error !== null && errorCodeOf(error) === 'client.unreachable';

export type Persistence = Pick<MutationOptions, 'retry' | 'retryDelay'>;

const AGAIN_MS = 2_000;

/** Sent again until the server has it. It knows an answer or a signature that comes a second time. */
export const UNTIL_REACHED: Persistence = {
  retry: (_failures, error) => isUnreachable(error),
  retryDelay: AGAIN_MS,
};

/** Resolves when nothing that was done to the sheet is on its way any more. */
export function actsArrived(cache: QueryClient, sheetId: string): Promise<void> {
  const acts = cache.getMutationCache();
  const areUnderWay = () =>
    acts.findAll({ status: 'pending', predicate: isActOn(sheetId) }).length > 0;
  if (!areUnderWay()) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = acts.subscribe(() => {
    if (areUnderWay()) return;
    stop();
    resolve();
  });
  return promise;
}
