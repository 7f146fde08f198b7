import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ColumnCommand, capOf, perform } from './column-keys.ts';
import type { ColumnDesk } from './use-column.ts';

const SHOWN: readonly ColumnCommand[] = ['help', 'undo', 'openSheet', 'leaveOut', 'confirm'];

/** What can be done, each with its key, and why the last key did nothing. */
export function ColumnActions({ desk }: { desk: ColumnDesk }) {
  const { t } = useTranslation();
  const { hint } = desk.state;
  return (
    <footer className="action-bar">
      <Text size="sm" role="status" className="action-writes">
        {hint === null ? t('column.beforeConfirming') : t(`column.hint.${hint}`)}
      </Text>
      <div className="action-buttons">
        {SHOWN.map((command) => (
          <Button
            key={command}
            size="compact-xs"
            tabIndex={-1}
            variant={command === 'confirm' ? 'filled' : 'default'}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => perform(desk, command)}
          >
            <kbd>{capOf(command)}</kbd> {t(`column.command.${command}`)}
          </Button>
        ))}
      </div>
    </footer>
  );
}
