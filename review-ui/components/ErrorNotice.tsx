import { Alert, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError, errorCodeOf } from '../api/api-error.ts';

type Props = {
  error: Error;
  /** Names of the fields the refusal speaks of, where the screen knows them. */
  labels?: readonly string[];
  onRetry?: () => void;
};

/** What happened, whether anything was lost, what to do next. Never only a code. */
export function ErrorNotice({ error, labels = [], onRetry }: Props) {
  const { t } = useTranslation();
  const code = errorCodeOf(error);
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <Alert color="red" variant="outline" role="alert" title={t(`error.${code}.what`)} p="sm">
      <Text size="sm">{t(`error.${code}.lost`)}</Text>
      <Text size="sm" fw={600}>
        {t(`error.${code}.next`)}
      </Text>
      {labels.length > 0 ? <Text size="sm">{labels.join('、')}</Text> : null}
      <Text size="xs" mt={4}>
        {code}
        {requestId === null ? '' : ` · ${requestId}`}
      </Text>
      {onRetry ? (
        <Button size="compact-sm" variant="default" mt="xs" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      ) : null}
    </Alert>
  );
}
