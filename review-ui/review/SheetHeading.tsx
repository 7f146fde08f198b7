import { useTranslation } from 'react-i18next';
import type { ReviewSheet } from '../../schemas/api/review.ts';
import { SheetStoryLink } from '../components/SheetStoryLink.tsx';
import { keysOf } from './review-keys.ts';

/** Which sheet this is, and what those before had to say about it. */
export function SheetHeading({ sheet }: { sheet: ReviewSheet }) {
  const { t, i18n } = useTranslation();
  const said = [
    sheet.registration?.byHand === 'place' ? t('heading.placedByHand') : null,
    sheet.roundKind === 'initial' ? null : t(`roundKind.${sheet.roundKind}`),
    sheet.reasonForRound && t('heading.roundReason', { reason: sheet.reasonForRound }),
    sheet.returnedReason && t('heading.returned', { reason: sheet.returnedReason }),
    sheet.purpose !== 'verify' && sheet.note ? t('heading.note', { note: sheet.note }) : null,
  ].filter((text) => text !== null && text !== '');
  return (
    <header className="sheet-heading">
      <h1>{t(`purpose.${sheet.purpose}`)}</h1>
      <span>{i18n.language === 'ja' ? sheet.templateTitleJa : sheet.templateTitleEn}</span>
      <SheetStoryLink sheetId={sheet.sheetId} target="_blank" />
      <kbd>{keysOf('story')}</kbd>
      {said.map((text) => (
        <mark key={text}>{text}</mark>
      ))}
    </header>
  );
}
