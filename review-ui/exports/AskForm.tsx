import { Button, NativeSelect, Text, TextInput, Title } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportProfileView } from '../../schemas/api/exports.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { dayIn, type ExportDraft, filterOf, isCode } from './export-draft.ts';

type Props = {
  draft: ExportDraft;
  profile: ExportProfileView;
  profiles: readonly ExportProfileView[];
  programmes: ReadonlyArray<{ id: string; nameJa: string; nameEn: string }>;
  pending: boolean;
  onChange: (draft: ExportDraft) => void;
  onPreview: () => void;
};

/** Which file of which records. */
export function AskForm({ draft, profile, profiles, programmes, pending, ...on }: Props) {
  const { t, i18n } = useTranslation();
  const inJapanese = i18n.language === 'ja';
  const batches = useEndpointQuery(intakeApi.batches, {});
  const field = (name: keyof ExportDraft) => ({
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      on.onChange({ ...draft, [name]: event.currentTarget.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    on.onPreview();
  };
  const day = (name: 'from' | 'to') => ({
    ...field(name),
    placeholder: 'R8.4.1',
    error: dayIn(draft[name]) === undefined ? t('exports.ask.dayProblem') : null,
  });
  return (
    <form className="figure-table export-form" onSubmit={submit}>
      <NativeSelect
        {...field('profileId')}
        value={profile.id}
        label={t('exports.ask.profile')}
        data={profiles.map(({ id, titleJa, titleEn }) => ({
          value: id,
          label: inJapanese ? titleJa : titleEn,
        }))}
      />
      {profile.notes.length > 0 ? (
        <div className="export-notes">
          <Text size="xs" fw={600}>
            {t('exports.ask.notes')}
          </Text>
          <ul className="plain-list">
            {profile.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <Title order={2} size="h5">
        {t('exports.ask.which')}
      </Title>
      <div className="export-filters">
        <TextInput {...day('from')} label={t('exports.ask.from')} />
        <TextInput {...day('to')} label={t('exports.ask.to')} />
        <NativeSelect
          {...field('batchId')}
          label={t('exports.ask.batch')}
          data={[
            { value: '', label: t('exports.ask.allBatches') },
            ...(batches.data?.items ?? []).map(({ batchId, label }) => ({ value: batchId, label })),
          ]}
        />
        <TextInput
          {...field('institutionCode')}
          label={t('exports.ask.institution')}
          inputMode="numeric"
          error={isCode(draft.institutionCode) ? null : t('exports.ask.institutionProblem')}
        />
        <NativeSelect
          {...field('programme')}
          label={t('exports.ask.programme')}
          data={[
            { value: '', label: t('exports.ask.allProgrammes') },
            ...programmes.map(({ id, nameJa, nameEn }) => ({
              value: id,
              label: inJapanese ? nameJa : nameEn,
            })),
          ]}
        />
      </div>
      <div>
        <Button
          type="submit"
          variant="default"
          disabled={filterOf(draft) === null}
          loading={pending}
        >
          {t('exports.ask.preview')}
        </Button>
      </div>
    </form>
  );
}
