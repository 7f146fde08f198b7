import { Group, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BatchView } from '../../schemas/api/intake.ts';
import { FigureBar } from '../components/FigureBar.tsx';

/** How far the machine has come with the batch, stage by stage; what people still do is in the balance. */
export function BatchProgress({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  if (batch.files === 0 && batch.pages === 0) return null;
  const left = waitingForMachine(batch);
  // What was given up waits on, and nothing will happen to it before somebody decides.
  const still = left > batch.givenUp;
  const said = still ? 'running' : left > 0 ? 'stopped' : 'done';
  return (
    <Paper withBorder px="sm" py="xs" mb="sm">
      <Group gap="md">
        <Title order={2} size="h5">
          {t('progress.title')}
        </Title>
        <Text size="sm" role="status">
          {t(`progress.${said}`)}
        </Text>
      </Group>
      {left > 0 ? <StageList batch={batch} /> : null}
    </Paper>
  );
}

const waitingForMachine = ({ filesPending, sheetsByState }: BatchView): number =>
  filesPending +
  (sheetsByState.received ?? 0) +
  (sheetsByState.preprocessed ?? 0) +
  (sheetsByState.read ?? 0);

function StageList({ batch }: { batch: BatchView }) {
  const { t } = useTranslation();
  const { files, filesPending, pages, sheetsByState } = batch;
  const { received = 0, preprocessed = 0, read = 0 } = sheetsByState;
  const stages = [
    ['open', files - filesPending, files],
    ['preprocess', pages - received, pages],
    ['read', pages - received - preprocessed, pages],
    ['check', pages - received - preprocessed - read, pages],
  ] as const;
  return (
    <ul className="stage-list">
      {stages.map(([stage, done, total]) => (
        <li key={stage}>
          {t(`progress.stage.${stage}`)}{' '}
          <span className="stage-count">{t(`progress.of.${stage}`, { done, total })}</span>
          <FigureBar share={total === 0 ? 0 : done / total} />
        </li>
      ))}
    </ul>
  );
}
