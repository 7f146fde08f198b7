import type { ShownMaster } from '../../schemas/api/masters.ts';
import type { MasterRow } from '../../schemas/master-kinds.ts';
import { MasterValueText } from './MasterValueText.tsx';
import type { MasterField } from './masters-views.ts';
import { useFieldLabel } from './use-field-label.ts';

type Props = {
  master: ShownMaster;
  before: MasterRow | null;
  after: MasterRow | null;
  fields: readonly MasterField[];
};

/** What a row said before and says after, field by field. */
export function RowChange({ master, before, after, fields }: Props) {
  const labelOf = useFieldLabel(master);
  return (
    <ul className="row-change">
      {fields.map((field) => (
        <li key={field}>
          {labelOf(field)}:{' '}
          {before === null ? null : (
            <>
              <del>
                <MasterValueText master={master} field={field} value={before[field]} />
              </del>
              {' → '}
            </>
          )}
          <ins>
            <MasterValueText master={master} field={field} value={after?.[field]} />
          </ins>
        </li>
      ))}
    </ul>
  );
}
