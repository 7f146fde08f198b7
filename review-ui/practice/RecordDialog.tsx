import { Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { practiceApi } from '../../schemas/api/practice.ts';
import { PracticeGravity, PracticeStatus, type PracticeStep } from '../../schemas/practice.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { Dialog } from '../components/Dialog.tsx';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { SubmitRow } from '../components/SubmitRow.tsx';

type Seen = Readonly<{ sheetId: string; kind: string; steps: readonly PracticeStep[] }>;
type Props = { cases: readonly Seen[]; onClose: () => void; onRecorded?: () => void };

/** What became of them, with a remark; nothing is chosen beforehand. */
export function RecordDialog({ cases, onClose, onRecorded }: Props) {
  const { t } = useTranslation();
  const [status, setStatus] = useState<PracticeStatus | null>(null);
  const [gravity, setGravity] = useState<PracticeGravity | null>(null);
  const [remark, setRemark] = useState('');
  const record = useEndpointMutation(practiceApi.record, async ({ recorded }, cache) => {
    notifications.show({
      message: t('practice.saved', { count: recorded }),
      closeButtonProps: { 'aria-label': t('common.close') },
    });
    onRecorded?.();
    onClose();
    await cache.invalidateQueries({ queryKey: [practiceApi.list.path] });
  });
  const missing = status === null ? 'missingStatus' : remark.trim() === '' ? 'missingRemark' : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (status === null || missing !== null) return;
    const seen = cases.map(({ sheetId, kind, steps: [newest] }) => ({
      ...{ sheetId, kind },
      seen: newest?.stepNumber ?? null,
    }));
    record.mutate({ body: { cases: seen, status, gravity, remark: remark.trim() } });
  };
  return (
    <Dialog onClose={onClose} title={t('practice.recordTitle')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">{t('practice.recordOf', { count: cases.length })}</Text>
          <Statuses value={status} onChange={setStatus} />
          <Gravities value={gravity} onChange={setGravity} />
          <Textarea
            label={t('practice.remark')}
            maxLength={500}
            rows={3}
            value={remark}
            onChange={(event) => setRemark(event.currentTarget.value)}
          />
          {record.error ? <ErrorNotice error={record.error} /> : null}
          <SubmitRow
            submitLabel={t('practice.save')}
            missing={missing === null ? null : t(`practice.${missing}`)}
            pending={record.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

type StatusProps = { value: PracticeStatus | null; onChange: (chosen: PracticeStatus) => void };

function Statuses({ value, onChange }: StatusProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('practice.newStatus')}
      value={value}
      onChange={(chosen) => onChange(PracticeStatus.parse(chosen))}
    >
      <Stack gap={6} mt={4}>
        {PracticeStatus.options.map((one, index) => (
          <Radio
            key={one}
            value={one}
            // The keyboard starts here and not on the button that closes; nothing is chosen by it.
            data-autofocus={index === 0 ? true : undefined}
            label={t(`practice.status.${one}`)}
            description={t(`practice.statusMeans.${one}`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

type GravityProps = {
  value: PracticeGravity | null;
  onChange: (chosen: PracticeGravity | null) => void;
};

function Gravities({ value, onChange }: GravityProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('practice.newGravity')}
      value={value ?? ''}
      onChange={(chosen) => {
        const gravity = PracticeGravity.safeParse(chosen);
        onChange(gravity.success ? gravity.data : null);
      }}
    >
      <Group mt={4}>
        <Radio value="" label={t('practice.gravityKept')} />
        {PracticeGravity.options.map((one) => (
          <Radio key={one} value={one} label={t(`practice.gravity.${one}`)} />
        ))}
      </Group>
    </Radio.Group>
  );
}
