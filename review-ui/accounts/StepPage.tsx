import { Button, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LoginStep } from '../../schemas/accounts.ts';
import { type SessionView, sessionApi } from '../../schemas/api/session.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { DemonstrationNotice } from '../app/DemonstrationNotice.tsx';
import { LanguageSwitch } from '../app/LanguageSwitch.tsx';
import { endSession } from '../app/session.ts';
import { PasswordForm } from './PasswordForm.tsx';

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
            <PasswordForm onDone={() => undefined} />
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
