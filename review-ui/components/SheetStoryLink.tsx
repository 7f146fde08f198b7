import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** A sheet's short number, which leads to its whole story. `_blank` where leaving would give the sheet back. */
export function SheetStoryLink({ sheetId, target }: { sheetId: string; target?: '_blank' }) {
  const { t } = useTranslation();
  const short = sheetId.slice(-8);
  return (
    <Link
      to="/sheets/$sheetId"
      params={{ sheetId }}
      {...(target === undefined ? {} : { target })}
      className="story-link"
      title={sheetId}
      aria-label={t('story.link', { short })}
    >
      <code className="short-id" title={sheetId}>
        {short}
      </code>{' '}
      {t('story.linkWord')}
    </Link>
  );
}
