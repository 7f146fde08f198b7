import { Alert, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../app/session.ts';

/** Something stands still, and who can set it going; nothing while all is well. */
export function StuckNotice({ count }: { count: number }) {
  const { t } = useTranslation();
  const may = useMay('queue.manage');
  if (count === 0) return null;
  return (
    <Alert color="red" variant="outline" mb="sm" p="xs" title={t('stuck.notice', { count })}>
      {may ? (
        <Link to="/stuck">{t('stuck.go')}</Link>
      ) : (
        <Text size="sm">{t('stuck.tellSupervisor')}</Text>
      )}
    </Alert>
  );
}
