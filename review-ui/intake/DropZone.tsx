import { Button, FileButton, Group, Text } from '@mantine/core';
import { type ComponentProps, type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BatchView } from '../../schemas/api/intake.ts';
import { useServices } from '../app/Services.tsx';
import { useMay } from '../app/session.ts';
import { droppedFiles, inScanOrder } from './dropped-files.ts';

const ACCEPTED = 'image/jpeg,image/png,image/tiff,application/pdf,.jpg,.jpeg,.png,.tif,.tiff,.pdf';

/** React knows the attribute; its types do not. */
const WHOLE_FOLDER = { webkitdirectory: '' } as ComponentProps<'input'>;

export function DropZone({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const { uploads } = useServices();
  const [over, setOver] = useState(false);
  const mayUpload = useMay('batch.upload');
  const refusal = batch.state === 'closed' ? 'closed' : mayUpload ? null : ('role' as const);
  const add = (files: readonly File[]) => {
    if (files.length > 0) uploads.add(batch.batchId, files, batch.files > 0);
  };
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (refusal === null) add(await droppedFiles(event.dataTransfer.items));
  };
  return (
    <section
      aria-label={t('upload.title')}
      className={`drop-zone${over && refusal === null ? ' drop-zone-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Text size="sm">{refusal === null ? t('upload.hint') : t(`upload.refused.${refusal}`)}</Text>
      <Text size="xs" mb="xs">
        {t('upload.kinds')}
      </Text>
      <Group justify="center" gap="sm">
        <FileButton
          multiple
          accept={ACCEPTED}
          disabled={refusal !== null}
          onChange={(files) => add(inScanOrder(files))}
        >
          {(props) => (
            <Button {...props} size="compact-md" disabled={refusal !== null}>
              {t('upload.files')}
            </Button>
          )}
        </FileButton>
        <FileButton
          multiple
          disabled={refusal !== null}
          inputProps={WHOLE_FOLDER}
          onChange={(files) => add(inScanOrder(files))}
        >
          {(props) => (
            <Button {...props} size="compact-md" variant="default" disabled={refusal !== null}>
              {t('upload.folder')}
            </Button>
          )}
        </FileButton>
      </Group>
    </section>
  );
}
