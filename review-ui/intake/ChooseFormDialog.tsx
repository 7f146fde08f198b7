import { Button, Group, Kbd, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { intakeApi, type SheetView } from '../../schemas/api/intake.ts';
import type { Rotation } from '../../schemas/reading.ts';
import { useEndpointMutation, useEndpointQuery } from '../api/use-endpoint.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { PagePair } from './PagePair.tsx';
import { forgetSheets } from './sheet-cache.ts';

type Props = { sheet: SheetView; caption: string; onClose: () => void };

/** How the paper lay, once what is shown has been turned clockwise by a quarter. */
const TURNED: Readonly<Record<Rotation, Rotation>> = { 0: 270, 270: 180, 180: 90, 90: 0 };

/** Which form a page is, and which way up; nothing is chosen beforehand. */
export function ChooseFormDialog({ sheet, caption, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const params = { sheetId: sheet.sheetId };
  const forms = useEndpointQuery(intakeApi.forms, {});
  const [template, setTemplate] = useState('');
  const [rotation, setRotation] = useState<Rotation>(sheet.rotation);
  const choose = useEndpointMutation(intakeApi.chooseForm, async (_sheet, cache) => {
    onClose();
    await forgetSheets(cache);
  });
  const turn = () => setRotation(TURNED[rotation]);
  return (
    <ReasonDialog
      wide
      title={t('sheets.chooseForm')}
      explanation={
        <>
          <Text size="sm">{t('sheets.chooseFormExplanation')}</Text>
          {forms.error ? <ErrorNotice error={forms.error} /> : null}
          <PagePair pages={[{ ...sheet, rotation, caption }]}>
            <div>
              <NativeSelect
                label={t('sheets.form')}
                value={template}
                data={[
                  { value: '', label: t('sheets.formChoose') },
                  ...(forms.data?.items ?? []).map((form) => ({
                    value: form.template,
                    label: i18n.language === 'ja' ? form.titleJa : form.titleEn,
                  })),
                ]}
                onChange={(event) => setTemplate(event.currentTarget.value)}
              />
              <Group mt="md" gap="xs">
                <Button variant="default" onClick={turn}>
                  {t('sheets.turn')}
                </Button>
                <Kbd>Ctrl+.</Kbd>
              </Group>
              <Text size="sm" mt={4} role="status">
                {t('sheets.turned', { degrees: (360 - rotation) % 360 })}
              </Text>
              <Text size="sm" mt="md">
                {t('sheets.chooseFormThen')}
              </Text>
            </div>
          </PagePair>
        </>
      }
      submitLabel={t('sheets.chooseFormSubmit')}
      missing={template === '' ? t('sheets.formMissing') : null}
      error={choose.error}
      pending={choose.isPending}
      onClose={onClose}
      onKeyDown={(event) => {
        // As on the desk.
        if (!event.ctrlKey || event.key !== '.') return;
        event.preventDefault();
        turn();
      }}
      onSubmit={(reason) => choose.mutate({ params, body: { template, rotation, reason } })}
    />
  );
}
