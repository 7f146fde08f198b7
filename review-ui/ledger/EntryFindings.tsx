import { useTranslation } from 'react-i18next';
import type { LedgerEntryView } from '../../schemas/api/ledger.ts';
import { FindingCode } from '../../schemas/finding.ts';

/** What was wrong with the dose and committed as it was. Codes of later versions are shown as they are. */
export function EntryFindings({ entry }: { entry: LedgerEntryView }) {
  const { t } = useTranslation();
  if (entry.findings.length === 0) return null;
  return (
    <section className="entry-findings">
      <h3>{t('findings.title')}</h3>
      <ul>
        {entry.findings.map((code) => {
          const known = FindingCode.safeParse(code);
          return <li key={code}>{known.success ? t(`finding.${known.data}.what`) : code}</li>;
        })}
      </ul>
    </section>
  );
}
