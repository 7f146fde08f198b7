import { Button, Checkbox, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewNaming, ReviewPerson, ReviewSheet } from '../../schemas/api/review.ts';
import { Dialog } from '../components/Dialog.tsx';
import { FieldValue } from '../components/FieldValue.tsx';
import { PersonLine } from '../components/PersonLine.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';
import { Evidence } from './PersonMatch.tsx';
import { PersonSearch } from './PersonSearch.tsx';
import {
  type Choice,
  choicesOf,
  missingOf,
  NEWCOMER,
  namedByNumber,
  type PersonDraft,
  wantsReason,
  wordOf,
} from './person-choice.ts';
import type { Desk } from './use-desk.ts';

type Props = { desk: Desk; naming: ReviewNaming; onClose: () => void };

const REASONS = ['newcomer', 'elsewhere', 'ticket'] as const;

/** Whose sheet it is: somebody of the register, or somebody it does not have. Nobody is chosen beforehand. */
export function PersonDialog({ desk, naming, onClose }: Props) {
  const { t } = useTranslation();
  const { sheet } = desk;
  const [found, setFound] = useState<readonly ReviewPerson[]>([]);
  const [draft, setDraft] = useState<PersonDraft>({ chosen: null, reason: '', apartFrom: [] });
  const byNumber = namedByNumber(naming);
  const choices = choicesOf(naming, found);
  const missing = missingOf(naming, byNumber, draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const word = wordOf(draft, naming);
    if (missing === null && word !== null) desk.namePerson(word);
  };
  return (
    <Dialog onClose={onClose} size="min(1180px, 94vw)" title={t('person.title')}>
      <Text size="sm">{t(`person.explanation.${sheet.purpose}`)}</Text>
      <div className="person-dialog">
        <OnPaper sheet={sheet} />
        <div>
          <PersonSearch desk={desk} onFound={setFound} />
          <form onSubmit={submit}>
            <Stack gap="xs">
              <Choices {...{ choices, naming, draft, setDraft }} />
              {draft.chosen === NEWCOMER ? <Namesakes {...{ naming, draft, setDraft }} /> : null}
              {wantsReason(byNumber, draft.chosen) ? <Reason {...{ draft, setDraft }} /> : null}
              <SubmitRow
                submitLabel={t('person.submit')}
                missing={missing === null ? null : t(`person.missing.${missing}`)}
                onCancel={onClose}
              />
            </Stack>
          </form>
        </div>
      </div>
    </Dialog>
  );
}

const SHOWN = [
  'ocrLine',
  'labelName',
  'name',
  'kana',
  'birthDate',
  'sex',
  'address',
  'guardianName',
];

/** What was keyed from the paper, to hold people beside. */
function OnPaper({ sheet }: { sheet: ReviewSheet }) {
  const { t, i18n } = useTranslation();
  const fields = sheet.fields.filter(({ fieldId }) => SHOWN.includes(fieldId));
  if (fields.length === 0) return <p className="person-paper">{t('person.seePaper')}</p>;
  return (
    <section className="person-paper" aria-label={t('person.onPaper')}>
      <h3>{t('person.onPaper')}</h3>
      <dl>
        {fields.map((field) => {
          const said = field.mine ?? field.closed;
          return (
            <div key={field.fieldId}>
              <dt>{i18n.language === 'ja' ? field.labelJa : field.labelEn}</dt>
              <dd>
                {said === null ? (
                  '――'
                ) : (
                  <FieldValue field={field} {...{ answer: said.answer, value: said.value }} />
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

type Drafting = { draft: PersonDraft; setDraft: (draft: PersonDraft) => void };

function Choices({
  choices,
  naming,
  draft,
  setDraft,
}: Drafting & { choices: readonly Choice[]; naming: ReviewNaming }) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('person.choices')}
      value={draft.chosen}
      onChange={(chosen) => setDraft({ ...draft, chosen })}
    >
      <div className="person-choices">
        {choices.length === 0 ? <p>{t('person.noChoices')}</p> : null}
        {choices.map(({ person, how }, index) => (
          <Radio
            key={person.residentId}
            // The keyboard starts here; nobody is chosen by it.
            data-autofocus={index === 0 ? true : undefined}
            value={person.residentId}
            label={<PersonLine person={person} />}
            description={<How how={how} />}
          />
        ))}
        <Radio
          data-autofocus={choices.length === 0 ? true : undefined}
          value={NEWCOMER}
          disabled={!naming.isComplete}
          label={t('person.newcomer')}
          description={t(naming.isComplete ? 'person.newcomerHint' : 'person.missing.incomplete')}
        />
      </div>
    </Radio.Group>
  );
}

/** How somebody came to be thought of, and what speaks for and against them. */
function How({ how }: Pick<Choice, 'how'>) {
  const { t } = useTranslation();
  if (typeof how === 'string') return t(`person.from.${how}`);
  const { foundBy, probability, evidence } = how;
  return (
    <>
      {t(`match.foundBy.${foundBy}`)}{' '}
      {t('match.percent', { percent: Math.round(100 * probability) })}
      <Evidence evidence={evidence.filter(({ field }) => field !== 'ocrLine')} />
    </>
  );
}

/** Somebody of that name and birth date is in the register: each of them is looked at. */
function Namesakes({ naming, draft, setDraft }: Drafting & { naming: ReviewNaming }) {
  const { t } = useTranslation();
  if (naming.namesakes.length === 0) return null;
  const set = (residentId: string, isApart: boolean) => {
    const others = draft.apartFrom.filter((each) => each !== residentId);
    setDraft({ ...draft, apartFrom: isApart ? [...others, residentId] : others });
  };
  return (
    <fieldset className="person-namesakes">
      <legend>{t('person.namesakes')}</legend>
      {naming.namesakes.map((person) => (
        <Checkbox
          key={person.residentId}
          checked={draft.apartFrom.includes(person.residentId)}
          onChange={(event) => set(person.residentId, event.currentTarget.checked)}
          label={t('person.apart', { name: person.name, id: person.residentId })}
          description={person.address}
        />
      ))}
    </fieldset>
  );
}

function Reason({ draft, setDraft }: Drafting) {
  const { t } = useTranslation();
  return (
    <>
      <Textarea
        label={t('person.reason')}
        maxLength={200}
        rows={2}
        value={draft.reason}
        onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })}
      />
      <Group gap="xs">
        {REASONS.map((one) => (
          <Button
            key={one}
            size="compact-xs"
            variant="default"
            onClick={() => setDraft({ ...draft, reason: t(`person.reasons.${one}`) })}
          >
            {t(`person.reasons.${one}`)}
          </Button>
        ))}
      </Group>
    </>
  );
}
