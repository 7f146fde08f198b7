import { Button, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../../schemas/api/endpoint.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import type { SuspicionView } from '../../schemas/api/numbers.ts';
import { useMay } from '../app/session.ts';
import { InstantText } from '../components/DateText.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { SuspicionPicture } from './SuspicionPicture.tsx';

type Props = {
  suspicions: readonly SuspicionView[];
  limitHours: number;
  onDecide: (suspicion: SuspicionView) => void;
};

export function SuspicionTable({ suspicions, limitHours, onDecide }: Props) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={900}>
      <Table withTableBorder verticalSpacing={6} className="numbers-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('numbers.place')}</Table.Th>
            <Table.Th>{t('numbers.page')}</Table.Th>
            <Table.Th>{t('numbers.found')}</Table.Th>
            <Table.Th>{t('numbers.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {suspicions.map((suspicion) => (
            <Table.Tr key={suspicion.suspicionId}>
              <Table.Td className="suspicion-cell">
                <Places suspicion={suspicion} />
              </Table.Td>
              <Table.Td>
                <Text size="sm" className="break">
                  {suspicion.fileName} {t('sheets.pageNumber', { page: suspicion.pageNumber })}
                </Text>
                <Link to="/intake/$batchId" params={{ batchId: suspicion.batch.batchId }}>
                  {suspicion.batch.label}
                </Link>
              </Table.Td>
              <Table.Td>
                <InstantText iso={suspicion.foundAt} />
                {suspicion.overdue ? (
                  <div>
                    <StatusTag tone="bad">{t('numbers.overdue', { hours: limitHours })}</StatusTag>
                  </div>
                ) : null}
              </Table.Td>
              <Table.Td>
                <Decision suspicion={suspicion} onDecide={onDecide} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** As everybody sees the page now. */
function Places({ suspicion }: { suspicion: SuspicionView }) {
  const { t } = useTranslation();
  const mayLook = useMay('sheet.read_image');
  if (!mayLook)
    return <Text size="sm">{t('numbers.count', { count: suspicion.areas.length })}</Text>;
  const { sheetId, imageHash } = suspicion;
  // The hash makes another address of another image: what was masked never comes out of a cache.
  const url = `${urlOf(intakeApi.sheetImage, { sheetId })}#${imageHash}`;
  return suspicion.areas.map((area, at) => (
    <SuspicionPicture
      key={`${area.left} ${area.top}`}
      page={suspicion}
      area={area}
      url={url}
      label={t(suspicion.state === 'restored' ? 'numbers.unmasked' : 'numbers.masked', {
        at: at + 1,
      })}
    />
  ));
}

function Decision({ suspicion, onDecide }: Pick<Props, 'onDecide'> & { suspicion: SuspicionView }) {
  const { t } = useTranslation();
  const mayDecide = useMay('number.decide');
  const { state, decidedAt, decidedBy } = suspicion;
  if (state === 'waiting') {
    return (
      <Button
        size="compact-sm"
        disabled={!mayDecide}
        title={mayDecide ? undefined : t('nav.only.numbers')}
        onClick={() => onDecide(suspicion)}
      >
        {t('numbers.look')}
      </Button>
    );
  }
  return (
    <>
      <StatusTag tone={state === 'confirmed' ? 'attention' : 'good'}>
        {t(`numbers.states.${state}`)}
      </StatusTag>
      <Text size="sm">
        {decidedBy} {decidedAt === null ? null : <InstantText iso={decidedAt} />}
      </Text>
    </>
  );
}
