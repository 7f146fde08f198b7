import { useTranslation } from 'react-i18next';
import { keysOf } from './review-keys.ts';
import type { SheetImageHandle } from './sheet-image-handle.ts';

/** The same as the keys, for the mouse. */
export function SheetControls({ commands }: { commands: SheetImageHandle }) {
  const { t } = useTranslation();
  const controls = [
    ['zoomIn', '＋', () => commands.zoom(1)],
    ['zoomOut', '－', () => commands.zoom(-1)],
    ['turn', '⟳', commands.turn],
    ['wholePage', '▯', commands.wholePage],
    ['showField', '◎', commands.showField],
  ] as const;
  return (
    <div className="sheet-controls" role="toolbar" aria-label={t('sheet.controls')}>
      {controls.map(([command, sign, act]) => (
        <button
          key={command}
          type="button"
          onClick={act}
          aria-label={t(`command.${command}`)}
          title={`${t(`command.${command}`)} (${keysOf(command)})`}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}
