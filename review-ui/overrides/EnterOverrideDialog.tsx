import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EnterOverrideForm } from './EnterOverrideForm.tsx';

type Props = { residentId: string | null; onClose: () => void };

export function EnterOverrideDialog({ residentId, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('overrides.enterTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <EnterOverrideForm residentId={residentId} programme={null} onDone={onClose} />
    </Modal>
  );
}
