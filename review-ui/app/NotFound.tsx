import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/EmptyState.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return <EmptyState title={t('notFound.title')}>{t('notFound.next')}</EmptyState>;
}
