import { useMay } from '../app/session.ts';
import { NameSearch } from './NameSearch.tsx';
import { NumberSearch } from './NumberSearch.tsx';

type Props = { residentId: string | null; onSearch: (residentId: string | null) => void };

/** Looking for a person is logged with who looked: the form says so. */
export function PersonSearch(props: Props) {
  return useMay('masters.manage') ? <NameSearch {...props} /> : <NumberSearch {...props} />;
}
