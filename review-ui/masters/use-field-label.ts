import { useTranslation } from 'react-i18next';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import type { MasterField } from './masters-views.ts';

/** The word for a field; an institution's name is not called as a person's. */
export function useFieldLabel(master: ShownMaster): (field: MasterField) => string {
  const { t } = useTranslation();
  return (field) => {
    const label = labelOf(master, field);
    return t(`masters.field.${label}`);
  };
}

function labelOf(master: ShownMaster, field: MasterField) {
  if (master === 'institutions' && field === 'name') return 'nameOfInstitution';
  return master === 'institutions' && field === 'address' ? 'addressOfInstitution' : field;
}
