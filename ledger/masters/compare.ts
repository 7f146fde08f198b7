import { type RawBuilder, sql } from 'kysely';
import { keyOf } from '../../rules/master-row.ts';
import type { MasterRow } from '../../schemas/master-kinds.ts';
import type { Difference, FilePlan } from '../../schemas/master-plan.ts';
import type { Tx } from '../database.ts';
import { type Staged, tableOf } from './staging.ts';

/** Differences shown of each kind. */
const SHOWN = 10;

/** What the file would change, counted and compared by the database. `m` is the master, `s` what was staged. */
export async function compare(tx: Tx, municipalityId: string, staged: Staged): Promise<FilePlan> {
  const { kind, file } = staged;
  const joined = sql`from ${staged.table} s left join ${tableOf(kind)} m on ${sameKey(staged, municipalityId)}`;
  const isNew = sql`m.municipality_id is null`;
  const { rows } = await sql<{ rows: number; added: number; changed: number; known: number }>`
    select count(*) as rows, count(*) filter (where ${isNew}) as added,
      count(*) filter (where not ${isNew} and ${saysOtherwise(staged)}) as changed,
      (select count(*) from ${tableOf(kind)} where municipality_id = ${municipalityId}) as known
    ${joined}`.execute(tx);
  const [counts = { rows: 0, added: 0, changed: 0, known: 0 }] = rows;
  const { rows: changed } = await differences(
    staged,
    joined,
    sql`not ${isNew} and ${saysOtherwise(staged)}`,
  ).execute(tx);
  const { rows: added } = await differences(staged, joined, isNew).execute(tx);
  return {
    master: kind,
    file,
    rows: counts.rows,
    added: counts.added,
    changed: counts.changed,
    same: counts.rows - counts.added - counts.changed,
    gone: counts.known - (counts.rows - counts.added),
    first: [...changed, ...added].map((each) => differenceOf(staged, each)),
  };
}

/** Adds what is new and changes what is said otherwise; what is the same is not touched. */
export async function apply(tx: Tx, municipalityId: string, staged: Staged): Promise<void> {
  const { kind, table, fields, master } = staged;
  const columns = sql.join(fields.map((field) => sql.ref(field)));
  const others = othersOf(staged);
  const set = others.map((field) => sql`${sql.ref(field)} = excluded.${sql.ref(field)}`);
  const before = others.map((field) => sql`m.${sql.ref(field)}`);
  const after = others.map((field) => sql`excluded.${sql.ref(field)}`);
  await sql`insert into ${tableOf(kind)} as m (municipality_id, ${columns})
    select ${municipalityId}, ${columns} from ${table}
    on conflict (municipality_id, ${sql.join(master.key.map((field) => sql.ref(field)))})
    do update set ${sql.join(set)}
    where row(${sql.join(before)}) is distinct from row(${sql.join(after)})`.execute(tx);
}

const othersOf = ({ fields, master }: Staged): string[] =>
  fields.filter((field) => !master.key.includes(field));

export const sameKey = ({ master }: Staged, municipalityId: string): RawBuilder<boolean> =>
  sql`m.municipality_id = ${municipalityId} and ${sql.join(
    master.key.map((field) => sql`m.${sql.ref(field)} = s.${sql.ref(field)}`),
    sql` and `,
  )}`;

function saysOtherwise(staged: Staged): RawBuilder<boolean> {
  const of = (side: 'm' | 's') =>
    sql.join(othersOf(staged).map((field) => sql`${sql.raw(side)}.${sql.ref(field)}`));
  return sql`row(${of('s')}) is distinct from row(${of('m')})`;
}

type Found = { line: number; before: MasterRow | null; after: MasterRow };

function differences(
  { fields, master }: Staged,
  joined: RawBuilder<unknown>,
  which: RawBuilder<unknown>,
): RawBuilder<Found> {
  const rowOf = (side: 'm' | 's', of: readonly string[]) =>
    sql`jsonb_build_object(${sql.join(
      of.flatMap((field) => [sql.lit(field), sql`${sql.raw(side)}.${sql.ref(field)}`]),
    )})`;
  return sql<Found>`select s.line, ${rowOf('s', fields)} as after,
      case when m.municipality_id is not null then ${rowOf('m', Object.keys(master.fields))} end as before
    ${joined} where ${which} order by s.line limit ${SHOWN}`;
}

/** Fields of which the file says nothing keep what is known of them. */
function differenceOf({ kind, master }: Staged, { line, before, after }: Found): Difference {
  const unsaid = Object.fromEntries(Object.keys(master.fields).map((field) => [field, null]));
  const whole = { ...(before ?? unsaid), ...after };
  return { line, key: keyOf(kind, whole), before, after: whole };
}
