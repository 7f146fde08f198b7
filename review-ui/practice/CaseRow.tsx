import { Checkbox, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { warekiOf } from '../../rules/calendar.ts';
import { FindingCode } from '../../schemas/finding.ts';
import type { PracticeCase, PracticeList, PracticeStatus } from '../../schemas/practice.ts';
import { DateText } from '../components/DateText.tsx';
import { SheetStoryLink } from '../components/SheetStoryLink.tsx';
import { StatusTag, type Tone } from '../components/StatusTag.tsx';
import { StepList } from './StepList.tsx';
import { useNames } from './use-names.ts';

const TONES: Readonly<Record<PracticeStatus, Tone>> = {
  open: 'attention',
  looked_into: 'busy',
  reported: 'good',
  no_error: 'quiet',
};

type Props = {
  list: PracticeList;
  one: PracticeCase;
  /** `null`: nothing can be selected. */
  isSelected: boolean | null;
  onToggle: () => void;
};

export function CaseRow({ list, one, isSelected, onToggle }: Props) {
  const { t } = useTranslation();
  const { kindName, vaccineWords } = useNames(list);
  const { day, leafIndex, kind } = one;
  return (
    <Table.Tr>
      {isSelected === null ? null : (
        <Table.Td>
          <Checkbox
            aria-label={t('practice.select', {
              ...{ kind: kindName(kind), leaf: leafIndex },
              day: day ?? t('practice.dayUnknown'),
            })}
            checked={isSelected}
            onChange={onToggle}
          />
        </Table.Td>
      )}
      <Table.Td>{kindName(kind)}</Table.Td>
      <Table.Td>{day === null ? t('practice.dayUnknown') : <DateText iso={day} />}</Table.Td>
      <Table.Td>{vaccineWords(one)}</Table.Td>
      <Table.Td>
        {one.institutionName ?? one.institutionCode ?? t('practice.noInstitution')}
      </Table.Td>
      <Table.Td>
        <Findings codes={one.findings} />
      </Table.Td>
      <Table.Td>
        <Gravity one={one} />
      </Table.Td>
      <Table.Td>
        <StatusTag tone={TONES[one.status]}>{t(`practice.status.${one.status}`)}</StatusTag>
        {one.changedSince ? <small className="block">{t('practice.changedSince')}</small> : null}
        <StepList steps={one.steps} />
      </Table.Td>
      <Table.Td>
        <Link to="/ledger" search={{ entry: one.entryId }}>
          {t('practice.entry', { leaf: leafIndex })}
        </Link>{' '}
        {one.isAmended ? <StatusTag tone="busy">{t('practice.isAmended')}</StatusTag> : null}
        <br />
        <SheetStoryLink sheetId={one.sheetId} />
      </Table.Td>
    </Table.Tr>
  );
}

function Findings({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation();
  return codes.map((code) => {
    const known = FindingCode.safeParse(code);
    return <div key={code}>{known.success ? t(`finding.${known.data}.what`) : code}</div>;
  });
}

function Gravity({ one: { gravity, due, isOverdue } }: { one: PracticeCase }) {
  const { t, i18n } = useTranslation();
  const day = i18n.language === 'ja' ? warekiOf(due) : due;
  return (
    <>
      <StatusTag tone={gravity === 'serious' ? 'bad' : 'quiet'}>
        {t(`practice.gravity.${gravity}`)}
      </StatusTag>
      <small className="block">{t('practice.dueOn', { day })}</small>
      {isOverdue ? <StatusTag tone="bad">{t('practice.isOverdue')}</StatusTag> : null}
    </>
  );
}
