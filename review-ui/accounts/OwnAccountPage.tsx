import { Button, Group, Loader, Text, Title } from '@mantine/core';
import type { QueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ownAccountApi } from '../../schemas/api/own-account.ts';
import { endpointKey, useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { useSession } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { SecondFactorSection } from './SecondFactorSection.tsx';
import { SessionTable } from './SessionTable.tsx';
import { useTold } from './use-told.ts';

/** What everybody does with their own account. */
export function OwnAccountPage() {
  const { t } = useTranslation(['translation', 'accounts']);
  const told = useTold();
  const { municipalityName: municipality, displayName: name, loginName, byOpenId } = useSession();
  return (
    <div className="page figure-stack">
      <div>
        <Title order={1} size="h3">
          {t('own.title')}
        </Title>
        <Text size="sm">{t('own.explanation', { municipality, name, loginName })}</Text>
        {byOpenId ? <Text size="sm">{t('own.byOpenId')}</Text> : null}
      </div>
      <OwnSessions />
      <SecondFactorSection />
      <section className="figure-table" aria-labelledby="own-password">
        <Title order={2} size="h5" id="own-password">
          {t('own.password.title')}
        </Title>
        <Text size="xs" mb="xs">
          {t('own.password.explanation')}
        </Text>
        <PasswordForm onDone={() => told(t('own.password.done'))} />
      </section>
    </div>
  );
}

function OwnSessions() {
  const { t } = useTranslation();
  const told = useTold();
  const sessions = useEndpointQuery(ownAccountApi.sessions, {});
  const ended = async (count: number, cache: QueryClient) => {
    told(t('accounts.sessions.ended', { count }));
    await cache.invalidateQueries({ queryKey: endpointKey(ownAccountApi.sessions) });
  };
  const end = useEndpointMutation(ownAccountApi.endSession, ({ sessionsEnded }, cache) =>
    ended(sessionsEnded, cache),
  );
  const endOthers = useEndpointMutation(
    ownAccountApi.endOtherSessions,
    ({ sessionsEnded }, cache) => ended(sessionsEnded, cache),
  );
  if (sessions.error) {
    return <ErrorNotice error={sessions.error} onRetry={() => sessions.refetch()} />;
  }
  if (!sessions.data) return <Loader aria-label={t('common.loading')} />;
  const { items } = sessions.data;
  const failed = end.error ?? endOthers.error;
  return (
    <>
      {failed ? <ErrorNotice error={failed} /> : null}
      <SessionTable
        title={t('own.sessions')}
        sessions={items}
        pending={end.isPending}
        onEnd={(sessionRef) => end.mutate({ params: { sessionRef } })}
      />
      {items.length > 1 ? (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate({})}
          >
            {t('accounts.sessions.endOthers')}
          </Button>
        </Group>
      ) : null}
    </>
  );
}
