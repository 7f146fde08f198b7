import { useTranslation } from 'react-i18next';
import type { SheetState } from '../../schemas/sheet-state.ts';
import { StatusTag, type Tone } from './StatusTag.tsx';

const TONES: Readonly<Record<SheetState, Tone>> = {
  received: 'busy',
  number_suspected: 'attention',
  preprocessed: 'busy',
  read: 'busy',
  checked: 'attention',
  in_review: 'busy',
  awaiting_approval: 'attention',
  adjudication: 'attention',
  committed: 'good',
  blank: 'quiet',
  cover: 'quiet',
  duplicate: 'quiet',
  unknown_form: 'bad',
  foreign: 'quiet',
  rescan_requested: 'attention',
  replaced_by_rescan: 'quiet',
  rejected: 'bad',
  illegible: 'bad',
};

export function SheetStateTag({ state }: { state: SheetState }) {
  const { t } = useTranslation();
  return <StatusTag tone={TONES[state]}>{t(`sheetState.${state}`)}</StatusTag>;
}
