import { Button, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Purpose } from '../../schemas/sheet-state.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

type Props = { purpose: Purpose; error: Error; onRetry: () => void };

/** The sheet cannot be shown: why, and the way back. */
export function ReviewRefused({ purpose, error, onRetry }: Props) {
  const { t } = useTranslation();
  return (
    <div className="page page-narrow">
      <ErrorNotice error={error} onRetry={onRetry} />
      <Group mt="md">
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/review/$purpose" params={{ purpose }} {...props} />}
        >
          {t('review.back')}
        </Button>
      </Group>
    </div>
  );
}
