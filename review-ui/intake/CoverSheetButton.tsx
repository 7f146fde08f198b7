import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../../schemas/api/endpoint.ts';
import { type BatchView, intakeApi } from '../../schemas/api/intake.ts';

/** Opens the cover as a PDF beside the page; the browser's own viewer prints it. */
export function CoverSheetButton({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  if (batch.state === 'closed') {
    return (
      <Button size="compact-sm" variant="default" disabled title={t('coverSheet.closed')}>
        {t('coverSheet.print')}
      </Button>
    );
  }
  return (
    <Button
      component="a"
      href={urlOf(intakeApi.coverSheet, { batchId: batch.batchId })}
      target="_blank"
      rel="noopener"
      size="compact-sm"
      variant="default"
      title={t('coverSheet.hint')}
    >
      {t('coverSheet.print')}
    </Button>
  );
}
