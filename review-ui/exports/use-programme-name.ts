import { useTranslation } from 'react-i18next';
import { mastersApi } from '../../schemas/api/masters.ts';
import { useEndpointQuery } from '../api/use-endpoint.ts';
import { useMay } from '../app/session.ts';

/** The name of a programme beside its code; the code alone for those who may not look into the vaccine master. */
export function useProgrammeName(): (id: string) => string {
  const { i18n } = useTranslation();
  const enabled = useMay('masters.read');
  const known = useEndpointQuery(mastersApi.vaccines, {}, { enabled });
  return (id) => {
    const found = known.data?.programmes.find((programme) => programme.id === id);
    if (found === undefined) return id;
    return `${i18n.language === 'ja' ? found.nameJa : found.nameEn} (${id})`;
  };
}
