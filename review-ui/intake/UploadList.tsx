import { Button, Group, Progress, Text } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { errorCodeOf } from '../api/api-error.ts';
import { useServices } from '../app/Services.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import type { Upload } from './upload-queue.ts';

/** Files on their way. Those that arrived are found in the list of files, so they need no line here. */
export function UploadList({ batchId }: { batchId: string }) {
  const { t } = useTranslation();
  const { uploads: queue } = useServices();
  const uploads = useSyncExternalStore(queue.subscribe, queue.uploads).filter(
    (upload) => upload.batchId === batchId,
  );
  const open = uploads.filter(({ state }) => state !== 'sent');
  if (uploads.length === 0) return null;
  return (
    <section aria-label={t('upload.progress')}>
      <Text size="sm" mb={4} aria-live="polite">
        {t('upload.summary', { sent: uploads.length - open.length, total: uploads.length })}
      </Text>
      <ul className="plain-list">
        {open.map((upload) => (
          <UploadLine key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

function UploadLine({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  const { uploads: queue } = useServices();
  const percent = upload.byteSize === 0 ? 0 : (100 * upload.sentBytes) / upload.byteSize;
  return (
    <li className="upload-line">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" truncate>
          {upload.fileName}
        </Text>
        <StatusTag tone={upload.state === 'failed' ? 'bad' : 'busy'}>
          {t(`upload.state.${upload.state}`)}
        </StatusTag>
      </Group>
      {upload.state === 'sending' ? (
        <Progress value={percent} size="sm" aria-label={upload.fileName} />
      ) : null}
      {upload.error ? (
        <div role="alert">
          <Text size="xs">
            {t(`error.${errorCodeOf(upload.error)}.what`)}{' '}
            {t(`error.${errorCodeOf(upload.error)}.next`)}
          </Text>
          <Group gap="xs">
            <Button size="compact-xs" variant="default" onClick={() => queue.retry(upload.id)}>
              {t('upload.again')}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => queue.forget(upload.id)}>
              {t('upload.forget')}
            </Button>
          </Group>
        </div>
      ) : null}
    </li>
  );
}
