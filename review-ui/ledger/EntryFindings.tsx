import { useTranslation } from 'react-i18next';
import type { LedgerEntryView } from '../../schemas/api/ledger.ts';
import { FindingCode } from '../../schemas/finding.ts';
import type { LiftedFinding } from '../../schemas/inoculation-record.ts';

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
          const lifted = entry.overrides.find(({ finding }) => finding === code);
          return (
            <li key={code}>
              {known.success ? t(`finding.${known.data}.what`) : code}
              {lifted === undefined ? null : <Lifted by={lifted} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** It stands there, and this says why it is no mistake. */
function Lifted({ by: { kind, reason, grant } }: { by: LiftedFinding }) {
  const { t } = useTranslation();
  return (
    <small className="finding-detail">
      {t(`overrideKind.${kind}`)}: {reason}
      {grant === null
        ? null
        : ` — ${t('findings.overriddenBy', {
            document: grant.document,
            entered: grant.enteredBy,
            confirmed: grant.confirmedBy,
          })}`}
    </small>
  );
}
