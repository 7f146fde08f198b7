import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonDialog } from '../components/ReasonDialog.tsx';
import { KeyHelp } from './KeyHelp.tsx';
import { PersonDialog } from './PersonDialog.tsx';
import type { Desk } from './use-desk.ts';

/** Seldom wanted: fetched when it is. */
const DeskOverrides = lazy(async () => {
  const { DeskOverrides: named } = await import('../overrides/DeskOverrides.tsx');
  return { default: named };
});

const DISMISSALS = ['rescan_requested', 'rejected', 'illegible'] as const;

export function DeskDialogs({ desk }: { desk: Desk }) {
  const close = () => desk.dispatch({ type: 'dialog', dialog: null });
  switch (desk.state.dialog) {
    case null:
      return null;
    case 'help':
      return <KeyHelp onClose={close} />;
    case 'note':
      return <NoteDialog desk={desk} onClose={close} />;
    case 'overrides':
      return (
        <Suspense fallback={null}>
          <DeskOverrides sheet={desk.sheet} onClose={close} />
        </Suspense>
      );
    case 'sendAway':
      return desk.sheet.purpose === 'verify' ? (
        <DismissDialog desk={desk} onClose={close} />
      ) : (
        <ReturnDialog desk={desk} onClose={close} />
      );
    case 'person':
      return desk.sheet.naming === null ? null : (
        <PersonDialog desk={desk} naming={desk.sheet.naming} onClose={close} />
      );
    default:
      return desk.state.dialog satisfies never;
  }
}

type Props = { desk: Desk; onClose: () => void };

/** Another scan of the paper can only be one that carries the same ticket. */
function DismissDialog({ desk: { final, sheet }, onClose }: Props) {
  const { t } = useTranslation();
  const choice = (value: (typeof DISMISSALS)[number]) => ({
    value,
    label: t(`dismissal.${value}.label`),
    hint: t(`dismissal.${value}.hint`),
  });
  const [rescan, rejected, illegible] = DISMISSALS;
  const others = sheet.otherScans.map(({ sheetId, batchLabel, fileName, pageNumber }) => ({
    value: sheetId,
    label: t('dismissal.duplicate.label', { batch: batchLabel, file: fileName, page: pageNumber }),
    hint: t('dismissal.duplicate.hint'),
  }));
  return (
    <ReasonDialog
      title={t('sendAway.dismiss')}
      explanation={t('sendAway.dismissExplanation')}
      submitLabel={t('sendAway.dismiss')}
      choices={[choice(rescan), choice(rejected), choice(illegible), ...others]}
      error={final.finish.error}
      pending={final.finish.isPending}
      onClose={onClose}
      onSubmit={(reason, chosen) => {
        if (chosen === undefined) return;
        const outcome = DISMISSALS.find((one) => one === chosen);
        final.dismiss(
          outcome === undefined ? { outcome: 'duplicate', duplicateOf: chosen } : { outcome },
          reason,
        );
      }}
    />
  );
}

function ReturnDialog({ desk: { final }, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <ReasonDialog
      title={t('sendAway.return')}
      explanation={t('sendAway.returnExplanation')}
      submitLabel={t('sendAway.return')}
      error={final.finish.error}
      pending={final.finish.isPending}
      onClose={onClose}
      onSubmit={(reason) => final.returnSheet(reason)}
    />
  );
}

function NoteDialog({ desk, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <ReasonDialog
      title={t('command.note')}
      explanation={t('note.explanation')}
      submitLabel={t('note.keep')}
      reasonRequired={false}
      initialReason={desk.state.note}
      error={null}
      pending={false}
      onClose={onClose}
      onSubmit={(note) => desk.dispatch({ type: 'note', note })}
    />
  );
}
