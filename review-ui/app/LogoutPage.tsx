import { Center, Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionApi } from '../../schemas/api/session.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { reachableActsArrived } from '../review/acts-under-way.ts';
import { endSession } from './session.ts';

/**
 * Going there logs out. Being an address of its own, it is left to the page one is on to ask first whether what is not
 * sent may be lost.
 */
export function LogoutPage() {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { mutate, isIdle } = useEndpointMutation(sessionApi.logout, () => undefined);
  const logout = useEffectEvent(async () => {
    // The last answers may still be on their way: a session that has ended would refuse them.
    await reachableActsArrived(cache);
    mutate(
      {},
      {
        // Whatever the server says: who logs out leaves nothing on the screen, and the next person begins afresh.
        onSettled: () => {
          endSession(cache);
          void navigate({ to: '/', replace: true });
        },
      },
    );
  });
  useEffect(() => {
    if (isIdle) void logout();
  }, [isIdle]);
  return (
    <Center h="50vh">
      <Loader aria-label={t('common.loading')} />
    </Center>
  );
}
