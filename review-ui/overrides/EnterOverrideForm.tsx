import { Loader, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { QueryKey } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type KnownProgramme, mastersApi } from '../../schemas/api/masters.ts';
import { overridesApi } from '../../schemas/api/overrides.ts';
import { ApiError } from '../api/api-error.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';
import { OverrideFields } from './OverrideFields.tsx';
import { emptyDraft, entryOf } from './override-draft.ts';
import { staleAfterChange } from './stale-after-change.ts';

type Props = {
  /** Whose it is, where the place says so. */
  residentId: string | null;
  /** Of which form, where the place says so. */
  programme: string | null;
  alsoStale?: QueryKey;
  onDone: () => void;
};

/** What the document says, keyed. Days are its days: nothing is taken over from a sheet. */
export function EnterOverrideForm(props: Props) {
  const { t } = useTranslation();
  const known = useEndpointQuery(mastersApi.vaccines, {});
  if (known.error) return <ErrorNotice error={known.error} onRetry={() => known.refetch()} />;
  if (!known.data) return <Loader aria-label={t('common.loading')} />;
  return <Form {...props} programmes={known.data.programmes} />;
}

type FormProps = Props & { programmes: readonly KnownProgramme[] };

function Form({ residentId, programme, programmes, alsoStale, onDone }: FormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => emptyDraft(residentId, programme));
  const enter = useEndpointMutation(overridesApi.enter, async (_, cache) => {
    notifications.show({
      message: t('overrides.entered'),
      closeButtonProps: { 'aria-label': t('common.close') },
    });
    onDone();
    await staleAfterChange(cache, alsoStale);
  });
  const made = entryOf(draft);
  const wrong = 'wrong' in made ? made.wrong : [];
  const refused = enter.error instanceof ApiError ? enter.error.fields : [];
  const names = wrong.map((field) => t(`overrides.field.${field}`)).join('、');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ('entry' in made) enter.mutate({ body: made.entry });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <OverrideFields
          {...{ draft, wrong, refused, programmes }}
          asksWhom={residentId === null}
          asksProgramme={programme === null}
          onChange={(change) => setDraft({ ...draft, ...change })}
        />
        {enter.error ? <Refusal error={enter.error} fields={refused} /> : null}
        <SubmitRow
          submitLabel={t('overrides.enter')}
          missing={wrong.length === 0 ? null : t('overrides.missing', { fields: names })}
          pending={enter.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}

function Refusal({ error, fields }: { error: Error; fields: readonly string[] }) {
  const { t } = useTranslation();
  const known = ['residentId', 'programme', 'vaccine', 'toDay'] as const;
  const labels = known
    .filter((field) => fields.includes(field))
    .map((field) => t(`overrides.field.${field}`));
  return <ErrorNotice error={error} labels={labels} />;
}
