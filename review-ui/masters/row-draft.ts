import { parseWrittenDate } from '../../rules/calendar.ts';
import { isNullable, wrongFields } from '../../rules/master-row.ts';
import type { ShownMaster } from '../../schemas/api/masters.ts';
import {
  type FieldKind,
  MASTERS,
  type Master,
  type MasterRow,
  type MasterValue,
} from '../../schemas/master-kinds.ts';
import { ALL } from '../../schemas/masters.ts';

/** A row while it is keyed: what stands in each input. */
export type RowDraft = Readonly<Record<string, string>>;

/** Empty means all of them. */
const MAY_BE_ALL: readonly string[] = ['vaccine', 'institutionKind'];

export function draftOf(master: ShownMaster, row: MasterRow | null): RowDraft {
  const { fields }: Master = MASTERS[master];
  return Object.fromEntries(
    Object.entries(fields).map(([field, kind]) => {
      const value = row?.[field] ?? null;
      if (value === null) return [field, kind === 'flag' ? 'false' : ''];
      return [field, MAY_BE_ALL.includes(field) && value === ALL ? '' : String(value)];
    }),
  );
}

/** The row that was keyed, and the fields that cannot be as they are. */
export function rowOf(master: ShownMaster, draft: RowDraft): { row: MasterRow; wrong: string[] } {
  const { fields }: Master = MASTERS[master];
  const row: Record<string, MasterValue> = {};
  const unread: string[] = [];
  for (const [field, kind] of Object.entries(fields)) {
    const keyed = (draft[field] ?? '').trim();
    const value = keyed === '' ? emptyOf(master, field) : keyedValue(kind, keyed);
    if (value === undefined) unread.push(field);
    else row[field] = value;
  }
  return { row, wrong: [...new Set([...unread, ...wrongFields(master, row)])] };
}

function emptyOf(master: ShownMaster, field: string): MasterValue {
  if (MAY_BE_ALL.includes(field)) return ALL;
  return isNullable(master, field) ? null : '';
}

function keyedValue(kind: FieldKind, keyed: string): MasterValue | undefined {
  switch (kind) {
    case 'text':
    case 'sex':
      return keyed;
    case 'flag':
      return keyed === 'true';
    case 'yen': {
      const digits = keyed.normalize('NFKC').replaceAll(',', '');
      return /^\d+$/.test(digits) ? Number(digits) : undefined;
    }
    case 'date': {
      const written = parseWrittenDate(keyed);
      return written.kind === 'certain' ? written.date : undefined;
    }
    default:
      return kind satisfies never;
  }
}
