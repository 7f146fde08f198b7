import { Button, Group, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ListedDeadLetter } from '../../schemas/api/queue.ts';
import { InstantText } from '../components/DateText.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import type { StuckActs } from './stuck-acts.ts';

type Props = {
  letters: readonly ListedDeadLetter[];
  acts: StuckActs;
  onDiscard: (letter: ListedDeadLetter) => void;
};

export function StuckTable({ letters, acts, onDiscard }: Props) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={900}>
      <Table withTableBorder verticalSpacing={6} className="stuck-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('stuck.what')}</Table.Th>
            <Table.Th>{t('stuck.stage')}</Table.Th>
            <Table.Th>{t('stuck.why')}</Table.Th>
            <Table.Th ta="right">{t('stuck.attempts')}</Table.Th>
            <Table.Th>{t('stuck.when')}</Table.Th>
            <Table.Th>
              <span className="sr-only">{t('stuck.acts')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {letters.map((letter) => (
            <Table.Tr key={letter.deadLetterId}>
              <Table.Td>
                <Paper letter={letter} />
              </Table.Td>
              <Table.Td>{t(`stuck.stages.${letter.queue}`)}</Table.Td>
              <Table.Td className="break">
                <Reason letter={letter} />
              </Table.Td>
              <Table.Td ta="right">{t('stuck.times', { count: letter.attempts })}</Table.Td>
              <Table.Td>
                <InstantText iso={letter.resolvedAt ?? letter.failedAt} />
              </Table.Td>
              <Table.Td>
                <Acts letter={letter} acts={acts} onDiscard={onDiscard} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** The file, its page where it is about one, and the batch it lies in. */
function Paper({ letter }: { letter: ListedDeadLetter }) {
  const { t } = useTranslation();
  const { batch, fileName, pageNumber, sheetId, originalId } = letter;
  return (
    <>
      <Text size="sm" className="break">
        {fileName ?? (sheetId ?? originalId)?.slice(-8)}{' '}
        {pageNumber === null ? t('stuck.wholeFile') : t('sheets.pageNumber', { page: pageNumber })}
      </Text>
      {batch ? (
        <Link to="/intake/$batchId" params={{ batchId: batch.batchId }}>
          {batch.label}
        </Link>
      ) : null}
    </>
  );
}

function Reason({ letter }: { letter: ListedDeadLetter }) {
  const { t } = useTranslation();
  const { errorCode, resolution, reason } = letter;
  return (
    <>
      {resolution === null ? null : (
        <StatusTag tone={resolution === 'retried' ? 'good' : 'quiet'}>
          {t(`stuck.resolution.${resolution}`)}
        </StatusTag>
      )}
      <Text size="sm">{t(`error.${errorCode}.what`)}</Text>
      {resolution === null ? (
        <Text size="sm" fw={600}>
          {t(`error.${errorCode}.next`)}
        </Text>
      ) : null}
      {reason === null ? null : <Text size="sm">{t('stuck.reasonGiven', { reason })}</Text>}
      <code className="short-id">{errorCode}</code>
    </>
  );
}

function Acts({ letter, acts, onDiscard }: Omit<Props, 'letters'> & { letter: ListedDeadLetter }) {
  const { t } = useTranslation();
  const { deadLetterId, resolution } = letter;
  if (resolution === 'retried') return null;
  const retry = () => acts.retry.mutate({ params: { deadLetterId }, body: { reason: null } });
  return (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <Button size="compact-sm" variant="default" onClick={retry}>
        {t(resolution === null ? 'stuck.retry' : 'stuck.undo')}
      </Button>
      {resolution === null ? (
        <Button size="compact-sm" variant="default" onClick={() => onDiscard(letter)}>
          {t('stuck.discard')}
        </Button>
      ) : null}
    </Group>
  );
}
