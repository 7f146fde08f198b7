import type { Mutation, MutationOptions, QueryClient } from '@tanstack/react-query';
import { errorCodeOf } from '../api/api-error.ts';

/** Acts on one sheet queue behind each other, whichever lease they were done under. */
export const actsOn = (sheetId: string) => ({ id: `sheet-${sheetId}` });

const isAct = ({ options }: Mutation): boolean =>
  options.scope?.id.startsWith(actsOn('').id) === true;

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
export const actsArrived = (cache: QueryClient, sheetId: string): Promise<void> =>
  noneLeft(cache, isActOn(sheetId));

/** The same of every sheet, but for what does not get through: whoever leaves has been asked about that. */
export const reachableActsArrived = (cache: QueryClient): Promise<void> =>
  noneLeft(cache, (act) => isAct(act) && !isUnreachable(act.state.failureReason));

function noneLeft(cache: QueryClient, predicate: (act: Mutation) => boolean): Promise<void> {
  const acts = cache.getMutationCache();
  const areUnderWay = () => acts.findAll({ status: 'pending', predicate }).length > 0;
  if (!areUnderWay()) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = acts.subscribe(() => {
    if (areUnderWay()) return;
    stop();
    resolve();
  });
  return promise;
}
