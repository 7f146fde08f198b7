import type { ColumnCell } from '../../schemas/api/column.ts';

/** Crops confirmed with one key: of one value and one clinic. */
export type Row = Readonly<{ id: string; value: string; cells: readonly ColumnCell[] }>;
export type Group = Readonly<{
  id: string;
  value: string;
  institutionCode: string | null;
  institutionName: string | null;
  sheets: number;
  rows: readonly Row[];
}>;

/**
 * The odd one out first: the rarest value, then the clinic that has the fewest of it, then what the readers were
 * least sure of. A person meets them fresh, and the long run of the usual comes last.
 */
export function groupsOf(cells: readonly ColumnCell[], perRow: number): Group[] {
  const ofValue = Map.groupBy(cells, ({ value }) => value);
  const ofGroup = Map.groupBy(cells, ({ value, institutionCode }) => `${value} ${institutionCode}`);
  const size = ({ value }: ColumnCell): number => ofValue.get(value)?.length ?? 0;
  return [...ofGroup]
    .flatMap(([id, members]) => {
      const [first] = members;
      return first === undefined ? [] : [{ id, first, members }];
    })
    .toSorted(
      (one, other) =>
        size(one.first) - size(other.first) ||
        (one.first.value < other.first.value ? -1 : one.first.value > other.first.value ? 1 : 0) ||
        one.members.length - other.members.length,
    )
    .map(({ id, first, members }) => ({
      id,
      value: first.value,
      institutionCode: first.institutionCode,
      institutionName: first.institutionName,
      sheets: members.length,
      rows: rowsOf(members, perRow),
    }));
}

function rowsOf(cells: readonly ColumnCell[], perRow: number): Row[] {
  const sorted = cells.toSorted((one, other) => one.probability - other.probability);
  const rows: Row[] = [];
  for (let from = 0; from < sorted.length; from += perRow) {
    const some = sorted.slice(from, from + perRow);
    const [first] = some;
    if (first !== undefined) rows.push({ id: first.sheetId, value: first.value, cells: some });
  }
  return rows;
}
