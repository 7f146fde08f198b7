import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** The line is cut: work goes on, and what was keyed is sent by itself when it is back. */
export function OutOfReach() {
  const { t } = useTranslation();
  return (
    <Alert color="red" variant="outline" role="alert" title={t('outOfReach.what')} p="sm">
      {t('outOfReach.next')}
    </Alert>
  );
}
