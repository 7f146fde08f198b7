import { Button, Group, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

type Props = {
  submitLabel: string;
  /** What is still missing, in words; `null` when nothing is. */
  missing: string | null;
  /** Where the fields themselves say what is wrong. */
  disabled?: boolean;
  pending?: boolean;
  size?: 'sm' | 'compact-sm';
  onCancel: () => void;
};

/** The last row of a form in a dialog: why it cannot be sent yet, the way back, and sending it. */
export function SubmitRow({
  submitLabel,
  missing,
  disabled,
  pending,
  size = 'sm',
  onCancel,
}: Props) {
  const { t } = useTranslation();
  const missingId = useId();
  return (
    <Group justify="flex-end" align="center" gap="sm">
      {missing === null ? null : (
        <Text size="xs" id={missingId} flex={1} ta="right">
          {missing}
        </Text>
      )}
      <Button variant="default" size={size} onClick={onCancel}>
        {t('common.cancel')}
      </Button>
      <Button
        type="submit"
        size={size}
        disabled={missing !== null || disabled === true}
        loading={pending === true}
        aria-describedby={missing === null ? undefined : missingId}
      >
        {submitLabel}
      </Button>
    </Group>
  );
}
