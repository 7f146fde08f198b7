import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { focusOnMount } from '../components/focus-on-mount.ts';

/** For the day the factor is lost; shown this once. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Text size="sm">{t('own.factor.recoveryMeans')}</Text>
      <ol className="recovery-codes" aria-label={t('own.factor.recoveryCodes')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group justify="flex-end">
        <Button onClick={onKept} ref={focusOnMount}>
          {t('own.factor.recoveryKept')}
        </Button>
      </Group>
    </Stack>
  );
}
