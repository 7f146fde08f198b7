import { type RawBuilder, sql } from 'kysely';
import type { CsvProblemCode } from '../../schemas/csv-problem.ts';
import type { MasterKind } from '../../schemas/master-kinds.ts';
import type { Tx } from '../database.ts';
import { sameKey } from './compare.ts';
import type { Problems } from './csv-problem.ts';
import { type Staged, tableOf } from './staging.ts';

/** Two lines of one file about the same thing: neither may win. */
export async function findRepeated(tx: Tx, staged: Staged, problems: Problems): Promise<void> {
  const key = sql.join(staged.master.key.map((field) => sql.ref(field)));
  const { rows } = await sql<{ line: number; first: number }>`
    select line, first from (
      select line, min(line) over (partition by ${key}) as first from ${staged.table}
    ) lines where line > first order by line`.execute(tx);
  for (const { line, first: number } of rows) {
    problems.add({ file: staged.file, line, code: 'same_key', column: null, number });
  }
}

/** What is wrong with a line only beside the master, or beside another file of the same import. */
export async function findUnfit(
  tx: Tx,
  municipalityId: string,
  staged: Staged,
  beside: ReadonlyMap<MasterKind, Staged>,
  problems: Problems,
): Promise<void> {
  for (const [column, code, query] of [
    ...reversedDays(staged, municipalityId),
    ...unknownNames(staged, municipalityId, beside),
    ...twoFees(staged, municipalityId),
    ...numbersOfOurs(staged, municipalityId),
  ]) {
    const { rows } = await query.execute(tx);
    for (const { line } of rows) {
      const { file, headerOf } = staged;
      problems.add({ file, line, code, column: headerOf(column), number: null });
    }
  }
}

type Finding = readonly [column: string, code: CsvProblemCode, query: RawBuilder<{ line: number }>];

/** One day comes with the file, the other is known already. */
function reversedDays(staged: Staged, municipalityId: string): Finding[] {
  const { master, fields, table, kind } = staged;
  const isSaid = (field: string) => fields.includes(field);
  return master.ordered
    .filter(([first, second]) => isSaid(first) !== isSaid(second))
    .map(([first, second]) => {
      const of = (field: string) =>
        isSaid(field) ? sql`s.${sql.ref(field)}` : sql`m.${sql.ref(field)}`;
      return [
        isSaid(second) ? second : first,
        'days_reversed',
        sql<{ line: number }>`select s.line from ${table} s
          join ${tableOf(kind)} m on ${sameKey(staged, municipalityId)}
          where ${of(second)} < ${of(first)} order by s.line`,
      ];
    });
}

/** A ticket of nobody would lead review to nobody. */
function unknownNames(
  { master, table }: Staged,
  municipalityId: string,
  beside: ReadonlyMap<MasterKind, Staged>,
): Finding[] {
  const { refersTo } = master;
  if (refersTo === null) return [];
  const field = sql.ref(refersTo.field);
  const other = beside.get(refersTo.master);
  const comes =
    other === undefined
      ? sql``
      : sql`and not exists (select from ${other.table} o where o.${field} = s.${field})`;
  const code = refersTo.master === 'residents' ? 'unknown_resident' : 'unknown_institution';
  const query = sql<{ line: number }>`select s.line from ${table} s
    where not exists (
      select from ${tableOf(refersTo.master)} m
      where m.municipality_id = ${municipalityId} and m.${field} = s.${field}
    ) ${comes} order by s.line`;
  return [[refersTo.field, code, query]];
}

/** The fees as they would be: those that come, and those that are there and are not replaced. */
function twoFees(staged: Staged, municipalityId: string): Finding[] {
  if (staged.kind !== 'fees') return [];
  const query = sql<{ line: number }>`
    with later as (
      select line, programme, vaccine, institution_kind, valid_from, valid_to from ${staged.table}
      union all
      select null, programme, vaccine, institution_kind, valid_from, valid_to from fees m
      where municipality_id = ${municipalityId}
        and not exists (select from ${staged.table} s where ${sameKey(staged, municipalityId)})
    )
    select s.line from later s where s.line is not null and exists (
      select from later o
      where (o.programme, o.vaccine, o.institution_kind) = (s.programme, s.vaccine, s.institution_kind)
        and o.valid_from <> s.valid_from
        and daterange(o.valid_from, o.valid_to, '[]') && daterange(s.valid_from, s.valid_to, '[]')
    ) order by s.line`;
  return [['validFrom', 'two_fees', query]];
}

/** Whoever was taken in as 住登外 (ADR 0024) does not become somebody else because the municipality gives out the same number. */
function numbersOfOurs(staged: Staged, municipalityId: string): Finding[] {
  if (staged.kind !== 'residents' || !staged.fields.includes('birthDate')) return [];
  const query = sql<{ line: number }>`
    select s.line from ${staged.table} s
    join entry_persons p on p.municipality_id = ${municipalityId}
      and p.resident_id = s.resident_id and p.kind = 'not_registered'
    join residents m on ${sameKey(staged, municipalityId)}
    where m.birth_date <> s.birth_date order by s.line`;
  return [['residentId', 'number_of_ours', query]];
}
