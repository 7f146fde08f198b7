import { notifications } from '@mantine/notifications';
import type { QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { intakeApi } from '../../schemas/api/intake.ts';
import { queueApi } from '../../schemas/api/queue.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';

/** The decisions about what has stopped. `done`: the row acted on is gone, and the keyboard wants a place. */
export function useStuckActs(done: () => void) {
  const { t } = useTranslation();
  const after = async (cache: QueryClient, message: string) => {
    notifications.show({ message, withCloseButton: false });
    done();
    await refreshStuck(cache);
  };
  return {
    retry: useEndpointMutation(queueApi.retryDeadLetter, (_letter, cache) =>
      after(cache, t('stuck.done.retry')),
    ),
    retryAll: useEndpointMutation(queueApi.retryDeadLetters, ({ retried, left }, cache) =>
      after(
        cache,
        left === 0
          ? t('stuck.done.retryAll', { count: retried })
          : t('stuck.done.retryAllButSome', { retried, left }),
      ),
    ),
    discard: useEndpointMutation(queueApi.discardDeadLetter, (_letter, cache) =>
      after(cache, t('stuck.done.discard')),
    ),
  };
}
export type StuckActs = ReturnType<typeof useStuckActs>;

async function refreshStuck(cache: QueryClient): Promise<void> {
  const stale = [queueApi.deadLetters, intakeApi.sheetCounts, intakeApi.batches, intakeApi.batch];
  await Promise.all(
    stale.map(({ path }) =>
      cache.invalidateQueries({ queryKey: endpointKey({ path }).slice(0, 1) }),
    ),
  );
}
