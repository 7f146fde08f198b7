import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SheetStory, StoryAnswer, StoryField, StoryRound } from '../../schemas/api/story.ts';
import { Purpose } from '../../schemas/sheet-state.ts';
import { ClockText } from '../components/DateText.tsx';
import { FieldValue, WrittenValue } from '../components/FieldValue.tsx';

/** Field by field what was read, who answered what, and what it was believed for. */
export function StoryAnswers({ story }: { story: SheetStory }) {
  const { t } = useTranslation();
  const rounds = story.rounds.filter(({ fields }) => fields.length > 0);
  return (
    <section aria-label={t('story.answers')}>
      <h2>{t('story.answers')}</h2>
      {rounds.length === 0 ? <Text size="sm">{t('story.noAnswers')}</Text> : null}
      {rounds.map((round) => (
        <RoundAnswers key={round.roundId} round={round} told={story.withheld === null} />
      ))}
    </section>
  );
}

type RoundProps = { round: StoryRound; told: boolean };

function RoundAnswers({ round, told }: RoundProps) {
  const { t, i18n } = useTranslation();
  const present = Purpose.options.filter((purpose) =>
    round.fields.some(({ answers }) => answers.some((answer) => answer.purpose === purpose)),
  );
  return (
    <Table withTableBorder verticalSpacing={3} className="story-answers" captionSide="top">
      <Table.Caption>{t(`story.round.${round.kind}`)}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('story.field')}</Table.Th>
          {told ? <Table.Th>{t('story.reading')}</Table.Th> : null}
          {present.map((purpose) => (
            <Table.Th key={purpose}>{t(`purpose.${purpose}`)}</Table.Th>
          ))}
          {told ? <Table.Th>{t('story.closed')}</Table.Th> : null}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {round.fields.map((field) => (
          <Table.Tr key={field.fieldId}>
            <Table.Th scope="row">
              {i18n.language === 'ja' ? field.labelJa : field.labelEn}
            </Table.Th>
            {told ? (
              <Table.Td>
                <Reading field={field} />
              </Table.Td>
            ) : null}
            {present.map((purpose) => (
              <Table.Td key={purpose}>
                <Answers field={field} purpose={purpose} />
              </Table.Td>
            ))}
            {told ? (
              <Table.Td>
                <Closed field={field} />
              </Table.Td>
            ) : null}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Reading({ field }: { field: StoryField }) {
  const { t } = useTranslation();
  const { reading } = field;
  if (reading === null) return '—';
  return (
    <>
      {reading.value === null ? null : <WrittenValue field={field} value={reading.value} />}{' '}
      <small>{t(`readingState.${reading.state}`)}</small>
    </>
  );
}

function Closed({ field }: { field: StoryField }) {
  const { t } = useTranslation();
  const { closed } = field;
  if (closed === null) return '—';
  return (
    <>
      <FieldValue field={field} answer={closed.answer} value={closed.value} />{' '}
      <small>{t(`evidence.${closed.evidence}`)}</small>
    </>
  );
}

function Answers({ field, purpose }: { field: StoryField; purpose: Purpose }) {
  const given = field.answers.filter((answer) => answer.purpose === purpose);
  if (given.length === 0) return '—';
  return (
    <ul className="plain-list">
      {given.map((answer) => (
        <li key={answer.at + answer.by}>
          <OneAnswer field={field} answer={answer} />
        </li>
      ))}
    </ul>
  );
}

function OneAnswer({ field, answer }: { field: StoryField; answer: StoryAnswer }) {
  const { t } = useTranslation();
  const { by, given, undone, unseen } = answer;
  const value =
    given === null ? (
      <em className="story-withheld">{t('story.keptBack')}</em>
    ) : (
      <FieldValue field={field} answer={given.answer} value={given.value} />
    );
  return (
    <>
      {undone ? <del>{value}</del> : value}{' '}
      <small>
        {by} {t(unseen ? 'story.unseen' : 'story.seen')}
        {undone ? ` ${t('story.takenBack')}` : ''} <ClockText iso={answer.at} />
      </small>
    </>
  );
}
