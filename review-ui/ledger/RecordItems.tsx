import { useTranslation } from 'react-i18next';
import type { LedgerEntryView } from '../../schemas/api/ledger.ts';
import { type InoculationRecord, RECORD_ITEMS } from '../../schemas/inoculation-record.ts';
import { DateText } from '../components/DateText.tsx';
import { FieldValue } from '../components/FieldValue.tsx';

/** The record item by item under its statutory name, then how each field of the sheet came to be believed. */
export function RecordItems({ entry }: { entry: LedgerEntryView }) {
  const { t, i18n } = useTranslation();
  const present = RECORD_ITEMS.filter((item) => entry.record[item] !== null);
  return (
    <div className="record">
      <section>
        <h3>{t('entry.record')}</h3>
        <dl className="facts">
          {present.map((item) => (
            <div key={item} className="facts-row">
              <dt>{t(`recordItem.${item}`)}</dt>
              <dd>
                <RecordItemValue value={entry.record[item]} item={item} />
              </dd>
            </div>
          ))}
        </dl>
        <p className="record-absent">
          {t('entry.absentItems', { count: RECORD_ITEMS.length - present.length })}
        </p>
      </section>
      <section>
        <h3>{t('entry.evidence')}</h3>
        <dl className="facts">
          {entry.fields.map((field) => (
            <div key={field.fieldId} className="facts-row">
              <dt>{i18n.language === 'ja' ? field.labelJa : field.labelEn}</dt>
              <dd>
                <FieldValue field={field} answer={field.answer} value={field.value} />{' '}
                <small>{t(`evidence.${field.evidence}`)}</small>
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

type ItemProps = {
  item: keyof InoculationRecord;
  value: InoculationRecord[keyof InoculationRecord];
};

/** One item of a record as a person reads it; true and false may have become text on the way. */
export function RecordItemValue({ item, value }: ItemProps) {
  const { t } = useTranslation();
  if (value === true || value === 'true') return <>{t('common.yes')}</>;
  if (value === false || value === 'false') return <>{t('common.no')}</>;
  if (item === 'sex' && (value === 'male' || value === 'female')) return <>{t(`sex.${value}`)}</>;
  if (item === 'serviceKind' && (value === 'vaccinated' || value === 'examined_only')) {
    return <>{t(`entryKind.${value}`)}</>;
  }
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value))
    return <DateText iso={value} />;
  return <>{String(value)}</>;
}
