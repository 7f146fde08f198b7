import { Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mastersApi, type ShownMaster } from '../../schemas/api/masters.ts';
import { MASTERS, type Master, type MasterRow } from '../../schemas/master-kinds.ts';
import { ApiError } from '../api/api-error.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';
import { FieldInput } from './FieldInput.tsx';
import { fieldsOf } from './masters-views.ts';
import { draftOf, rowOf } from './row-draft.ts';
import { useFieldLabel } from './use-field-label.ts';

type Props = {
  master: ShownMaster;
  /** `null`: a new row. */
  before: MasterRow | null;
  onClose: () => void;
};

/** One row, keyed, with the reason that will stand in its history. */
export function EditMasterDialog({ master, before, onClose }: Props) {
  const { t } = useTranslation();
  const labelOf = useFieldLabel(master);
  const { fields, key }: Master = MASTERS[master];
  const [draft, setDraft] = useState(() => draftOf(master, before));
  const [reason, setReason] = useState('');
  const edit = useEndpointMutation(mastersApi.edit, async (_reply, cache) => {
    notifications.show({
      closeButtonProps: { 'aria-label': t('common.close') },
      message: t('masters.saved'),
    });
    onClose();
    await cache.invalidateQueries({ queryKey: [mastersApi.search.path] });
    await cache.invalidateQueries({ queryKey: [mastersApi.history.path] });
  });
  const { row, wrong } = rowOf(master, draft);
  const refused = edit.error instanceof ApiError ? edit.error.fields : [];
  const missing = missingOf(wrong.length > 0, reason.trim() === '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing !== null) return;
    edit.mutate({ params: { master }, body: { before, after: row, reason: reason.trim() } });
  };
  return (
    <Dialog size="xl" onClose={onClose} title={t(before === null ? 'masters.add' : 'masters.edit')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <div className="master-fields">
            {fieldsOf(master).map((field, index) => (
              <FieldInput
                key={field}
                kind={fields[field] ?? 'text'}
                label={labelOf(field)}
                value={draft[field] ?? ''}
                isKept={before !== null && key.includes(field)}
                isFirst={index === (before === null ? 0 : key.length)}
                wrong={isTold(draft[field], wrong.includes(field)) || refused.includes(field)}
                onChange={(value) => setDraft({ ...draft, [field]: value })}
              />
            ))}
          </div>
          <Textarea
            label={t('reason.label')}
            maxLength={500}
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {edit.error ? <ErrorNotice error={edit.error} /> : null}
          <SubmitRow
            submitLabel={t('masters.save')}
            missing={missing === null ? null : t(missing)}
            pending={edit.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

/** What is still to be keyed is not wrong yet. */
const isTold = (keyed: string | undefined, isWrong: boolean): boolean =>
  isWrong && (keyed ?? '').trim() !== '';

function missingOf(isWrong: boolean, isUnreasoned: boolean) {
  if (isWrong) return 'masters.wrongFields';
  return isUnreasoned ? 'reason.missing' : null;
}
