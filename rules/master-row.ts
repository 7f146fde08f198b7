import { MASTERS, type Master, type MasterKind, type MasterRow } from '../schemas/master-kinds.ts';

/** Names of the fields that cannot be as they are; none where the row is sound by itself. */
export function wrongFields(kind: MasterKind, row: MasterRow): string[] {
  const { schema, ordered, together } = MASTERS[kind];
  const parsed = schema.safeParse(row);
  if (!parsed.success) return [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))];
  // Days as ISO text compare as days.
  const reversed = ordered.filter(([first, second]) => {
    const [from, to] = [row[first], row[second]];
    return typeof from === 'string' && typeof to === 'string' && from > to;
  });
  const alone = together.filter(([one, other]) => (row[one] === null) !== (row[other] === null));
  return [...reversed, ...alone].map(([, field]) => field);
}

/** The key as the history has it: the texts of its fields in their order. */
export const keyOf = (kind: MasterKind, row: MasterRow): string[] =>
  MASTERS[kind].key.map((field) => String(row[field]));

/** Whether a field may be unknown. */
export function isNullable(kind: MasterKind, field: string): boolean {
  const { schema }: Master = MASTERS[kind];
  return schema.shape[field]?.safeParse(null).success === true;
}
