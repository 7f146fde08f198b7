import { useTranslation } from 'react-i18next';
import { isIsoDate } from '../../rules/calendar.ts';
import { type ExportItem, Standing } from '../../schemas/export-profile.ts';
import { DateText, InstantText } from './DateText.tsx';

type Props = { item: ExportItem; value: string | number | boolean | null };

/** One item of a record as a person reads it; true and false may have become text on the way. */
export function RecordItemValue({ item, value }: Props) {
  const { t } = useTranslation();
  if (value === true || value === 'true') return <>{t('common.yes')}</>;
  if (value === false || value === 'false') return <>{t('common.no')}</>;
  if (typeof value === 'string') return <TextItem item={item} text={value} />;
  return <>{String(value)}</>;
}

function TextItem({ item, text }: { item: ExportItem; text: string }) {
  const { t } = useTranslation();
  if (item === 'sex' && (text === 'male' || text === 'female')) return <>{t(`sex.${text}`)}</>;
  const standing = Standing.safeParse(text);
  if (WITH_STANDING.includes(item) && standing.success) {
    return <>{t(`entryKind.${standing.data}`)}</>;
  }
  if (isIsoDate(text)) return <DateText iso={text} />;
  return item === 'committedAt' ? <InstantText iso={text} seconds /> : text;
}

const WITH_STANDING: readonly ExportItem[] = ['serviceKind', 'standing'];
