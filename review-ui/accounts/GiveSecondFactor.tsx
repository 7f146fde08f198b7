import { Button, Loader, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondFactorApi } from '../../schemas/api/second-factor.ts';
import type { SessionView } from '../../schemas/api/session.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { CodeForm } from './CodeForm.tsx';
import { FactorForms } from './FactorForms.tsx';

type Props = { onDone: (session: SessionView) => void };

/** At the log-in: whatever the person has set up, or a recovery code in its place. */
export function GiveSecondFactor({ onDone }: Props) {
  const { t } = useTranslation();
  const factors = useEndpointQuery(secondFactorApi.list, {});
  const [lost, setLost] = useState(false);
  const recovery = useEndpointMutation(secondFactorApi.giveRecoveryCode, onDone);
  if (factors.error) {
    return <ErrorNotice error={factors.error} onRetry={() => factors.refetch()} />;
  }
  if (!factors.data) return <Loader aria-label={t('common.loading')} />;
  if (lost) {
    return (
      <Stack>
        <CodeForm
          key="recovery"
          kind="paper"
          label={t('own.factor.recoveryCode')}
          hint={t('own.factor.recoveryHint')}
          submitLabel={t('own.factor.submit')}
          error={recovery.error}
          pending={recovery.isPending}
          onSubmit={(code) => recovery.mutate({ body: { code } })}
        />
        <Button variant="default" size="compact-sm" onClick={() => setLost(false)}>
          {t('common.cancel')}
        </Button>
      </Stack>
    );
  }
  return (
    <Stack>
      <FactorForms {...factors.data} onDone={onDone} />
      <Button variant="default" size="compact-sm" onClick={() => setLost(true)}>
        {t('own.factor.lost')}
      </Button>
    </Stack>
  );
}
