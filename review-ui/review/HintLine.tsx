import { useTranslation } from 'react-i18next';
import type { Desk } from './use-desk.ts';

/** Why the last key did nothing, or what it did instead. */
export function HintLine({ desk }: { desk: Desk }) {
  const { t, i18n } = useTranslation();
  const { hint } = desk.state;
  const labels = (ids: readonly string[]) =>
    desk.sheet.fields
      .filter(({ fieldId }) => ids.includes(fieldId))
      .map((field) => (i18n.language === 'ja' ? field.labelJa : field.labelEn))
      .join('、');
  const said = () => {
    if (hint === null) return '';
    switch (hint.kind) {
      case 'brought_on_screen':
        return t('hint.brought_on_screen', { count: hint.count });
      case 'open':
        return t('hint.open', { count: hint.fieldIds.length, fields: labels(hint.fieldIds) });
      default:
        return t(`hint.${hint.kind}`);
    }
  };
  return (
    <p className="hint-line" role="status">
      {said()}
    </p>
  );
}
