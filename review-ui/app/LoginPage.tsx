import { Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionApi } from '../../schemas/api/session.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { focusOnMount } from '../components/focus-on-mount.ts';
import { DemonstrationNotice } from './DemonstrationNotice.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { OpenIdButton } from './OpenIdButton.tsx';
import { useServices } from './Services.tsx';
import { SESSION_KEY, whoLeft } from './session.ts';

export function LoginPage() {
  const { t } = useTranslation();
  const { call } = useServices();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const login = useMutation({
    mutationFn: (body: { loginName: string; password: string }) => call(sessionApi.login, { body }),
    onSuccess: async (session) => {
      // Who comes back goes on where they were; another person does not land on what somebody else had open.
      const left = whoLeft(cache) ?? session.accountId;
      if (left !== session.accountId || pathname === '/logout') await navigate({ to: '/' });
      cache.setQueryData(SESSION_KEY, session);
    },
    // The password is not kept with the outcome.
    gcTime: 0,
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    login.mutate({
      loginName: String(form.get('loginName')),
      password: String(form.get('password')),
    });
  };
  const door = useEndpointQuery(sessionApi.door, {});
  return (
    <>
      {door.data?.demonstration ? <DemonstrationNotice /> : null}
      <Center component="main" mih="100vh" p="md">
        <Paper withBorder shadow="sm" p="xl" w={420}>
          <form onSubmit={submit}>
            <Stack>
              <Title order={1} size="h3">
                {t('login.title')}
              </Title>
              <Text size="sm">{t('login.explanation')}</Text>
              {login.error ? <ErrorNotice error={login.error} /> : null}
              <TextInput
                name="loginName"
                label={t('login.name')}
                autoComplete="username"
                required
                withAsterisk={false}
                ref={focusOnMount}
              />
              <PasswordInput
                name="password"
                label={t('login.password')}
                autoComplete="current-password"
                required
                withAsterisk={false}
                visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
              />
              <Button type="submit" loading={login.isPending}>
                {t('login.submit')}
              </Button>
              {door.data?.openId ? <OpenIdButton label={door.data.openId.label} /> : null}
              <LanguageSwitch />
            </Stack>
          </form>
        </Paper>
      </Center>
    </>
  );
}
