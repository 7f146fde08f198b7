import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Action } from '../../schemas/accounts.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import { errorCodeOf } from '../api/api-error.ts';
import { TOLD_MS, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { focusOnMount } from '../components/focus-on-mount.ts';
import { useNextSheet } from './lease.ts';

const ACTIONS: Readonly<Record<Purpose, Action>> = {
  verify: 'review.verify',
  approve: 'review.approve',
  adjudicate: 'review.adjudicate',
};

/** How many wait, and one key to begin. */
export function ReviewStartPage() {
  const { t } = useTranslation();
  const { purpose } = useParams({ from: '/review/$purpose' });
  const may = useMay(ACTIONS[purpose]);
  const waiting = useEndpointQuery(reviewApi.waiting, {}, { pollMs: TOLD_MS });
  const next = useNextSheet(purpose);
  const count = waiting.data?.[purpose];
  if (may && count === 0) {
    return (
      <EmptyState title={t(`start.${purpose}.empty`)}>{t(`start.${purpose}.emptyNext`)}</EmptyState>
    );
  }
  return (
    <div className="page page-narrow">
      <Stack gap="sm">
        <Title order={1} size="h3">
          {t(`purpose.${purpose}`)}
        </Title>
        <Text>{t(`start.${purpose}.explanation`)}</Text>
        {waiting.error ? (
          <ErrorNotice error={waiting.error} onRetry={() => waiting.refetch()} />
        ) : null}
        {next.error && errorCodeOf(next.error) !== 'review.none_waiting' ? (
          <ErrorNotice error={next.error} />
        ) : null}
        {next.error && errorCodeOf(next.error) === 'review.none_waiting' ? (
          <Text role="status">{t('start.noneForYou')}</Text>
        ) : null}
        {count === undefined || !may ? null : (
          <Text size="xl">{t('start.waiting', { count })}</Text>
        )}
        {may ? null : <Text>{t(`nav.only.${purpose}`)}</Text>}
        <div>
          <Button
            key={String(may)}
            size="md"
            disabled={!may}
            loading={next.isPending}
            onClick={() => next.mutate()}
            ref={focusOnMount}
          >
            {t('start.begin')}
          </Button>
        </div>
        {may && purpose === 'verify' ? <OtherWays /> : null}
      </Stack>
    </div>
  );
}

/** What else reviewers do besides one sheet after the other. */
function OtherWays() {
  const { t } = useTranslation();
  return (
    <Group gap="lg">
      <Link to="/columns">{t('column.begin')}</Link>
      <Link to="/sampling">{t('sampling.open')}</Link>
    </Group>
  );
}
