import { useTranslation } from 'react-i18next';
import type { Desk } from './use-desk.ts';

/** The list of fields marks them all; the line says where to begin. */
const NAMED_AT_MOST = 3;

/** Why the last key did nothing, or what it did instead. */
export function HintLine({ desk }: { desk: Desk }) {
  const { t, i18n } = useTranslation();
  const { hint } = desk.state;
  const labels = (ids: readonly string[]) => {
    const names = desk.sheet.fields
      .filter(({ fieldId }) => ids.includes(fieldId))
      .map((field) => (i18n.language === 'ja' ? field.labelJa : field.labelEn));
    const rest = names.length > NAMED_AT_MOST ? ['…'] : [];
    return [...names.slice(0, NAMED_AT_MOST), ...rest].join('、');
  };
  const said = () => {
    if (hint === null) return '';
    switch (hint.kind) {
      case 'grave':
        return t('hint.grave', { count: hint.count });
      case 'contested':
        return t('hint.contested', { count: hint.count });
      case 'brought_on_screen':
        return t('hint.brought_on_screen', { count: hint.count });
      case 'look_and_confirm':
        return t('hint.look_and_confirm', { count: hint.count });
      case 'look_and_sign':
        return t('hint.look_and_sign', { count: hint.count });
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
