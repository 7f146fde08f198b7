import { Button, Group, Loader, Radio, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type AccountRow, accountsApi, type ReviewDecision } from '../../schemas/api/accounts.ts';
import { endpointKey, useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay, useSession } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { forgetAccounts } from './account-state.ts';
import { ReviewHistory } from './ReviewHistory.tsx';
import { useTold } from './use-told.ts';

type Decision = ReviewDecision['decision'];

/** Somebody goes through all accounts, says of each whether it stays, and signs. */
export function ReviewView() {
  const { t } = useTranslation();
  const mayManage = useMay('account.manage');
  const reviews = useEndpointQuery(accountsApi.reviews, {});
  const accounts = useEndpointQuery(accountsApi.list, {});
  const failed = reviews.error ?? accounts.error;
  if (failed) return <ErrorNotice error={failed} onRetry={() => reviews.refetch()} />;
  if (!reviews.data || !accounts.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const { dueAt, isOverdue, items } = reviews.data;
  return (
    <div className="figure-stack">
      <Group gap="xs">
        {isOverdue ? <StatusTag tone="bad">{t('accounts.review.overdue')}</StatusTag> : null}
        <Text size="sm" component="div">
          {t(isOverdue ? 'accounts.review.overdueSince' : 'accounts.review.due')}{' '}
          <InstantText iso={dueAt} />
        </Text>
      </Group>
      {mayManage ? (
        <ReviewForm
          key={items[0]?.accountReviewId}
          accounts={accounts.data.items.filter(({ disabledAt }) => disabledAt === null)}
        />
      ) : (
        <Text size="sm">{t('accounts.review.refused')}</Text>
      )}
      <ReviewHistory reviews={items} />
    </div>
  );
}

function ReviewForm({ accounts }: { accounts: readonly AccountRow[] }) {
  const { t } = useTranslation();
  const told = useTold();
  // Nothing is decided beforehand: who signs has looked at each.
  const [chosen, setChosen] = useState<Readonly<Record<string, Decision>>>({});
  const sign = useEndpointMutation(accountsApi.signReview, async ({ disabled }, cache) => {
    told(t('accounts.review.signed', { count: disabled }));
    await cache.invalidateQueries({ queryKey: endpointKey(accountsApi.reviews) });
    await forgetAccounts(cache);
  });
  const decisions = accounts.flatMap(({ accountId, roles }): ReviewDecision[] => {
    const decision = chosen[accountId];
    return decision === undefined ? [] : [{ accountId, roles, decision }];
  });
  const missing = accounts.length - decisions.length;
  return (
    <>
      <ReviewTable
        accounts={accounts}
        chosen={chosen}
        onChoose={(accountId, decision) =>
          setChosen((before) => ({ ...before, [accountId]: decision }))
        }
      />
      {sign.error ? <ErrorNotice error={sign.error} /> : null}
      <Group gap="sm">
        <Button
          disabled={missing > 0}
          loading={sign.isPending}
          onClick={() => sign.mutate({ body: { decisions } })}
        >
          {t('accounts.review.sign')}
        </Button>
        {missing > 0 ? (
          <Text size="sm">{t('accounts.review.missing', { count: missing })}</Text>
        ) : null}
      </Group>
    </>
  );
}

type TableProps = {
  accounts: readonly AccountRow[];
  chosen: Readonly<Record<string, Decision>>;
  onChoose: (accountId: string, decision: Decision) => void;
};

function ReviewTable({ accounts, chosen, onChoose }: TableProps) {
  const { t } = useTranslation();
  const { accountId: ownId } = useSession();
  return (
    <FigureTable
      name="account-review"
      title={t('accounts.review.title')}
      explanation={t('accounts.review.explanation')}
      empty={t('accounts.list.empty')}
      rows={accounts}
      rowKey={({ accountId }) => accountId}
      acts={{
        label: t('accounts.review.keep'),
        of: ({ accountId, displayName }) => (
          <Radio.Group
            label={t('accounts.review.decision', { name: displayName })}
            labelProps={{ className: 'sr-only' }}
            value={chosen[accountId] ?? null}
            onChange={(value) => onChoose(accountId, value === 'keep' ? 'keep' : 'disable')}
          >
            <Group gap="sm" justify="flex-end" wrap="nowrap">
              <Radio size="xs" value="keep" label={t('accounts.review.keep')} />
              <Radio
                size="xs"
                value="disable"
                label={t('accounts.review.disable')}
                disabled={accountId === ownId}
                title={accountId === ownId ? t('accounts.review.ownStays') : undefined}
              />
            </Group>
          </Radio.Group>
        ),
      }}
      columns={[
        { label: t('accounts.list.name'), figure: ({ displayName }) => displayName },
        { label: t('accounts.list.loginName'), figure: ({ loginName }) => loginName },
        {
          label: t('accounts.list.roles'),
          figure: ({ roles }) => roles.map((role) => t(`accounts.role.${role}`)).join(' / '),
        },
        {
          label: t('accounts.list.lastLogin'),
          figure: ({ lastLoginAt }) => lastLoginAt,
          show: ({ lastLoginAt }) =>
            lastLoginAt === null ? t('accounts.list.never') : <InstantText iso={lastLoginAt} />,
        },
      ]}
    />
  );
}
