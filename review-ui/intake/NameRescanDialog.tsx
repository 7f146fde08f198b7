import { NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { intakeApi, type SheetPlace, type SheetView } from '../../schemas/api/intake.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { PagePair } from './PagePair.tsx';
import { forgetSheets } from './sheet-cache.ts';

type Props = { sheet: SheetView; caption: string; onClose: () => void };

/** Which of the scans that came is the one that was asked for; nothing is chosen beforehand. */
export function NameRescanDialog({ sheet, caption, onClose }: Props) {
  const { t } = useTranslation();
  const params = { sheetId: sheet.sheetId };
  const candidates = useEndpointQuery(intakeApi.rescanCandidates, { params });
  const [chosen, setChosen] = useState<SheetPlace>();
  const name = useEndpointMutation(intakeApi.nameRescan, async (_sheet, cache) => {
    onClose();
    await forgetSheets(cache);
  });
  const words = ({ batchLabel: batch, fileName: file, pageNumber: page }: SheetPlace) =>
    t('sheets.twin.place', { batch, file, page });
  const items = candidates.data?.items ?? [];
  const pages = [{ ...sheet, caption }, ...(chosen ? [{ ...chosen, caption: words(chosen) }] : [])];
  return (
    <ReasonDialog
      wide
      title={t('sheets.nameRescan')}
      explanation={
        <>
          <Text size="sm">{t('sheets.nameRescanExplanation')}</Text>
          {candidates.error ? <ErrorNotice error={candidates.error} /> : null}
          <NativeSelect
            my="xs"
            label={t('sheets.rescanPage')}
            value={chosen?.sheetId ?? ''}
            data={[
              { value: '', label: t('sheets.rescanChoose') },
              ...items.map((place) => ({
                value: place.sheetId,
                label: `${words(place)} (${t(`sheetState.${place.state}`)})`,
              })),
            ]}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setChosen(items.find((place) => place.sheetId === value));
            }}
          />
          <PagePair pages={pages} />
        </>
      }
      submitLabel={t('sheets.nameRescan')}
      missing={chosen === undefined ? t('sheets.rescanMissing') : null}
      error={name.error}
      pending={name.isPending}
      onClose={onClose}
      onSubmit={(reason) => {
        if (chosen) name.mutate({ params, body: { replacedBy: chosen.sheetId, reason } });
      }}
    />
  );
}
