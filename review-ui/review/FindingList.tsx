import { useTranslation } from 'react-i18next';
import { warekiOf } from '../../rules/calendar.ts';
import type { Finding } from '../../schemas/finding.ts';
import { filledIn } from '../../schemas/finding-message.ts';
import { StatusTag, type Tone } from '../components/StatusTag.tsx';

const TONES: Readonly<Record<Finding['severity'], Tone>> = {
  block: 'bad',
  warn: 'attention',
  note: 'quiet',
};
const GRAVEST_FIRST: readonly Finding['severity'][] = ['block', 'warn', 'note'];

type Props = { findings: readonly Finding[]; labels: ReadonlyMap<string, string> };

/** What the checks found. A doubt about reading and a dose really given wrongly are never mixed. */
export function FindingList({ findings, labels }: Props) {
  const { t } = useTranslation();
  if (findings.length === 0) return <p>{t('findings.none')}</p>;
  const sorted = findings.toSorted(
    (a, b) => GRAVEST_FIRST.indexOf(a.severity) - GRAVEST_FIRST.indexOf(b.severity),
  );
  return (
    <ul className="findings">
      {sorted.map((finding) => (
        <li key={`${finding.code} ${finding.fields.join(' ')}`}>
          <StatusTag tone={TONES[finding.severity]}>{t(`severity.${finding.severity}`)}</StatusTag>{' '}
          {t(`finding.${finding.code}.what`)} <small>{t(`findingKind.${finding.kind}`)}</small>
          <FindingFields names={finding.fields.flatMap((id) => labels.get(id) ?? [])} />
          <FindingDetail finding={finding} />
          <small className="finding-next">{t(`finding.${finding.code}.next`)}</small>
        </li>
      ))}
    </ul>
  );
}

/** The days, volumes and names behind it, and the reason for which it weighs less. */
function FindingDetail({ finding: { code, detail, override } }: { finding: Finding }) {
  const { t, i18n } = useTranslation();
  const text = i18n.getResource(i18n.language, 'translation', `finding.${code}.detail`);
  const sentence =
    typeof text === 'string'
      ? filledIn(text, detail, i18n.language === 'ja' ? warekiOf : String)
      : null;
  return (
    <>
      {sentence === null ? null : <small className="finding-detail">{sentence}</small>}
      {override === undefined ? null : (
        <small className="finding-detail">
          {t(`overrideKind.${override.kind}`)}: {override.reason}
          {override.grant === undefined
            ? null
            : ` — ${t('findings.overriddenBy', {
                document: override.grant.document,
                entered: override.grant.enteredBy,
                confirmed: override.grant.confirmedBy,
              })}`}
        </small>
      )}
    </>
  );
}

/** Fields this person is not shown are not named either. */
function FindingFields({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return <small className="finding-fields">{names.join('、')}</small>;
}
