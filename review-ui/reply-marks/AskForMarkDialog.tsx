import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { replyMarksApi } from '../../schemas/api/reply-marks.ts';
import { ReplyMarkReason } from '../../schemas/reply-mark.ts';
import { ApiError } from '../api/api-error.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';
import { EMPTY_DRAFT, entryOf, FIELDS, type ReplyMarkField } from './reply-mark-draft.ts';

type Props = { residentId: string | null; onClose: () => void };

/** Whom, and the kind of reason. There is no place to write what happened to them. */
export function AskForMarkDialog({ residentId, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Dialog size="lg" onClose={onClose} title={t('replyMarks.askTitle')}>
      <Form residentId={residentId} onClose={onClose} />
    </Dialog>
  );
}

function Form({ residentId, onClose }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({ ...EMPTY_DRAFT, residentId: residentId ?? '' });
  const ask = useEndpointMutation(replyMarksApi.ask, async (_, cache) => {
    notifications.show({
      message: t('replyMarks.asked'),
      closeButtonProps: { 'aria-label': t('common.close') },
    });
    onClose();
    await cache.invalidateQueries({ queryKey: [replyMarksApi.search.path] });
  });
  const made = entryOf(draft);
  const wrong = 'wrong' in made ? made.wrong : [];
  const refused = ask.error instanceof ApiError ? ask.error.fields : [];
  const text = (field: ReplyMarkField) => ({
    label: t(`replyMarks.field.${field}`),
    autoComplete: 'off',
    value: draft[field],
    maxLength: 30,
    error:
      (draft[field].trim() !== '' && wrong.includes(field)) || refused.includes(field)
        ? t('replyMarks.wrong')
        : null,
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [field]: event.currentTarget.value }),
  });
  const names = wrong.map((field) => t(`replyMarks.field.${field}`)).join('、');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ('entry' in made) ask.mutate({ body: made.entry });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">{t('replyMarks.askExplanation')}</Text>
        <TextInput
          {...text('residentId')}
          description={t('replyMarks.hint.residentId')}
          data-autofocus
        />
        <NativeSelect
          label={t('replyMarks.field.reason')}
          value={draft.reason}
          data={[
            { value: '', label: t('replyMarks.choose') },
            ...ReplyMarkReason.options.map((reason) => ({
              value: reason as string,
              label: t(`replyMarks.reason.${reason}`),
            })),
          ]}
          onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })}
        />
        <Group grow align="flex-start">
          <TextInput {...text('fromDay')} description={t('replyMarks.hint.days')} />
          <TextInput {...text('toDay')} description={t('replyMarks.hint.days')} />
        </Group>
        {ask.error ? (
          <ErrorNotice
            error={ask.error}
            labels={FIELDS.filter((field) => refused.includes(field)).map((field) =>
              t(`replyMarks.field.${field}`),
            )}
          />
        ) : null}
        <SubmitRow
          submitLabel={t('replyMarks.ask')}
          missing={wrong.length === 0 ? null : t('replyMarks.missing', { fields: names })}
          pending={ask.isPending}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
