import { Button, Center, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { openIdApi } from '../../schemas/api/openid.ts';
import { ApiError } from '../api/api-error.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { focusOnMount } from '../components/focus-on-mount.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { useServices } from './Services.tsx';
import { SESSION_KEY } from './session.ts';

/** Back from the log-in provider: in, or told why not. */
export function OpenIdReturn() {
  const { openIdAnswer } = useServices();
  // Looked at again later: what came was used.
  return openIdAnswer === null ? <Navigate to="/" replace /> : <Finish answer={openIdAnswer} />;
}

function Finish({ answer }: { answer: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { history } = useRouter();
  const { error } = useQuery({
    queryKey: [openIdApi.finish.path],
    // Asked for once: the answer is good for one log-in.
    queryFn: async ({ client }) => {
      const { session, path } = await call(openIdApi.finish, { body: { answer } });
      client.setQueryData(SESSION_KEY, session);
      history.replace(path ?? '/');
      return null;
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Center component="main" mih="100vh" p="md">
      {error === null ? (
        <Loader aria-label={t('common.loading')} />
      ) : (
        <Paper withBorder shadow="sm" p="xl" w={520}>
          <Stack>
            <Title order={1} size="h3">
              {t('login.openIdFailed')}
            </Title>
            <ErrorNotice error={error} />
            <UserCode error={error} />
            <Button onClick={() => history.replace('/')} ref={focusOnMount}>
              {t('login.back')}
            </Button>
            <LanguageSwitch />
          </Stack>
        </Paper>
      )}
    </Center>
  );
}

/** What the provider calls somebody whom nobody here knows: for them to hand on. */
function UserCode({ error }: { error: Error }) {
  const { t } = useTranslation();
  const [subject] = error instanceof ApiError ? error.fields : [];
  if (subject === undefined) return null;
  return (
    <div>
      <Text size="sm">{t('login.userCode')}</Text>
      <code className="user-code">{subject}</code>
    </div>
  );
}
