import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { backlogApi, type HeldLease } from '../../schemas/api/backlog.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

type Props = {
  lease: HeldLease;
  error: Error | null;
  pending: boolean;
  onClose: () => void;
  /** `null`: to whoever comes first. */
  onRelease: (staffMemberId: string | null) => void;
};

/** Taking work out of somebody's hands is asked twice, and says what becomes of it. */
export function ReleaseDialog({ lease, error, pending, onClose, onRelease }: Props) {
  const { t } = useTranslation();
  const [to, setTo] = useState('');
  const { leaseId } = lease;
  const colleagues = useEndpointQuery(backlogApi.colleagues, { params: { leaseId } });
  const people = colleagues.data?.items ?? [];
  return (
    <Dialog onClose={onClose} title={t('backlog.release.title')}>
      <Stack gap="sm">
        <Text size="sm">{t('backlog.release.what', { holder: lease.holder })}</Text>
        <Text size="sm">{t('backlog.release.kept', { count: lease.answers })}</Text>
        {colleagues.error ? <ErrorNotice error={colleagues.error} /> : null}
        <NativeSelect
          label={t('backlog.release.to')}
          description={t(to === '' ? 'backlog.release.toAnybody' : 'backlog.release.toOne')}
          value={to}
          data={[
            { value: '', label: t('backlog.release.anybody') },
            ...people.map(({ staffMemberId, displayName }) => ({
              value: staffMemberId,
              label: displayName,
            })),
          ]}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        {error ? <ErrorNotice error={error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button loading={pending} onClick={() => onRelease(to === '' ? null : to)}>
            {t(to === '' ? 'backlog.release.act' : 'backlog.release.give')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
