import { Button, Checkbox, Group, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { overridesApi } from '../../schemas/api/overrides.ts';
import type { OverrideView } from '../../schemas/override.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';
import { staleAfterChange } from './stale-after-change.ts';

type Props = { override: OverrideView; alsoStale?: QueryKey };

/** Confirming is for somebody else, with the document before them; withdrawing says why. */
export function OverrideActs({ override, alsoStale }: Props) {
  const { t } = useTranslation();
  const [withdrawing, setWithdrawing] = useState(false);
  const told =
    (message: string) =>
    async (_: OverrideView, cache: QueryClient): Promise<void> => {
      notifications.show({ message, closeButtonProps: { 'aria-label': t('common.close') } });
      await staleAfterChange(cache, alsoStale);
    };
  const confirm = useEndpointMutation(overridesApi.confirm, told(t('overrides.confirmed')));
  const withdraw = useEndpointMutation(overridesApi.withdraw, told(t('overrides.withdrawn')));
  const params = { overrideId: override.overrideId };
  const error = confirm.error ?? withdraw.error;
  return (
    <div className="override-acts">
      {override.state === 'waiting' ? (
        <Confirm
          override={override}
          pending={confirm.isPending}
          onConfirm={() => confirm.mutate({ params })}
        />
      ) : null}
      {withdrawing ? (
        <Withdraw
          pending={withdraw.isPending}
          onCancel={() => setWithdrawing(false)}
          onWithdraw={(reason) => withdraw.mutate({ params, body: { reason } })}
        />
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t('overrides.withdraw')}: ${override.name} ${override.document}`}
          onClick={() => setWithdrawing(true)}
        >
          {t('overrides.withdraw')}
        </Button>
      )}
      {error ? <ErrorNotice error={error} /> : null}
    </div>
  );
}

type ConfirmProps = { override: OverrideView; pending: boolean; onConfirm: () => void };

function Confirm({ override, pending, onConfirm }: ConfirmProps) {
  const { t } = useTranslation();
  const [seen, setSeen] = useState(false);
  if (override.isOwn) return <Text size="sm">{t('overrides.ownEntry')}</Text>;
  return (
    <Group gap="sm">
      <Checkbox
        label={t('overrides.haveSeen')}
        checked={seen}
        onChange={(event) => setSeen(event.currentTarget.checked)}
      />
      <Button
        size="compact-sm"
        disabled={!seen}
        title={seen ? undefined : t('overrides.seeFirst')}
        loading={pending}
        onClick={onConfirm}
      >
        {t('overrides.confirm')}
      </Button>
    </Group>
  );
}

type WithdrawProps = {
  pending: boolean;
  onCancel: () => void;
  onWithdraw: (reason: string) => void;
};

function Withdraw({ pending, onCancel, onWithdraw }: WithdrawProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const missing = reason.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!missing) onWithdraw(reason.trim());
  };
  return (
    <form onSubmit={submit} className="override-withdraw">
      <Textarea
        label={t('overrides.withdrawWhy')}
        description={t('overrides.withdrawExplanation')}
        maxLength={500}
        rows={2}
        autoFocus
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <SubmitRow
        size="compact-sm"
        submitLabel={t('overrides.withdraw')}
        missing={missing ? t('reason.missing') : null}
        pending={pending}
        onCancel={onCancel}
      />
    </form>
  );
}
