import { useTranslation } from 'react-i18next';

/** On every page: nobody takes what is invented for real. */
export function DemonstrationNotice() {
  const { t } = useTranslation();
  return (
    <div className="frame-demonstration" role="note">
      {t('frame.demonstration')}
    </div>
  );
}
