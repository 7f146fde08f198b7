import { Button, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReportedAndGone as Gone, PracticeList } from '../../schemas/practice.ts';
import { useMay } from '../app/session.ts';
import { SheetStoryLink } from '../components/SheetStoryLink.tsx';
import { StatusTag } from '../components/StatusTag.tsx';
import { RecordDialog } from './RecordDialog.tsx';
import { StepList } from './StepList.tsx';
import { useNames } from './use-names.ts';

/** A report that says what the ledger does not say any more. */
export function ReportedAndGone({ list }: { list: PracticeList }) {
  const { t } = useTranslation();
  const heading = useId();
  const may = useMay('practice.manage');
  const { kindName } = useNames(list);
  const [recording, setRecording] = useState<Gone | null>(null);
  if (list.reportedAndGone.length === 0) return null;
  return (
    <section className="figure-table" aria-labelledby={heading}>
      <Title order={2} size="h5" id={heading}>
        {t('practice.gone')}
      </Title>
      <Text size="sm">{t('practice.goneMeans')}</Text>
      <ul className="override-cards">
        {list.reportedAndGone.map((one) => (
          <li key={`${one.sheetId} ${one.kind}`}>
            <div className="override-head">
              <StatusTag tone="attention">{t(`practice.newer.${one.newer}`)}</StatusTag>
              <strong>{kindName(one.kind)}</strong>
              <Link to="/ledger" search={{ entry: one.entryId }}>
                {t('practice.entry', { leaf: one.leafIndex })}
              </Link>
              <SheetStoryLink sheetId={one.sheetId} />
              {may ? (
                <Button size="compact-sm" variant="default" onClick={() => setRecording(one)}>
                  {t('practice.recordOne')}
                </Button>
              ) : null}
            </div>
            <StepList steps={one.steps} />
          </li>
        ))}
      </ul>
      {recording === null ? null : (
        <RecordDialog cases={[recording]} onClose={() => setRecording(null)} />
      )}
    </section>
  );
}
