import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { intakeApi, type SheetView } from '../../schemas/api/intake.ts';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { useEndpointMutation } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { ChooseFormDialog } from './ChooseFormDialog.tsx';
import { NameRescanDialog } from './NameRescanDialog.tsx';
import { PagePair } from './PagePair.tsx';
import { forgetSheets } from './sheet-cache.ts';

const ENDPOINTS = {
  reopen: intakeApi.reopenSheet,
  foreign: intakeApi.markForeign,
  rescan: intakeApi.requestRescan,
  withdrawRescan: intakeApi.reopenSheet,
  unlinkRescan: intakeApi.reopenSheet,
  denyForm: intakeApi.denyForm,
} as const;
type ReasonedAct = keyof typeof ENDPOINTS;
type SheetAct = ReasonedAct | 'nameRescan' | 'chooseForm';
export type SheetAsked = { sheet: SheetView; act: SheetAct };

/** What a person may make of a page that was set aside. */
const ACTS: Readonly<Partial<Record<SheetState, readonly SheetAct[]>>> = {
  blank: ['reopen', 'chooseForm'],
  cover: ['reopen'],
  duplicate: ['reopen'],
  foreign: ['reopen', 'chooseForm'],
  unknown_form: ['chooseForm', 'reopen', 'rescan', 'foreign'],
  rescan_requested: ['nameRescan', 'chooseForm', 'withdrawRescan'],
  replaced_by_rescan: ['unlinkRescan'],
};

/** Which form it is, is taken back where it was said, until somebody begins to review it. */
const actsOn = ({ state, byHand }: SheetView): readonly SheetAct[] =>
  state === 'checked' && byHand !== null ? ['denyForm'] : (ACTS[state] ?? []);

type ActsProps = { sheet: SheetView; onAsk: (asked: SheetAsked) => void };

export function SheetActs({ sheet, onAsk }: ActsProps) {
  const { t } = useTranslation();
  const mayReopen = useMay('sheet.reopen');
  return actsOn(sheet).map((act) => (
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

/** `caption`: what the page is called where it was asked from. */
type DialogProps = SheetAsked & { caption: string; onClose: () => void };

export function SheetActDialog({ sheet, act, caption, onClose }: DialogProps) {
  const asked = { sheet, caption, onClose };
  if (act === 'nameRescan') return <NameRescanDialog {...asked} />;
  if (act === 'chooseForm') return <ChooseFormDialog {...asked} />;
  return <ReasonedActDialog {...asked} act={act} />;
}

type ReasonedProps = DialogProps & { act: ReasonedAct };

function ReasonedActDialog({ sheet, act, caption, onClose }: ReasonedProps) {
  const { t } = useTranslation();
  const mutation = useEndpointMutation(ENDPOINTS[act], async (_sheet, cache) => {
    onClose();
    await forgetSheets(cache);
  });
  const { sheetId, state, twin } = sheet;
  return (
    <ReasonDialog
      wide={twin !== null}
      title={t(`sheets.${act}`)}
      explanation={
        <>
          {t(`sheets.${act}Explanation`, { state: t(`sheetState.${state}`) })}{' '}
          {state === 'cover' ? t('sheets.reopenCover') : null}
          {twin === null ? null : (
            <PagePair
              pages={[
                { ...sheet, caption },
                {
                  ...twin,
                  caption: t('sheets.twin.place', {
                    batch: twin.batchLabel,
                    file: twin.fileName,
                    page: twin.pageNumber,
                  }),
                },
              ]}
            />
          )}
        </>
      }
      submitLabel={t(`sheets.${act}`)}
      error={mutation.error}
      pending={mutation.isPending}
      onClose={onClose}
      onSubmit={(reason) => mutation.mutate({ params: { sheetId }, body: { reason } })}
    />
  );
}
