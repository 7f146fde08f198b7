import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { urlOf } from '../../schemas/api/endpoint.ts';
import { intakeApi, type SheetView } from '../../schemas/api/intake.ts';

type Shown = Pick<SheetView, 'sheetId' | 'rotation'> & { caption: string };

/** Scans side by side, upright: whether they are one paper is seen, not guessed. Who looks is recorded. */
export function PagePair({ pages, children }: { pages: readonly Shown[]; children?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className="page-pair">
      {pages.map(({ sheetId, rotation, caption }) => {
        const url = urlOf(intakeApi.sheetImage, { sheetId });
        return (
          <figure key={sheetId}>
            <a href={url} target="_blank" rel="noreferrer" title={t('sheets.enlarge')}>
              <img
                className={`turned-${rotation}`}
                src={url}
                alt={t('sheets.scanOf', { caption })}
              />
            </a>
            <figcaption>{caption}</figcaption>
          </figure>
        );
      })}
      {children}
    </div>
  );
}
