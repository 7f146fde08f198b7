import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { keysOf } from './review-keys.ts';
import { beforeSigning, confirmation } from './review-progress.ts';
import type { Desk } from './use-desk.ts';

/** The acts on the sheet as a whole, each with its key. */
export function ActionBar({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const { commands, final, sheet, state } = desk;
  const { open } = beforeSigning(sheet.fields, state);
  const shown = confirmation(sheet.fields, state).ids.length;
  const keep = { tabIndex: -1, size: 'compact-xs' } as const;
  return (
    <footer className="action-bar">
      <Text size="xs" className="action-writes">
        {sheet.purpose === 'approve'
          ? t('actions.writes', { kind: t(`entryKind.${sheet.entryKind}`) })
          : null}
        {state.note === '' ? null : t('actions.hasNote')}
      </Text>
      <div className="action-buttons">
        <Button {...keep} variant="default" onClick={commands.help}>
          <kbd>?</kbd> {t('command.help')}
        </Button>
        <Button {...keep} variant="default" onClick={commands.undo}>
          <kbd>{keysOf('undo')}</kbd> {t('command.undo')}
        </Button>
        {sheet.naming === null || sheet.naming.asked ? null : (
          <Button {...keep} variant="default" onClick={commands.person}>
            <kbd>{keysOf('person')}</kbd> {t('person.otherThanNumber')}
          </Button>
        )}
        {sheet.purpose === 'verify' ? (
          <Button {...keep} variant="default" onClick={commands.note}>
            <kbd>{keysOf('note')}</kbd> {t('command.note')}
          </Button>
        ) : null}
        {sheet.purpose === 'adjudicate' ? null : (
          <Button {...keep} variant="default" onClick={commands.sendAway}>
            <kbd>{keysOf('sendAway')}</kbd>{' '}
            {t(sheet.purpose === 'verify' ? 'sendAway.dismiss' : 'sendAway.return')}
          </Button>
        )}
        {shown > 0 ? (
          <Button {...keep} variant="light" onClick={commands.confirmShown}>
            <kbd>{keysOf('confirmShown')}</kbd> {t('actions.confirmShown', { count: shown })}
          </Button>
        ) : null}
        <Button {...keep} loading={final.finish.isPending} onClick={commands.sign}>
          <kbd>{keysOf('sign')}</kbd> {t(`actions.sign.${sheet.purpose}`)}
          {open.length > 0 ? ` ${t('actions.left', { count: open.length })}` : ''}
        </Button>
      </div>
    </footer>
  );
}
