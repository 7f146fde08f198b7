import { Button, Divider, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { openIdApi } from '../../schemas/api/openid.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { whoLeft } from './session.ts';

/** To the log-in provider, and back to where one is now. */
export function OpenIdButton({ label }: { label: string }) {
  const { t } = useTranslation();
  const cache = useQueryClient();
  const { pathname } = useLocation();
  const begin = useEndpointMutation(openIdApi.begin, ({ url }) => window.location.assign(url));
  const path = pathname === '/logout' ? '/' : pathname;
  return (
    <Stack gap="sm">
      <Divider label={t('login.or')} />
      {begin.error ? <ErrorNotice error={begin.error} /> : null}
      <Button
        variant="default"
        // Until the browser has gone.
        loading={begin.isPending || begin.isSuccess}
        onClick={() => begin.mutate({ body: { path, left: whoLeft(cache) ?? null } })}
      >
        {t('login.openId', { label })}
      </Button>
    </Stack>
  );
}
