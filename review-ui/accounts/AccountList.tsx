import { Button, Group, Loader } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AccountRow, accountsApi } from '../../schemas/api/accounts.ts';
import { sessionApi } from '../../schemas/api/session.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { AccountDialog } from './AccountDialog.tsx';
import { stateOf, TONES } from './account-state.ts';
import { CreateAccountDialog } from './CreateAccountDialog.tsx';
import { type HandedOver, OneTimePasswordDialog } from './OneTimePasswordDialog.tsx';

type Open = { kind: 'create' } | { kind: 'acts'; accountId: string } | null;

/** Every account, and what can be done with each. */
export function AccountList() {
  const { t } = useTranslation();
  const mayManage = useMay('account.manage');
  const accounts = useEndpointQuery(accountsApi.list, {});
  const [open, setOpen] = useState<Open>(null);
  const [handedOver, setHandedOver] = useState<HandedOver | null>(null);
  const handOver = (password: HandedOver) => {
    setOpen(null);
    setHandedOver(password);
  };
  if (accounts.error) {
    return <ErrorNotice error={accounts.error} onRetry={() => accounts.refetch()} />;
  }
  if (!accounts.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { items } = accounts.data;
  const chosen =
    open?.kind === 'acts' ? items.find(({ accountId }) => accountId === open.accountId) : undefined;
  return (
    <div className="figure-stack accounts-list">
      {mayManage ? (
        <Group>
          <Button onClick={() => setOpen({ kind: 'create' })}>{t('accounts.list.create')}</Button>
        </Group>
      ) : null}
      <AccountTable
        accounts={items}
        onActs={mayManage ? ({ accountId }) => setOpen({ kind: 'acts', accountId }) : undefined}
      />
      {open?.kind === 'create' ? (
        <CreateAccountDialog accounts={items} onClose={() => setOpen(null)} onCreated={handOver} />
      ) : null}
      {chosen ? (
        <AccountDialog account={chosen} onClose={() => setOpen(null)} onPassword={handOver} />
      ) : null}
      {handedOver ? (
        <OneTimePasswordDialog {...handedOver} onClose={() => setHandedOver(null)} />
      ) : null}
    </div>
  );
}

type TableProps = {
  accounts: readonly AccountRow[];
  onActs: ((account: AccountRow) => void) | undefined;
};

function AccountTable({ accounts, onActs }: TableProps) {
  const { t } = useTranslation();
  const door = useEndpointQuery(sessionApi.door, {});
  const hasProvider = (door.data?.openId ?? null) !== null;
  const rolesOf = ({ roles }: AccountRow) => roles.map((role) => t(`accounts.role.${role}`));
  return (
    <FigureTable
      name="accounts"
      title={t('accounts.list.title')}
      explanation={t('accounts.list.explanation')}
      empty={t('accounts.list.empty')}
      rows={accounts}
      rowKey={({ accountId }) => accountId}
      {...(onActs && {
        acts: {
          label: t('accounts.list.acts'),
          of: (account: AccountRow) => (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t('accounts.list.actsOn', { name: account.displayName })}
              onClick={() => onActs(account)}
            >
              {t('accounts.list.acts')}
            </Button>
          ),
        },
      })}
      columns={[
        { label: t('accounts.list.name'), figure: ({ displayName }) => displayName },
        { label: t('accounts.list.loginName'), figure: ({ loginName }) => loginName },
        { label: t('accounts.list.roles'), figure: (account) => rolesOf(account).join(' / ') },
        {
          label: t('accounts.list.state'),
          figure: (account) => t(`accounts.state.${stateOf(account)}`),
          show: (account) => (
            <StatusTag tone={TONES[stateOf(account)]}>
              {t(`accounts.state.${stateOf(account)}`)}
            </StatusTag>
          ),
        },
        {
          label: t('accounts.list.lastLogin'),
          figure: ({ lastLoginAt }) => lastLoginAt,
          show: ({ lastLoginAt }) =>
            lastLoginAt === null ? t('accounts.list.never') : <InstantText iso={lastLoginAt} />,
        },
        {
          label: t('accounts.list.factor'),
          figure: ({ hasSecondFactor }) =>
            t(hasSecondFactor ? 'accounts.list.hasFactor' : 'accounts.list.noFactor'),
        },
        ...(hasProvider
          ? [
              {
                label: t('accounts.list.openId'),
                figure: ({ openId }: AccountRow) =>
                  t(openId === null ? 'accounts.list.notLinked' : 'accounts.list.linked'),
              },
            ]
          : []),
        { label: t('accounts.list.sessions'), figure: ({ openSessions }) => openSessions },
      ]}
    />
  );
}
