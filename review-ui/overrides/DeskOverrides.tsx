import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import { Dialog } from '../components/Dialog.tsx';
import { sheetKey } from '../review/sheet-acts.ts';
import { EnterOverrideForm } from './EnterOverrideForm.tsx';
import { OverrideCards } from './OverrideCards.tsx';

type Props = { sheet: ReviewSheet; onClose: () => void };

/** At the desk: what there is for the person on the sheet, and a place to enter or confirm it. */
export function DeskOverrides({ sheet, onClose }: Props) {
  const { t } = useTranslation(['translation', 'overrides']);
  const { person, programme, overrides } = sheet;
  const [entering, setEntering] = useState(overrides.length === 0);
  const alsoStale = sheetKey(sheet.lease);
  return (
    <Dialog size="lg" onClose={onClose} title={t('overrides.ofSheet')}>
      {person === null || programme === null ? (
        <Text data-autofocus tabIndex={-1}>
          {t('overrides.nobody')}
        </Text>
      ) : (
        <Stack gap="sm">
          {overrides.length === 0 ? <Text size="sm">{t('overrides.noneOfPerson')}</Text> : null}
          <OverrideCards {...{ overrides, alsoStale }} label={t('overrides.ofSheet')} />
          {entering ? (
            <EnterOverrideForm
              residentId={person.residentId}
              {...{ programme, alsoStale }}
              onDone={() => (overrides.length === 0 ? onClose() : setEntering(false))}
            />
          ) : (
            <Button variant="default" onClick={() => setEntering(true)}>
              {t('overrides.enter')}
            </Button>
          )}
        </Stack>
      )}
    </Dialog>
  );
}
