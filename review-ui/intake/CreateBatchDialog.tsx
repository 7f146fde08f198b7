import { Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isValidInstitutionCode } from '../../rules/check-digits.ts';
import { type BatchView, intakeApi } from '../../schemas/api/intake.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';

type Props = { onClose: () => void; onCreated: (batch: BatchView) => void };
type Draft = { label: string; institutionCode: string; month: string; declaredSheets: string };

const EMPTY: Draft = { label: '', institutionCode: '', month: '', declaredSheets: '' };
const plain = (text: string): string => text.normalize('NFKC').trim();
const orNull = (text: string): string | null => (text === '' ? null : text);

/** The form follows the cover slip; it becomes the request only when sent. */
export function CreateBatchDialog({ onClose, onCreated }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(EMPTY);
  const create = useEndpointMutation(intakeApi.createBatch, async (batch, cache) => {
    await cache.invalidateQueries({ queryKey: endpointKey(intakeApi.batches).slice(0, 1) });
    onCreated(batch);
  });
  const label = plain(draft.label);
  const code = plain(draft.institutionCode);
  const declared = plain(draft.declaredSheets);
  const problems = {
    institutionCode:
      code === '' || isValidInstitutionCode(code) ? null : t('createBatch.codeProblem'),
    declaredSheets: /^\d*$/.test(declared) ? null : t('createBatch.countProblem'),
  };
  const sound = label !== '' && Object.values(problems).every((problem) => problem === null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!sound) return;
    create.mutate({
      body: {
        label,
        institutionCode: orNull(code),
        month: orNull(draft.month),
        declaredSheets: declared === '' ? null : Number(declared),
      },
    });
  };
  const field = (name: keyof Draft) => ({
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setDraft((before) => ({ ...before, [name]: value }));
    },
  });
  return (
    <Dialog onClose={onClose} title={t('createBatch.title')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            {...field('label')}
            label={t('batch.label')}
            description={t('createBatch.labelHint')}
            maxLength={100}
            required
            data-autofocus
          />
          <TextInput
            {...field('institutionCode')}
            label={t('createBatch.code')}
            inputMode="numeric"
            error={problems.institutionCode}
          />
          <TextInput {...field('month')} type="month" label={t('batch.month')} />
          <TextInput
            {...field('declaredSheets')}
            label={t('batch.declared')}
            description={t('createBatch.countHint')}
            inputMode="numeric"
            error={problems.declaredSheets}
          />
          {create.error ? <ErrorNotice error={create.error} /> : null}
          <SubmitRow
            submitLabel={t('createBatch.submit')}
            missing={label === '' ? t('createBatch.labelMissing') : null}
            disabled={!sound}
            pending={create.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  );
}
