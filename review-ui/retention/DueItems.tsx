import { Button, Loader } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DisposalItem, retentionApi } from '../../schemas/api/retention.ts';
import type { RetentionKind } from '../../schemas/retention.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { ItemTable } from './ItemTable.tsx';

export type LeftOut = { kind: RetentionKind; itemId: string; reason: string };
type Props = {
  kind: RetentionKind;
  leftOut: readonly LeftOut[];
  onLeftOut: (leftOut: readonly LeftOut[]) => void;
};

/** The first of what is over, so that somebody looks before asking; single ones stay for now, with the reason. */
export function DueItems({ kind, leftOut, onLeftOut }: Props) {
  const { t } = useTranslation(['translation', 'retention']);
  const [asked, setAsked] = useState<DisposalItem | null>(null);
  const due = useEndpointQuery(retentionApi.due, { query: { kind } });
  if (due.error) return <ErrorNotice error={due.error} onRetry={() => due.refetch()} />;
  if (!due.data) return <Loader aria-label={t('common.loading')} m="xl" />;
  const without = (itemId: string) =>
    leftOut.filter((each) => each.kind !== kind || each.itemId !== itemId);
  const reasonOf = ({ itemId }: DisposalItem) =>
    leftOut.find((each) => each.kind === kind && each.itemId === itemId)?.reason ?? null;
  const rows = due.data.items.map((item) => {
    const reason = reasonOf(item);
    return reason === null ? item : { ...item, leftOut: reason, outcome: 'left_out' as const };
  });
  return (
    <>
      <ItemTable
        title={t('retention.items.due', { kind: t(`retention.kind.${kind}`) })}
        rows={rows}
        acts={{
          label: t('retention.items.acts'),
          of: (item) =>
            item.leftOut === null ? (
              <Button variant="default" size="compact-sm" onClick={() => setAsked(item)}>
                {t('retention.items.leaveOut')}
              </Button>
            ) : (
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => onLeftOut(without(item.itemId))}
              >
                {t('retention.items.takeIn')}
              </Button>
            ),
        }}
      />
      {asked === null ? null : (
        <ReasonDialog
          title={t('retention.items.leaveOut')}
          explanation={t('retention.items.leaveOutExplains')}
          submitLabel={t('retention.items.leaveOut')}
          error={null}
          pending={false}
          onClose={() => setAsked(null)}
          onSubmit={(reason) => {
            onLeftOut([...without(asked.itemId), { kind, itemId: asked.itemId, reason }]);
            setAsked(null);
          }}
        />
      )}
    </>
  );
}
