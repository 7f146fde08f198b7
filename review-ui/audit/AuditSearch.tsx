import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compareDates } from '../../rules/calendar.ts';
import { AuditOutcome, type AuditOverview, type AuditWanted } from '../../schemas/api/audit.ts';
import { useAuditWords } from './use-audit-words.ts';

export const EVERYTHING: AuditWanted = {
  ...{ from: null, to: null, who: null, action: null, outcome: null },
  ...{ resourceKind: null, resourceId: null, subject: null },
};

type Draft = Record<keyof AuditWanted, string>;
const EMPTY: Draft = {
  ...{ from: '', to: '', who: '', action: '', outcome: '' },
  ...{ resourceKind: '', resourceId: '', subject: '' },
};

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function wantedOf({ outcome, ...draft }: Draft): AuditWanted {
  const known = AuditOutcome.safeParse(outcome);
  return {
    from: orNull(draft.from),
    to: orNull(draft.to),
    who: orNull(draft.who),
    action: orNull(draft.action),
    outcome: known.success ? known.data : null,
    resourceKind: orNull(draft.resourceKind),
    resourceId: orNull(draft.resourceId),
    subject: orNull(draft.subject),
  };
}

type Props = { overview: AuditOverview; onSearch: (wanted: AuditWanted) => void };

/** When, who, what, with what outcome, on what, about whom. */
export function AuditSearch({ overview, onSearch }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(EMPTY);
  const isBackwards =
    draft.from !== '' && draft.to !== '' && compareDates(draft.from, draft.to) > 0;
  const field = (name: keyof Draft) => ({
    value: draft[name],
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBackwards) onSearch(wantedOf(draft));
  };
  const clear = () => {
    setDraft(EMPTY);
    onSearch(EVERYTHING);
  };
  return (
    <form onSubmit={submit} className="audit-search">
      <TextInput type="date" label={t('auditLog.search.from')} {...field('from')} />
      <TextInput
        type="date"
        label={t('auditLog.search.to')}
        error={isBackwards ? t('auditLog.search.days') : null}
        {...field('to')}
      />
      <Choices overview={overview} field={field} />
      <TextInput
        label={t('auditLog.search.id')}
        autoComplete="off"
        maxLength={120}
        {...field('resourceId')}
      />
      <TextInput
        className="audit-subject"
        label={t('auditLog.search.subject')}
        description={t('auditLog.search.subjectHint')}
        autoComplete="off"
        maxLength={100}
        {...field('subject')}
      />
      <Group gap="xs" align="flex-end" wrap="nowrap" className="audit-buttons">
        <Button type="submit">{t('auditLog.search.submit')}</Button>
        <Button variant="default" onClick={clear}>
          {t('auditLog.search.clear')}
        </Button>
      </Group>
    </form>
  );
}

type Field = (name: keyof Draft) => {
  value: string;
  onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => void;
};

/** What is chosen from what there is. */
function Choices({ overview, field }: { overview: AuditOverview; field: Field }) {
  const { t } = useTranslation();
  const words = useAuditWords();
  const all = { value: '', label: t('auditLog.search.all') };
  return (
    <>
      <NativeSelect
        label={t('auditLog.search.who')}
        data={[
          all,
          ...overview.people.map(({ staffMemberId, name }) => ({
            value: staffMemberId,
            label: name,
          })),
          { value: 'system', label: t('auditLog.search.system') },
          { value: 'anonymous', label: t('auditLog.search.anonymous') },
        ]}
        {...field('who')}
      />
      <NativeSelect
        label={t('auditLog.search.action')}
        data={[
          all,
          ...overview.actions.map((each) => ({ value: each, label: words.action(each) })),
        ]}
        {...field('action')}
      />
      <NativeSelect
        label={t('auditLog.search.outcome')}
        data={[
          all,
          { value: 'done', label: t('auditLog.done') },
          { value: 'refused', label: t('auditLog.refusedOutcome') },
        ]}
        {...field('outcome')}
      />
      <NativeSelect
        label={t('auditLog.search.kind')}
        data={[
          all,
          ...overview.resourceKinds.map((each) => ({ value: each, label: words.kind(each) })),
        ]}
        {...field('resourceKind')}
      />
    </>
  );
}
