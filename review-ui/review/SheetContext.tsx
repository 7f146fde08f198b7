import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FINDING_RULES } from '../../rules/checks/finding-rules.ts';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import { DateText } from '../components/DateText.tsx';
import { ScrollRegion } from '../components/ScrollRegion.tsx';
import { SheetPlaceLink } from '../components/SheetPlaceLink.tsx';
import { SheetStateTag } from '../components/SheetStateTag.tsx';
import { FindingList } from './FindingList.tsx';
import { MatchOutcome, PersonMatch } from './PersonMatch.tsx';
import { personSaidOf } from './person-choice.ts';
import { keysOf } from './review-keys.ts';

type Props = { sheet: ReviewSheet; onOverrides: () => void };

/** What the books say: whom the number names, the doses before, and what the checks found. */
export function SheetContext({ sheet, onOverrides }: Props) {
  const { t, i18n } = useTranslation();
  const labels = new Map(
    sheet.fields.map((field) => [
      field.fieldId,
      i18n.language === 'ja' ? field.labelJa : field.labelEn,
    ]),
  );
  return (
    <div className={`sheet-context${needsRoom(sheet) ? ' sheet-context-tall' : ''}`}>
      <RegisterPanel sheet={sheet} />
      <Panel label={t('doses.title')}>
        <EarlierDoses sheet={sheet} />
      </Panel>
      <Panel label={t('findings.title')}>
        <FindingList findings={sheet.findings} labels={labels} />
        <OverridesHint sheet={sheet} onOpen={onOverrides} />
        <OtherScans sheet={sheet} />
      </Panel>
    </div>
  );
}

/** Whom the number names and how far the paper bears it out; the reasons beside it where there is doubt. */
function RegisterPanel({ sheet }: { sheet: ReviewSheet }) {
  const { t } = useTranslation();
  const { match } = sheet;
  if (!needsRoom(sheet)) {
    return (
      <Panel label={t('register.title')} beside={<MatchOutcome match={match} />}>
        <Person sheet={sheet} />
        <PersonMatch match={match} />
      </Panel>
    );
  }
  return (
    <>
      <Panel label={t('register.title')}>
        <Person sheet={sheet} />
      </Panel>
      <Panel label={t('match.title')} beside={<MatchOutcome match={match} />}>
        <PersonMatch match={match} />
      </Panel>
    </>
  );
}

type PanelProps = { label: string; beside?: ReactNode; children: ReactNode };

function Panel({ label, beside, children }: PanelProps) {
  return (
    <ScrollRegion label={label}>
      <h2>
        {label} {beside}
      </h2>
      {children}
    </ScrollRegion>
  );
}

/** Where somebody may be another than the number names there is more to read than the strip usually holds. */
const needsRoom = ({ match }: ReviewSheet): boolean =>
  match !== null &&
  (match.numberInDoubt || match.outcome === 'contradicted' || match.others.length > 0);

/** Where an exception would answer what was found, or one waits for somebody to confirm it. */
function OverridesHint({ sheet, onOpen }: { sheet: ReviewSheet; onOpen: () => void }) {
  const { t } = useTranslation();
  const { findings, overrides, person } = sheet;
  const waiting = overrides.filter(({ state }) => state === 'waiting').length;
  const answerable = findings.some(
    ({ code, override }) => FINDING_RULES[code].liftedBy !== undefined && override === undefined,
  );
  if (person === null || (waiting === 0 && !answerable)) return null;
  return (
    <p>
      {waiting === 0 ? null : `${t('findings.overridesWaiting', { count: waiting })} `}
      <button type="button" className="link-button" onClick={onOpen}>
        {t('findings.openOverrides', { key: keysOf('overrides') })}
      </button>
    </p>
  );
}

/** Named beside the finding, so that the two can be held side by side; the sheet at hand stays where it is. */
function OtherScans({ sheet: { otherScans } }: { sheet: ReviewSheet }) {
  const { t } = useTranslation();
  if (otherScans.length === 0) return null;
  return (
    <ul aria-label={t('findings.otherScans')}>
      {otherScans.map((place) => (
        <li key={place.sheetId}>
          <SheetStateTag state={place.state} /> <SheetPlaceLink place={place} target="_blank" />
        </li>
      ))}
    </ul>
  );
}

function Person({ sheet }: { sheet: ReviewSheet }) {
  const { t } = useTranslation();
  const { person } = sheet;
  if (person === null) return <p>{t(`register.${whyNobody(sheet)}`)}</p>;
  return (
    <p>
      <strong>{person.name}</strong> {person.kana}
      <br />
      {person.birthDate === null ? (
        <small>{t('register.birthDateLater')}</small>
      ) : (
        <DateText iso={person.birthDate} />
      )}{' '}
      {person.sex ? t(`sex.${person.sex}`) : ''}{' '}
      {person.nonRegistered ? <mark>{t('register.nonRegistered')}</mark> : null}
      <br />
      {person.address}
      <br />
      <small>{t('register.residentId', { id: person.residentId })}</small>
    </p>
  );
}

/** Why nobody of the register is shown. */
function whyNobody(sheet: ReviewSheet) {
  const { purpose, match, naming } = sheet;
  if (purpose === 'adjudicate') return 'hidden' as const;
  if (personSaidOf(sheet)?.kind === 'not_registered') return 'newcomer' as const;
  if (match?.numberInDoubt === true && naming?.asked !== true) return 'afterKeying' as const;
  if (naming?.asked === true) return purpose === 'verify' ? 'choose' : 'chooseUnseen';
  return 'nobody' as const;
}

function EarlierDoses({ sheet: { earlierDoses } }: { sheet: ReviewSheet }) {
  const { t } = useTranslation();
  if (earlierDoses.length === 0) return <p>{t('doses.none')}</p>;
  return (
    <ul>
      {earlierDoses.map((dose) => (
        <li key={`${dose.doseNumber} ${dose.vaccinationDate} ${dose.lotNumber}`}>
          {t('doses.number', { number: dose.doseNumber })} <DateText iso={dose.vaccinationDate} />{' '}
          {dose.product} {dose.lotNumber} {dose.doseVolumeMl} mL
        </li>
      ))}
    </ul>
  );
}
