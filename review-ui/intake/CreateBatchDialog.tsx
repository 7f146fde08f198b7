import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isValidInstitutionCode } from '../../rules/check-digits.ts';
import { type BatchView, intakeApi } from '../../schemas/api/intake.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

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
    <Modal
      opened
      onClose={onClose}
      title={t('createBatch.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
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
          <Group justify="flex-end">
            {label === '' ? <Text size="xs">{t('createBatch.labelMissing')}</Text> : null}
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={!sound} loading={create.isPending}>
              {t('createBatch.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
