import { Button, Divider, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ownAccountApi } from '../../schemas/api/own-account.ts';
import { secondFactorApi } from '../../schemas/api/second-factor.ts';
import { type SessionView, sessionApi } from '../../schemas/api/session.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { OpenIdButton } from '../app/OpenIdButton.tsx';
import { useServices } from '../app/Services.tsx';
import { SESSION_KEY, useSession } from '../app/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FactorForms } from './FactorForms.tsx';

/** Before what would let somebody in tomorrow who found this screen open today. */
export function ConfirmItIsYou() {
  const { t } = useTranslation(['translation', 'accounts']);
  const { confirmation } = useServices();
  const cache = useQueryClient();
  const { byOpenId } = useSession();
  const factors = useEndpointQuery(secondFactorApi.list, {});
  const door = useEndpointQuery(sessionApi.door, {});
  const done = (session: SessionView) => {
    cache.setQueryData(SESSION_KEY, session);
    confirmation.settle(true);
  };
  const set = factors.data;
  const hasFactor = set !== undefined && (set.totpSince !== null || set.passkeys.length > 0);
  const label = byOpenId ? door.data?.openId?.label : undefined;
  return (
    <Modal
      opened
      onClose={() => confirmation.settle(false)}
      title={t('own.confirm.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      zIndex={300}
    >
      <Stack>
        <Text size="sm">{t('own.confirm.means')}</Text>
        <ByPassword onDone={done} />
        {hasFactor ? (
          <>
            <Divider label={t('login.or')} />
            <FactorForms {...set} beside onDone={done} />
          </>
        ) : null}
        {label === undefined ? null : <OpenIdButton label={label} />}
      </Stack>
    </Modal>
  );
}

function ByPassword({ onDone }: { onDone: (session: SessionView) => void }) {
  const { t } = useTranslation();
  const confirm = useEndpointMutation(ownAccountApi.confirm, onDone);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password'));
    if (password !== '') confirm.mutate({ body: { password } });
  };
  return (
    <form onSubmit={submit}>
      {confirm.error ? <ErrorNotice error={confirm.error} /> : null}
      <Group align="flex-end" gap="sm" wrap="nowrap" mt={confirm.error ? 'sm' : 0}>
        <PasswordInput
          name="password"
          label={t('login.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('login.showPassword') }}
          className="user-code-input"
          data-autofocus
        />
        <Button type="submit" loading={confirm.isPending}>
          {t('own.factor.submit')}
        </Button>
      </Group>
    </form>
  );
}
