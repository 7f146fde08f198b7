import { useTranslation } from 'react-i18next';
import type { LedgerEntryView } from '../../schemas/api/ledger.ts';
import { RECORD_ITEMS } from '../../schemas/inoculation-record.ts';
import { FieldValue } from '../components/FieldValue.tsx';
import { RecordItemValue } from '../components/RecordItemValue.tsx';

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
