import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export type HandedOver = { name: string; password: string };

/** Shown this once. Closed by its button alone: a slip of the hand would lose it. */
export function OneTimePasswordDialog({
  name,
  password,
  onClose,
}: HandedOver & { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('accounts.oneTime.title')}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="sm">
        <Text size="sm">{t('accounts.oneTime.explanation', { name })}</Text>
        <output className="one-time" aria-label={t('accounts.oneTime.value')}>
          {password}
        </output>
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {t('accounts.oneTime.done')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
