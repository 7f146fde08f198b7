import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AccountRow, accountsApi } from '../../schemas/api/accounts.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { useSession } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { forgetAccounts } from './account-state.ts';
import { ConfirmedAct } from './ConfirmedAct.tsx';
import type { HandedOver } from './OneTimePasswordDialog.tsx';
import { OpenIdLink } from './OpenIdLink.tsx';
import { RoleChoice } from './RoleChoice.tsx';
import { SessionTable } from './SessionTable.tsx';
import { useTold } from './use-told.ts';

type Props = {
  account: AccountRow;
  onClose: () => void;
  onPassword: (password: HandedOver) => void;
};

/** Everything an administrator does with somebody else's account. */
export function AccountDialog({ account, onClose, onPassword }: Props) {
  const { t } = useTranslation();
  const isOwn = useSession().accountId === account.accountId;
  return (
    <Dialog
      onClose={onClose}
      size="xl"
      title={t('accounts.act.title', { name: account.displayName })}
    >
      <Stack gap="md">
        {isOwn ? <Text size="sm">{t('accounts.act.oneself')}</Text> : null}
        {account.disabledAt === null ? (
          <>
            <Roles account={account} isOwn={isOwn} />
            <Locked account={account} />
            {isOwn ? null : <OpenIdLink account={account} />}
            <Sessions account={account} />
          </>
        ) : null}
        {isOwn ? null : <Standing account={account} onClose={onClose} onPassword={onPassword} />}
      </Stack>
    </Dialog>
  );
}

function Roles({ account, isOwn }: { account: AccountRow; isOwn: boolean }) {
  const { t } = useTranslation();
  const told = useTold();
  const [roles, setRoles] = useState(account.roles);
  const change = useEndpointMutation(accountsApi.changeRoles, async (_nothing, cache) => {
    told(t('accounts.act.rolesChanged'));
    await forgetAccounts(cache);
  });
  const same = roles.toSorted().join() === account.roles.toSorted().join();
  const { accountId } = account;
  return (
    <div>
      <RoleChoice
        label={t('accounts.act.roles')}
        roles={roles}
        disabled={isOwn}
        onChange={setRoles}
      />
      {change.error ? <ErrorNotice error={change.error} /> : null}
      {isOwn ? null : (
        <Group mt="xs" gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            disabled={same || roles.length === 0}
            loading={change.isPending}
            onClick={() => change.mutate({ params: { accountId }, body: { roles } })}
          >
            {t('accounts.act.changeRoles')}
          </Button>
          {roles.length === 0 ? <Text size="xs">{t('accounts.act.rolesMissing')}</Text> : null}
        </Group>
      )}
    </div>
  );
}

function Locked({ account: { accountId, lockedUntil } }: { account: AccountRow }) {
  const { t } = useTranslation();
  const told = useTold();
  const unlock = useEndpointMutation(accountsApi.unlock, async (_nothing, cache) => {
    told(t('accounts.act.unlocked'));
    await forgetAccounts(cache);
  });
  if (lockedUntil === null) return null;
  return (
    <div>
      <Text size="sm" component="div">
        {t('accounts.act.lockedUntil')} <InstantText iso={lockedUntil} />
      </Text>
      {unlock.error ? <ErrorNotice error={unlock.error} /> : null}
      <Button
        size="compact-sm"
        loading={unlock.isPending}
        onClick={() => unlock.mutate({ params: { accountId } })}
      >
        {t('accounts.act.unlock')}
      </Button>
    </div>
  );
}

function Sessions({ account: { accountId } }: { account: AccountRow }) {
  const { t } = useTranslation();
  const told = useTold();
  const params = { accountId };
  const sessions = useEndpointQuery(accountsApi.sessions, { params });
  const end = useEndpointMutation(accountsApi.endSession, async ({ sessionsEnded }, cache) => {
    told(t('accounts.sessions.ended', { count: sessionsEnded }));
    await forgetAccounts(cache);
  });
  if (sessions.error) {
    return <ErrorNotice error={sessions.error} onRetry={() => sessions.refetch()} />;
  }
  if (!sessions.data) return <Loader size="sm" aria-label={t('common.loading')} />;
  return (
    <>
      {end.error ? <ErrorNotice error={end.error} /> : null}
      <SessionTable
        title={t('accounts.sessions.title')}
        sessions={sessions.data.items}
        pending={end.isPending}
        onEnd={(sessionRef) => end.mutate({ params: { accountId, sessionRef } })}
      />
    </>
  );
}

/** Its password, and whether it is in use at all. */
function Standing({ account, onClose, onPassword }: Props) {
  const { t } = useTranslation();
  const told = useTold();
  const { accountId, displayName: name } = account;
  const params = { accountId };
  const renewed = async (reply: { oneTimePassword: string }) =>
    onPassword({ name, password: reply.oneTimePassword });
  const reset = useEndpointMutation(accountsApi.resetPassword, async (reply, cache) => {
    await forgetAccounts(cache);
    await renewed(reply);
  });
  const enable = useEndpointMutation(accountsApi.enable, async (reply, cache) => {
    await forgetAccounts(cache);
    await renewed(reply);
  });
  const disable = useEndpointMutation(accountsApi.disable, async ({ sessionsEnded }, cache) => {
    told(t('accounts.act.disabled', { count: sessionsEnded }));
    await forgetAccounts(cache);
    onClose();
  });
  const factor = useEndpointMutation(accountsApi.resetSecondFactor, async (_nothing, cache) => {
    told(t('accounts.act.factorReset'));
    await forgetAccounts(cache);
  });
  const failed = reset.error ?? enable.error ?? disable.error ?? factor.error;
  return (
    <>
      {failed ? <ErrorNotice error={failed} /> : null}
      {account.disabledAt === null ? (
        <>
          <ConfirmedAct
            act={t('accounts.act.resetPassword')}
            means={t('accounts.act.resetPasswordMeans')}
            pending={reset.isPending}
            onConfirmed={() => reset.mutate({ params })}
          />
          {account.hasSecondFactor ? (
            <ConfirmedAct
              act={t('accounts.act.resetFactor')}
              means={t('accounts.act.resetFactorMeans')}
              pending={factor.isPending}
              onConfirmed={() => factor.mutate({ params })}
            />
          ) : null}
          <ConfirmedAct
            act={t('accounts.act.disable')}
            means={t('accounts.act.disableMeans')}
            pending={disable.isPending}
            onConfirmed={() => disable.mutate({ params })}
          />
        </>
      ) : (
        <ConfirmedAct
          act={t('accounts.act.enable')}
          means={t('accounts.act.enableMeans')}
          pending={enable.isPending}
          onConfirmed={() => enable.mutate({ params })}
        />
      )}
    </>
  );
}
