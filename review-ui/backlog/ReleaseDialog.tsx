import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HeldLease } from '../../schemas/api/backlog.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

type Props = {
  lease: HeldLease;
  error: Error | null;
  pending: boolean;
  onClose: () => void;
  onRelease: () => void;
};

/** Taking work out of somebody's hands is asked twice, and says what becomes of it. */
export function ReleaseDialog({ lease, error, pending, onClose, onRelease }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('backlog.release.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="sm">
        <Text size="sm">{t('backlog.release.what', { holder: lease.holder })}</Text>
        <Text size="sm">{t('backlog.release.kept', { count: lease.answers })}</Text>
        {error ? <ErrorNotice error={error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button loading={pending} onClick={onRelease}>
            {t('backlog.release.act')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
