import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';

/** Says in passing that something is done. */
export function useTold(): (message: string) => void {
  const { t } = useTranslation();
  const closeButtonProps = { 'aria-label': t('common.close') };
  return (message) => void notifications.show({ message, closeButtonProps });
}
