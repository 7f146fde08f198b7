import { Table, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClinicStatement, StatementLine } from '../../schemas/api/statement.ts';
import { StatusTag } from '../components/StatusTag.tsx';

const yen = (amount: number): string => amount.toLocaleString('ja-JP');

/** One clinic: its lines, and the batches that say whether this is all. */
export function ClinicLines({ clinic }: { clinic: ClinicStatement }) {
  const { t } = useTranslation();
  const heading = useId();
  const { institutionCode, institutionName, lines, count, amountYen, isWhole } = clinic;
  return (
    <section className="figure-table" aria-labelledby={heading}>
      <Title order={2} size="h5" id={heading}>
        {institutionName ?? t('statement.noInstitution')} <small>{institutionCode ?? ''}</small>{' '}
        <StatusTag tone={isWhole ? 'good' : 'attention'}>
          {t(isWhole ? 'statement.whole' : 'statement.notWhole')}
        </StatusTag>
      </Title>
      <Table withTableBorder verticalSpacing={3} aria-labelledby={heading}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('statement.vaccine')}</Table.Th>
            <Table.Th>{t('statement.kind')}</Table.Th>
            <Table.Th ta="right">{t('statement.unit')}</Table.Th>
            <Table.Th ta="right">{t('statement.count')}</Table.Th>
            <Table.Th ta="right">{t('statement.amount')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <LineRow key={keyOf(line)} line={line} />
          ))}
          <Table.Tr fw={600}>
            <Table.Td colSpan={3}>{t('statement.sum')}</Table.Td>
            <Table.Td ta="right">{count}</Table.Td>
            <Table.Td ta="right">{yen(amountYen)}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      {clinic.undated > 0 ? (
        <Text size="sm">{t('statement.undated', { count: clinic.undated })}</Text>
      ) : null}
      <Batches clinic={clinic} />
    </section>
  );
}

const keyOf = ({ programme, vaccine, serviceKind, unitYen }: StatementLine): string =>
  [programme, vaccine, serviceKind, unitYen].join('|');

function LineRow({ line }: { line: StatementLine }) {
  const { t } = useTranslation();
  const { programmeName, vaccineName, serviceKind, unitYen, amountYen } = line;
  return (
    <Table.Tr>
      <Table.Td>{[programmeName, vaccineName].filter((name) => name !== null).join(' ')}</Table.Td>
      <Table.Td>{t(`entryKind.${serviceKind}`)}</Table.Td>
      <Table.Td ta="right">{unitYen === null ? t('statement.noFee') : yen(unitYen)}</Table.Td>
      <Table.Td ta="right">{line.count}</Table.Td>
      <Table.Td ta="right">{amountYen === null ? '—' : yen(amountYen)}</Table.Td>
    </Table.Tr>
  );
}

function Batches({ clinic: { batches } }: { clinic: ClinicStatement }) {
  const { t } = useTranslation();
  if (batches.length === 0) return <Text size="sm">{t('statement.noBatch')}</Text>;
  return (
    <ul className="plain-list">
      {batches.map(({ batchId, label, state, declaredSheets, committed, pending }) => (
        <li key={batchId}>
          <Link to="/intake/$batchId" params={{ batchId }}>
            {label}
          </Link>{' '}
          {t(`statement.batch.${state}`, {
            declared: declaredSheets ?? '—',
            ...{ committed, pending },
          })}
        </li>
      ))}
    </ul>
  );
}
