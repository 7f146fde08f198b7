import { useTranslation } from 'react-i18next';
import type { ComparedCell } from '../../schemas/api/exports.ts';
import type { ExportItem } from '../../schemas/export-profile.ts';
import { RecordItemValue } from '../components/RecordItemValue.tsx';
import { useProgrammeName } from './use-programme-name.ts';

/** As it stands in the file, and what that stands for where it is a code. */
export function InFile({ cell: { item, file, means } }: { cell: ComparedCell }) {
  const { t } = useTranslation();
  if (file === null) return t('exports.check.empty');
  if (means === null || means === file) return file;
  return (
    <>
      {file}{' '}
      <small>
        (<InWords item={item} value={means} />)
      </small>
    </>
  );
}

/** As the ledger page has it. */
export function InWords({ item, value }: { item: ExportItem | null; value: string | null }) {
  const { t } = useTranslation();
  const programmeName = useProgrammeName();
  if (value === null) return t('exports.check.empty');
  if (item === null) return value;
  if (item === 'programme') return programmeName(value);
  return <RecordItemValue item={item} value={value} />;
}
