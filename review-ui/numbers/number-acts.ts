import { notifications } from '@mantine/notifications';
import type { QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { intakeApi } from '../../schemas/api/intake.ts';
import { numbersApi } from '../../schemas/api/numbers.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';

/** The decisions about a suspected number. `done`: its row is gone, and the keyboard wants a place. */
export function useNumberActs(done: () => void) {
  const { t } = useTranslation();
  const after = async (cache: QueryClient, message: string) => {
    notifications.show({ message, withCloseButton: false });
    done();
    await refreshNumbers(cache);
  };
  return {
    confirm: useEndpointMutation(numbersApi.confirm, (_reply, cache) =>
      after(cache, t('numbers.done.confirm')),
    ),
    restore: useEndpointMutation(numbersApi.restore, (_reply, cache) =>
      after(cache, t('numbers.done.restore')),
    ),
  };
}
export type NumberActs = ReturnType<typeof useNumberActs>;

async function refreshNumbers(cache: QueryClient): Promise<void> {
  const stale = [numbersApi.suspicions, intakeApi.sheetCounts, intakeApi.batches, intakeApi.batch];
  await Promise.all(
    stale.map(({ path }) =>
      cache.invalidateQueries({ queryKey: endpointKey({ path }).slice(0, 1) }),
    ),
  );
}
