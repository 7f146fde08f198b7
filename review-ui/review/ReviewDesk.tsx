import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lease, ReviewSheet } from '../../schemas/api/review.ts';
import { ApiError } from '../api/api-error.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { ActionBar } from './ActionBar.tsx';
import { isUnreachable } from './acts-under-way.ts';
import { CurrentField } from './CurrentField.tsx';
import { DeskDialogs } from './DeskDialogs.tsx';
import { FieldList } from './FieldList.tsx';
import { LeaseLost } from './LeaseLost.tsx';
import { LeavingDesk } from './LeavingDesk.tsx';
import { isLeaseLost } from './lease.ts';
import { OutOfReach } from './OutOfReach.tsx';
import { SheetContext } from './SheetContext.tsx';
import { SheetHeading } from './SheetHeading.tsx';
import { SheetImage } from './SheetImage.tsx';
import type { Outcome } from './sheet-acts.ts';
import type { SheetImageHandle } from './sheet-image-handle.ts';
import { useDesk } from './use-desk.ts';
import { useDeskKeys } from './use-desk-keys.ts';

type Props = {
  sheet: ReviewSheet;
  lease: Lease;
  imageUrl: string;
  renewalError: Error | null;
  onDone: (outcome: Outcome) => void;
};

/** The sheet on the left, its fields on the right, and nothing scrolls but the lists. */
export function ReviewDesk({ sheet, lease, imageUrl, renewalError, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const picture = useRef<SheetImageHandle>(null);
  const input = useRef<HTMLElement>(null);
  const desk = useDesk(sheet, lease, picture, onDone);
  const errors = [desk.acts.error, desk.final.finish.error, renewalError];
  const lost = errors.find(isLeaseLost);
  const outOfReach = desk.acts.outOfReach || isUnreachable(renewalError);
  const refused = errors.find((error) => error !== null && !outOfReach);
  const { finish } = desk.final;
  useDeskKeys(
    desk,
    () => input.current,
    lost === undefined && !finish.isPending && !finish.isSuccess,
  );
  const named = refused instanceof ApiError ? refused.fields : [];
  const labels = sheet.fields
    .filter(({ fieldId }) => named.includes(fieldId))
    .map((field) => (i18n.language === 'ja' ? field.labelJa : field.labelEn));
  return (
    <div className="desk">
      <div className="desk-left">
        <SheetHeading sheet={sheet} />
        <SheetImage sheet={sheet} imageUrl={imageUrl} field={desk.current} handle={picture} />
        <SheetContext sheet={sheet} onOverrides={desk.commands.overrides} />
      </div>
      <div className="desk-right">
        {desk.current ? (
          <CurrentField desk={desk} field={desk.current} input={input} />
        ) : (
          <p className="current-field">{t('current.none')}</p>
        )}
        {refused && lost === undefined && desk.state.dialog === null ? (
          <ErrorNotice error={refused} labels={labels} />
        ) : null}
        {outOfReach ? <OutOfReach /> : null}
        <FieldList desk={desk} imageUrl={imageUrl} />
        <ActionBar desk={desk} />
      </div>
      <DeskDialogs desk={desk} />
      {lost === undefined ? null : <LeaseLost sheet={sheet} error={lost} desk={desk} />}
      <LeavingDesk desk={desk} lease={lease} disabled={lost !== undefined} />
    </div>
  );
}
