import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { warekiOf } from '../../rules/calendar.ts';
import type { ReplyMarkState, ReplyMarkView } from '../../schemas/reply-mark.ts';
import { useMay } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { StatusTag, type Tone } from '../components/StatusTag.tsx';
import { MarkActs } from './MarkActs.tsx';

const TONES: Readonly<Record<ReplyMarkState, Tone>> = {
  waiting: 'attention',
  confirmed: 'good',
  refused: 'quiet',
  lifted: 'quiet',
};

/** Each with everything that was done about it, so that it can be held beside the document. */
export function MarkCards({ marks }: { marks: readonly ReplyMarkView[] }) {
  const { t } = useTranslation();
  const mayManage = useMay('reply_mark.manage');
  return (
    <ul className="override-cards" aria-label={t('replyMarks.list')}>
      {marks.map((mark) => (
        <li key={mark.markId}>
          <MarkText mark={mark} />
          {mayManage ? <MarkActs mark={mark} /> : null}
        </li>
      ))}
    </ul>
  );
}

function MarkText({ mark }: { mark: ReplyMarkView }) {
  const { t, i18n } = useTranslation();
  const { state, fromDay, toDay } = mark;
  const day = (iso: string | null) => {
    if (iso === null) return t('replyMarks.openFrom');
    return i18n.language === 'ja' ? warekiOf(iso) : iso;
  };
  return (
    <div>
      <div className="override-head">
        <StatusTag tone={TONES[state]}>{t(`replyMarks.state.${state}`)}</StatusTag>
        {mark.lifts.at(-1)?.decided === null ? (
          <StatusTag tone="attention">{t('replyMarks.liftWaits')}</StatusTag>
        ) : null}
        <strong>
          {mark.name} <code>{mark.residentId}</code>
        </strong>
        <span>{t(`replyMarks.reason.${mark.reason}`)}</span>
        <span>
          {fromDay === null && toDay === null
            ? t('replyMarks.always')
            : t('replyMarks.period', { from: day(fromDay), to: day(toDay) })}
        </span>
        <strong>{t(mark.counts ? 'replyMarks.countsNow' : 'replyMarks.countsNot')}</strong>
      </div>
      <small className="override-steps">
        {stepsOf(t, mark).map(({ key, words, at }) => (
          <span key={key}>
            {words} <InstantText iso={at} />
          </span>
        ))}
      </small>
    </div>
  );
}

/** Everything that was done, in the order in which it was. */
function stepsOf(t: TFunction<['translation', 'replyMarks']>, mark: ReplyMarkView) {
  const { asked, decided, lifts } = mark;
  const lifted = lifts.flatMap((lift) => [
    { words: t('replyMarks.liftAskedBy', { name: lift.asked.by }), at: lift.asked.at },
    ...(lift.decided === null
      ? []
      : [
          {
            words: t(
              lift.decided.decision === 'confirmed'
                ? 'replyMarks.liftConfirmedBy'
                : 'replyMarks.liftRefusedBy',
              { name: lift.decided.by },
            ),
            at: lift.decided.at,
          },
        ]),
  ]);
  const steps = [
    { words: t('replyMarks.askedBy', { name: asked.by }), at: asked.at },
    ...(decided === null
      ? []
      : [
          {
            words: t(
              decided.decision === 'confirmed' ? 'replyMarks.confirmedBy' : 'replyMarks.refusedBy',
              { name: decided.by },
            ),
            at: decided.at,
          },
        ]),
    ...lifted,
  ];
  return steps.map((step) => ({ ...step, key: `${step.at} ${step.words}` }));
}
