import { Button, Group, Progress, Text } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { type AnyErrorCode, errorCodeOf } from '../api/api-error.ts';
import { useServices } from '../app/Services.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { isUnderWay, type Upload } from './upload-queue.ts';

/** Of a folder of thousands the next few are enough; what failed is always there. */
const SHOWN_AT_MOST = 20;

const isThere = ({ state }: Upload): boolean => state === 'sent' || state === 'known';

/** Files on their way. Those that arrived are found in the list of files, so they need no line here. */
export function UploadList({ batchId, said }: { batchId: string; said: AnyErrorCode | null }) {
  const { t } = useTranslation();
  const { uploads: queue } = useServices();
  const uploads = useSyncExternalStore(queue.subscribe, queue.uploads).filter(
    (upload) => upload.batchId === batchId,
  );
  if (uploads.length === 0) return null;
  const failed = uploads.filter(({ state }) => state === 'failed');
  const next = uploads.filter(isUnderWay);
  const lines = [...failed, ...next].slice(0, Math.max(SHOWN_AT_MOST, failed.length));
  return (
    <section aria-label={t('upload.progress')}>
      <Summary uploads={uploads} said={said} />
      {failed.length > 1 ? (
        <Button size="compact-xs" variant="default" onClick={() => queue.retryAll(batchId)}>
          {t('upload.againAll', { count: failed.length })}
        </Button>
      ) : null}
      <ul className="plain-list">
        {lines.map((upload) => (
          <UploadLine key={upload.id} upload={upload} />
        ))}
      </ul>
      {lines.length < failed.length + next.length ? (
        <Text size="xs">
          {t('upload.more', { count: failed.length + next.length - lines.length })}
        </Text>
      ) : null}
    </section>
  );
}

type SummaryProps = { uploads: readonly Upload[]; said: AnyErrorCode | null };

function Summary({ uploads, said }: SummaryProps) {
  const { t } = useTranslation();
  const there = uploads.filter(isThere).length;
  const known = uploads.filter(({ state }) => state === 'known').length;
  const bytes = uploads.reduce((sum, { byteSize }) => sum + byteSize, 0);
  const sent = uploads.reduce((sum, upload) => sum + upload.sentBytes, 0);
  const held = uploads.find(({ state }) => state === 'held');
  return (
    <>
      <Text size="sm" mb={4} aria-live="polite">
        {t('upload.summary', { sent: there, total: uploads.length })}
        {known > 0 ? ` ${t('upload.known', { count: known })}` : null}
      </Text>
      {uploads.some(isUnderWay) ? (
        <Progress
          value={bytes === 0 ? 0 : (100 * sent) / bytes}
          size="md"
          mb={4}
          aria-label={t('upload.progress')}
        />
      ) : null}
      {held?.error ? (
        <Text size="sm" role="status">
          {errorCodeOf(held.error) === said ? null : t(`error.${errorCodeOf(held.error)}.what`)}{' '}
          {t('upload.held')}
        </Text>
      ) : null}
    </>
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
      {upload.state === 'failed' && upload.error ? (
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
