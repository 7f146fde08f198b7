import { Center, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { OPEN_ID_RETURN } from '../../schemas/api/openid.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { AppFrame } from './AppFrame.tsx';
import { LoginPage } from './LoginPage.tsx';
import { OpenIdReturn } from './OpenIdReturn.tsx';
import { useServices } from './Services.tsx';
import { sessionQuery } from './session.ts';

const StepPage = lazy(async () => ({
  default: (await import('../accounts/StepPage.tsx')).StepPage,
}));

const ConfirmItIsYou = lazy(async () => ({
  default: (await import('../accounts/ConfirmItIsYou.tsx')).ConfirmItIsYou,
}));

/** Every address needs a session; without one the login stands in its place and the address is kept. */
export function SessionGate() {
  const { t } = useTranslation();
  const { call, confirmation } = useServices();
  const isAsked = useSyncExternalStore(confirmation.subscribe, confirmation.isAsked);
  const { pathname } = useLocation();
  const session = useQuery(sessionQuery(call));
  if (pathname === OPEN_ID_RETURN) return <OpenIdReturn />;
  // Asked again in vain, the line being away, the work in hand stays.
  if (session.error && session.data === undefined) {
    return (
      <Center h="100vh" p="xl">
        <ErrorNotice error={session.error} onRetry={() => session.refetch()} />
      </Center>
    );
  }
  const waiting = (
    <Center h="100vh">
      <Loader aria-label={t('common.loading')} />
    </Center>
  );
  if (session.data === undefined) return waiting;
  if (session.data === null) return <LoginPage />;
  const { step } = session.data;
  return (
    <>
      {step === null ? (
        <AppFrame session={session.data} />
      ) : (
        <Suspense fallback={waiting}>
          <StepPage session={session.data} step={step} />
        </Suspense>
      )}
      {isAsked ? (
        <Suspense fallback={null}>
          <ConfirmItIsYou />
        </Suspense>
      ) : null}
    </>
  );
}
