import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = { count: number; seen: boolean; onSeen: (seen: boolean) => void };

/** Who lets a file go has noted how many in it are 自動応答不可; where there is nobody there is nothing to note. */
export function MarkedSeen({ count, seen, onSeen }: Props) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <Checkbox
      label={t('exports.act.markedSeen', { count })}
      checked={seen}
      onChange={(event) => onSeen(event.currentTarget.checked)}
    />
  );
}
