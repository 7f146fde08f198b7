import { Button, Group, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AccountRow, accountsApi } from '../../schemas/api/accounts.ts';
import { sessionApi } from '../../schemas/api/session.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { forgetAccounts } from './account-state.ts';
import { ConfirmedAct } from './ConfirmedAct.tsx';
import { useTold } from './use-told.ts';

/** Who of the log-in provider comes in as this account: linked here, and taken away here. */
export function OpenIdLink({ account }: { account: AccountRow }) {
  const door = useEndpointQuery(sessionApi.door, {});
  if (account.openId !== null) {
    return <Linked accountId={account.accountId} openId={account.openId} />;
  }
  const label = door.data?.openId?.label;
  return label === undefined ? null : <NotLinked account={account} label={label} />;
}

type LinkedProps = { accountId: string; openId: NonNullable<AccountRow['openId']> };

function Linked({ accountId, openId: { issuer, subject, linkedAt } }: LinkedProps) {
  const { t } = useTranslation();
  const told = useTold();
  const unlink = useEndpointMutation(accountsApi.unlinkOpenId, async (_nothing, cache) => {
    told(t('accounts.openId.unlinked'));
    await forgetAccounts(cache);
  });
  return (
    <div>
      <Text size="sm" component="div">
        {t('accounts.openId.linked')} <InstantText iso={linkedAt} />
      </Text>
      <Text size="xs">{issuer}</Text>
      <code className="user-code">{subject}</code>
      {unlink.error ? <ErrorNotice error={unlink.error} /> : null}
      <ConfirmedAct
        act={t('accounts.openId.unlink')}
        means={t('accounts.openId.unlinkMeans')}
        pending={unlink.isPending}
        onConfirmed={() => unlink.mutate({ params: { accountId } })}
      />
    </div>
  );
}

type NotLinkedProps = { account: AccountRow; label: string };

function NotLinked({ account: { accountId, displayName }, label }: NotLinkedProps) {
  const { t } = useTranslation();
  const told = useTold();
  const [subject, setSubject] = useState('');
  const link = useEndpointMutation(accountsApi.linkOpenId, async (_nothing, cache) => {
    told(t('accounts.openId.done', { name: displayName }));
    setSubject('');
    await forgetAccounts(cache);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (subject.trim() !== '') link.mutate({ params: { accountId }, body: { subject } });
  };
  return (
    <form onSubmit={submit}>
      {link.error ? <ErrorNotice error={link.error} /> : null}
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t('accounts.openId.subject')}
          description={t('accounts.openId.subjectHint', { label })}
          autoComplete="off"
          spellCheck={false}
          maxLength={300}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
          className="user-code-input"
        />
        <Button
          type="submit"
          size="compact-sm"
          variant="default"
          disabled={subject.trim() === ''}
          loading={link.isPending}
        >
          {t('accounts.openId.link')}
        </Button>
      </Group>
    </form>
  );
}
