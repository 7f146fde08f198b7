import { useTranslation } from 'react-i18next';
import type { Happening, RecordChange } from '../../schemas/api/story.ts';
import { FindingCode } from '../../schemas/finding.ts';
import { RecordItemValue } from '../components/RecordItemValue.tsx';
import { SheetPlaceLink } from '../components/SheetPlaceLink.tsx';
import { SheetStateTag } from '../components/SheetStateTag.tsx';

type Of<K extends Happening['kind']> = Extract<Happening, { kind: K }>;

/** One step of a sheet's life in words. */
export function HappeningText({ what }: { what: Happening }) {
  switch (what.kind) {
    case 'moved':
      return <Moved what={what} />;
    case 'step':
      return <Step what={what} />;
    case 'committed':
      return <Committed what={what} />;
    default:
      return <PlainHappening what={what} />;
  }
}

function PlainHappening({
  what,
}: {
  what: Exclude<Happening, Of<'moved' | 'step' | 'committed'>>;
}) {
  const { t } = useTranslation();
  switch (what.kind) {
    case 'received':
      return <p>{t('story.received', { file: what.fileName, batch: what.batchLabel })}</p>;
    case 'filed':
      return <p>{t('story.filed', { from: what.fromBatch, to: what.toBatch })}</p>;
    case 'given_up':
      return (
        <>
          <p>{t('story.givenUp')}</p>
          <p>{t(`error.${what.code}.what`)}</p>
        </>
      );
    case 'decided':
      return (
        <>
          <p>{t(`stuck.resolution.${what.resolution}`)}</p>
          <Reason reason={what.reason} />
        </>
      );
    case 'opened':
      return (
        <>
          <p>{t('story.opened', { kind: t(`story.round.${what.roundKind}`) })}</p>
          <Reason reason={what.reason} />
        </>
      );
    case 'taken':
      return <p>{t(`story.taken.${what.purpose}`)}</p>;
    case 'answered':
      return <Answered what={what} />;
  }
}

function Answered({ what: { purpose, fields, unseen, undone } }: { what: Of<'answered'> }) {
  const { t } = useTranslation();
  return (
    <p>
      {t('story.answered', { purpose: t(`purpose.${purpose}`), fields, unseen })}
      {undone === 0 ? null : ` ${t('story.undone', { count: undone })}`}
    </p>
  );
}

function Moved({ what }: { what: Of<'moved'> }) {
  const { t } = useTranslation();
  return (
    <>
      <p>
        <SheetStateTag state={what.to} />{' '}
        {what.from === null
          ? t('story.split')
          : t('story.movedFrom', { from: t(`sheetState.${what.from}`) })}
        {what.engineVersion === null ? null : (
          <small className="break"> {t('story.engine', { version: what.engineVersion })}</small>
        )}
      </p>
      {what.chosenForm === null ? null : <p>{t('story.chosenForm', { form: what.chosenForm })}</p>}
      {what.other === null ? null : <SheetPlaceLink place={what.other} />}
      {what.findings === null || what.findings.length === 0 ? null : (
        <ul className="story-findings">
          {what.findings.map((code) => {
            const known = FindingCode.safeParse(code);
            return <li key={code}>{known.success ? t(`finding.${known.data}.what`) : code}</li>;
          })}
        </ul>
      )}
      <Reason reason={what.reason} />
    </>
  );
}

function Step({ what }: { what: Of<'step'> }) {
  const { t } = useTranslation();
  const { outcome, roundKind, step } = what;
  return (
    <>
      <p>
        {t(`story.step.${step}`)}
        {roundKind === 'initial' ? null : ` (${t(`story.round.${roundKind}`)})`}{' '}
        {outcome === null || roundKind !== 'initial' ? null : <SheetStateTag state={outcome} />}
      </p>
      {step === 'verified' && what.words !== null ? (
        <p className="story-words">{t('heading.note', { note: what.words })}</p>
      ) : (
        <Reason reason={what.words} />
      )}
      {what.wordsWithheld ? <p className="story-withheld">{t('story.wordsWithheld')}</p> : null}
    </>
  );
}

function Committed({ what }: { what: Of<'committed'> }) {
  const { t } = useTranslation();
  const { changes, entryKind, leafIndex } = what;
  return (
    <>
      <p>
        <strong>{t('story.committed', { leafIndex, kind: t(`entryKind.${entryKind}`) })}</strong>
      </p>
      {changes.length === 0 ? null : (
        <ul className="story-changes">
          {changes.map((change) => (
            <Change key={change.item} change={change} />
          ))}
        </ul>
      )}
    </>
  );
}

function Change({ change: { item, before, after } }: { change: RecordChange }) {
  const { t } = useTranslation();
  const none = t('story.noValue');
  return (
    <li>
      {t(`recordItem.${item}`)}{' '}
      <del>{before === null ? none : <RecordItemValue item={item} value={before} />}</del> →{' '}
      <ins>{after === null ? none : <RecordItemValue item={item} value={after} />}</ins>
    </li>
  );
}

function Reason({ reason }: { reason: string | null }) {
  const { t } = useTranslation();
  if (reason === null) return null;
  return <p className="story-words">{t('story.reason', { reason })}</p>;
}
