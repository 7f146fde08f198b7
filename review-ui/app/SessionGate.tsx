import { Center, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { AppFrame } from './AppFrame.tsx';
import { LoginPage } from './LoginPage.tsx';
import { useServices } from './Services.tsx';
import { sessionQuery } from './session.ts';

/** Every address needs a session; without one the login stands in its place and the address is kept. */
export function SessionGate() {
  const { t } = useTranslation();
  const { call } = useServices();
  const session = useQuery(sessionQuery(call));
  // Asked again in vain, the line being away, the work in hand stays.
  if (session.error && session.data === undefined) {
    return (
      <Center h="100vh" p="xl">
        <ErrorNotice error={session.error} onRetry={() => session.refetch()} />
      </Center>
    );
  }
  if (session.data === undefined) {
    return (
      <Center h="100vh">
        <Loader aria-label={t('common.loading')} />
      </Center>
    );
  }
  return session.data === null ? <LoginPage /> : <AppFrame session={session.data} />;
}
