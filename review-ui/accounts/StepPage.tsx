import { Button, Center, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LoginStep } from '../../schemas/accounts.ts';
import { secondFactorApi } from '../../schemas/api/second-factor.ts';
import { type SessionView, sessionApi } from '../../schemas/api/session.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { DemonstrationNotice } from '../app/DemonstrationNotice.tsx';
import { LanguageSwitch } from '../app/LanguageSwitch.tsx';
import { endSession, SESSION_KEY } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { GiveSecondFactor } from './GiveSecondFactor.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { SetUpSecondFactor } from './SetUpSecondFactor.tsx';

type StepProps = { step: LoginStep; onDone: (session: SessionView) => void };

function Step({ step, onDone }: StepProps) {
  if (step === 'second_factor') return <GiveSecondFactor onDone={onDone} />;
  if (step === 'set_up_second_factor') return <SetUpStep onDone={onDone} />;
  return <PasswordForm onDone={() => undefined} />;
}

function SetUpStep({ onDone }: Pick<StepProps, 'onDone'>) {
  const { t } = useTranslation();
  const factors = useEndpointQuery(secondFactorApi.list, {});
  if (factors.error) {
    return <ErrorNotice error={factors.error} onRetry={() => factors.refetch()} />;
  }
  if (!factors.data) return <Loader aria-label={t('common.loading')} />;
  const { passkeysPossible } = factors.data;
  return <SetUpSecondFactor passkeysPossible={passkeysPossible} onDone={onDone} />;
}

/** What is still to be done before the session opens; nothing else can be reached, here or on the server. */
export function StepPage({ session, step }: { session: SessionView; step: LoginStep }) {
  const { t } = useTranslation(['translation', 'accounts']);
  const cache = useQueryClient();
  const { mutate } = useEndpointMutation(sessionApi.logout, () => undefined);
  const leave = () => mutate({}, { onSettled: () => endSession(cache) });
  return (
    <>
      {session.demonstration ? <DemonstrationNotice /> : null}
      <Center component="main" mih="100vh" p="md">
        <Paper withBorder shadow="sm" p="xl" w={520}>
          <Stack>
            <Title order={1} size="h3">
              {t(`own.step.${step}`)}
            </Title>
            <Text size="sm">{t(`own.step.${step}Means`)}</Text>
            <Step step={step} onDone={(next) => cache.setQueryData(SESSION_KEY, next)} />
            <Group justify="space-between">
              <LanguageSwitch />
              <Button variant="default" size="compact-sm" onClick={leave}>
                {t('frame.logout')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      </Center>
    </>
  );
}
