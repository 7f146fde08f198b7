import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { intakeApi, type SheetView } from '../../schemas/api/intake.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { endpointKey, useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ReasonDialog } from '../components/ReasonDialog.tsx';

type SheetAct = 'reopen' | 'foreign';
export type SheetAsked = { sheet: SheetView; act: SheetAct };

/** What a person may make of a page the machine has set aside. */
const ACTS: Readonly<Partial<Record<SheetState, readonly SheetAct[]>>> = {
  blank: ['reopen'],
  cover: ['reopen'],
  duplicate: ['reopen'],
  foreign: ['reopen'],
  unknown_form: ['reopen', 'foreign'],
};

type ActsProps = { sheet: SheetView; onAsk: (asked: SheetAsked) => void };

export function SheetActs({ sheet, onAsk }: ActsProps) {
  const { t } = useTranslation();
  const mayReopen = useMay('sheet.reopen');
  return (ACTS[sheet.state] ?? []).map((act) => (
    <Button
      key={act}
      size="compact-xs"
      variant="default"
      ml={4}
      disabled={!mayReopen}
      title={mayReopen ? undefined : t('nav.only.intake')}
      onClick={() => onAsk({ sheet, act })}
    >
      {t(`sheets.${act}`)}
    </Button>
  ));
}

const ENDPOINTS = { reopen: intakeApi.reopenSheet, foreign: intakeApi.markForeign } as const;

export function SheetActDialog({ sheet, act, onClose }: SheetAsked & { onClose: () => void }) {
  const { t } = useTranslation();
  const mutation = useEndpointMutation(ENDPOINTS[act], async (_sheet, cache) => {
    onClose();
    await Promise.all(
      [intakeApi.sheets, intakeApi.batch].map(({ path }) =>
        cache.invalidateQueries({ queryKey: endpointKey({ path }).slice(0, 1) }),
      ),
    );
  });
  return (
    <ReasonDialog
      title={t(`sheets.${act}`)}
      explanation={[
        t(`sheets.${act}Explanation`, { state: t(`sheetState.${sheet.state}`) }),
        ...(sheet.state === 'cover' ? [t('sheets.reopenCover')] : []),
      ].join(' ')}
      submitLabel={t(`sheets.${act}`)}
      error={mutation.error}
      pending={mutation.isPending}
      onClose={onClose}
      onSubmit={(reason) =>
        mutation.mutate({ params: { sheetId: sheet.sheetId }, body: { reason } })
      }
    />
  );
}
