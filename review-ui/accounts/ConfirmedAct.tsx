import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { focusOnMount } from '../components/focus-on-mount.ts';

type Props = {
  act: string;
  means: string;
  disabled?: boolean;
  pending: boolean;
  onConfirmed: () => void;
};

/** An act that nobody does by a slip of the hand: what it means is said before it is asked again. */
export function ConfirmedAct({ act, means, disabled = false, pending, onConfirmed }: Props) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <div className="confirmed-act">
      <Text size="xs">{means}</Text>
      {asked ? (
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={() => setAsked(false)}>
            {t('common.cancel')}
          </Button>
          <Button size="compact-sm" loading={pending} onClick={onConfirmed} ref={focusOnMount}>
            {t('accounts.act.confirm', { act })}
          </Button>
        </Group>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          disabled={disabled}
          onClick={() => setAsked(true)}
        >
          {act}
        </Button>
      )}
    </div>
  );
}
