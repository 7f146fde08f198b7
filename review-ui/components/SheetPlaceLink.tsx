import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SheetPlace, SheetView } from '../../schemas/api/intake.ts';

/** The batch a sheet lies in, with its file and page: where somebody finds the paper. */
export function SheetPlaceLink({ place, target }: { place: SheetPlace; target?: '_blank' }) {
  const { t } = useTranslation();
  const { batchId, batchLabel: batch, fileName: file, pageNumber: page } = place;
  return (
    <Anchor
      size="sm"
      renderRoot={(props) => (
        <Link to="/intake/$batchId" params={{ batchId }} target={target} {...props} />
      )}
    >
      {t('sheets.twin.place', { batch, file, page })}
    </Anchor>
  );
}

/** Which scan a sheet was set aside or replaced for. */
export function TwinLink({ sheet: { state, twin } }: { sheet: SheetView }) {
  const { t } = useTranslation();
  if (twin === null || (state !== 'duplicate' && state !== 'replaced_by_rescan')) return null;
  return (
    <div className="twin">
      <small>{t(`sheets.twin.${state}`)}</small> <SheetPlaceLink place={twin} />
    </div>
  );
}
