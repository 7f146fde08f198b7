import { Button, Loader } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { QueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { backlogApi, type HeldLease } from '../../schemas/api/backlog.ts';
import {
  endpointKey,
  TOLD_MS,
  useEndpointMutation,
  useEndpointQuery,
} from '../api/use-endpoint.ts';
import { InstantText } from '../components/DateText.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { FigureTable } from '../components/FigureTable.tsx';
import { OpenBatches } from './OpenBatches.tsx';
import { ReleaseDialog } from './ReleaseDialog.tsx';

/** What people have in hand, and the batches that somebody has to see to. */
export function HandsView() {
  const { t } = useTranslation();
  const [releasing, setReleasing] = useState<HeldLease | null>(null);
  const top = useRef<HTMLDivElement>(null);
  const leases = useEndpointQuery(backlogApi.leases, {}, { pollMs: TOLD_MS });
  const settled = async (message: 'done' | 'given' | 'gone', cache: QueryClient) => {
    notifications.show({ message: t(`backlog.release.${message}`), withCloseButton: false });
    setReleasing(null);
    // The row is gone, and the keyboard wants a place.
    top.current?.focus();
    await cache.invalidateQueries({ queryKey: endpointKey(backlogApi.leases).slice(0, 1) });
  };
  const release = useEndpointMutation(backlogApi.releaseLease, ({ released }, cache) =>
    settled(released ? 'done' : 'gone', cache),
  );
  const reassign = useEndpointMutation(backlogApi.reassign, ({ reassigned }, cache) =>
    settled(reassigned ? 'given' : 'gone', cache),
  );
  const close = () => {
    setReleasing(null);
    release.reset();
    reassign.reset();
  };
  const letGo = ({ leaseId }: HeldLease, staffMemberId: string | null) => {
    const params = { leaseId };
    if (staffMemberId === null) release.mutate({ params });
    else reassign.mutate({ params, body: { staffMemberId } });
  };
  return (
    <div className="figure-stack" ref={top} tabIndex={-1}>
      {leases.error ? <ErrorNotice error={leases.error} onRetry={() => leases.refetch()} /> : null}
      {leases.isPending ? <Loader aria-label={t('common.loading')} m="md" /> : null}
      {leases.data ? <LeaseTable leases={leases.data.items} onRelease={setReleasing} /> : null}
      <OpenBatches />
      {releasing ? (
        <ReleaseDialog
          lease={releasing}
          error={release.error ?? reassign.error}
          pending={release.isPending || reassign.isPending}
          onClose={close}
          onRelease={(to) => letGo(releasing, to)}
        />
      ) : null}
    </div>
  );
}

type LeaseProps = { leases: readonly HeldLease[]; onRelease: (lease: HeldLease) => void };

function LeaseTable({ leases, onRelease }: LeaseProps) {
  const { t } = useTranslation();
  return (
    <FigureTable
      name="leases"
      title={t('backlog.leases.title')}
      explanation={t('backlog.leases.explanation')}
      empty={t('backlog.leases.empty')}
      rows={leases}
      rowKey={({ leaseId }) => leaseId}
      acts={{
        label: t('stuck.acts'),
        of: (lease) => (
          <Button size="compact-xs" variant="default" onClick={() => onRelease(lease)}>
            {t('backlog.release.act')}
          </Button>
        ),
      }}
      columns={[
        { label: t('backlog.leases.holder'), figure: ({ holder }) => holder },
        { label: t('backlog.leases.purpose'), figure: ({ purpose }) => t(`purpose.${purpose}`) },
        {
          label: t('backlog.paper'),
          figure: ({ batchLabel, fileName, pageNumber }) =>
            t('sheets.twin.place', { batch: batchLabel, file: fileName, page: pageNumber }),
          show: ({ batchId, batchLabel, fileName, pageNumber }) => (
            <Link to="/intake/$batchId" params={{ batchId }}>
              {t('sheets.twin.place', { batch: batchLabel, file: fileName, page: pageNumber })}
            </Link>
          ),
        },
        {
          label: t('backlog.leases.answers'),
          figure: ({ answers }) => answers,
          show: ({ answers, isShown }) => (isShown ? answers : t('backlog.leases.ahead')),
        },
        {
          label: t('backlog.leases.since'),
          figure: ({ acquiredAt }) => acquiredAt,
          show: ({ acquiredAt }) => <InstantText iso={acquiredAt} />,
        },
        {
          label: t('backlog.leases.until'),
          figure: ({ expiresAt }) => expiresAt,
          show: ({ expiresAt }) => <InstantText iso={expiresAt} />,
        },
      ]}
    />
  );
}
