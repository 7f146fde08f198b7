import { useTranslation } from 'react-i18next';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import { MASTERS, type Master, type MasterValue } from '../../schemas/master-kinds.ts';
import { ALL } from '../../schemas/masters.ts';
import { DateText } from '../components/DateText.tsx';

type Props = { master: ShownMaster; field: string; value: MasterValue | undefined };

/** A value of a master as people here write it. */
export function MasterValueText({ master, field, value }: Props) {
  const { t } = useTranslation();
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no');
  if (typeof value === 'number') return t('masters.yen', { yen: value.toLocaleString('ja-JP') });
  return <Words {...{ master, field, value }} />;
}

function Words({ master, field, value }: Props & { value: string }) {
  const { t } = useTranslation();
  const { fields }: Master = MASTERS[master];
  if (fields[field] === 'date') return <DateText iso={value} />;
  if (fields[field] === 'sex') return value === 'male' ? t('sex.male') : t('sex.female');
  const mayBeAll = field === 'vaccine' || field === 'institutionKind';
  return mayBeAll && value === ALL ? t('masters.all') : value;
}
