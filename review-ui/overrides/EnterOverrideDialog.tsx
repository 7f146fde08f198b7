import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/Dialog.tsx';
import { EnterOverrideForm } from './EnterOverrideForm.tsx';

type Props = { residentId: string | null; onClose: () => void };

export function EnterOverrideDialog({ residentId, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog size="lg" onClose={onClose} title={t('overrides.enterTitle')}>
      <EnterOverrideForm residentId={residentId} programme={null} onDone={onClose} />
    </Dialog>
  );
}
