import { sql } from 'kysely';
import type { StandingEntry } from '../../rules/exports/lines.ts';
import type { ExportFilter } from '../../schemas/api/exports.ts';
import type { ExportProfile } from '../../schemas/export-profile.ts';
import { InoculationRecord } from '../../schemas/inoculation-record.ts';
import type { Db, Tx } from '../database.ts';
import { marked } from '../reply-marks/counting.ts';

/**
 * Which entries: those that stand at a size of the ledger, whatever was committed since, and whoever is marked 自動応答不可 at a
 * moment. The same selection gives the same for ever, because neither changes nor goes away before its retention ends.
 */
export type Selection = Readonly<{
  municipalityId: string;
  treeSize: number;
  marksAt: Date;
  filter: ExportFilter;
  profile: ExportProfile;
}>;

/** What an output is of; until it is written, `now` says who is marked. */
export const selectionFor = (
  row: Omit<Selection, 'marksAt'> & Readonly<{ writtenAt: Date | null }>,
  now: Date,
): Selection => {
  const { municipalityId, treeSize, filter, profile, writtenAt } = row;
  return { municipalityId, treeSize, filter, profile, marksAt: writtenAt ?? now };
};

const AT_A_TIME = 1_000;

const STANDING = sql`case when e.kind = 'voided' then 'voided'
  when c.content->'record'->>'serviceKind' = 'examined_only' then 'examined_only' else 'vaccinated' end`;

/** Entries on `e`, their contents on `c`; `dated` leaves the period out. */
function chosen({ municipalityId, treeSize, filter, profile }: Selection, dated = true) {
  const { batchId, institutionCode, from, to, programme } = filter;
  const conditions = [
    sql`e.municipality_id = ${municipalityId} and e.leaf_index < ${treeSize}`,
    sql`not exists (select from ledger_entries n where n.supersedes = e.entry_id and n.leaf_index < ${treeSize})`,
    sql`${STANDING} = any(${profile.standings})`,
  ];
  const record = sql`c.content->'record'`;
  if (batchId !== null) {
    conditions.push(sql`exists (select from sheets s where s.municipality_id = e.municipality_id
      and s.sheet_id = e.sheet_id and s.batch_id = ${batchId}::uuid)`);
  }
  if (institutionCode !== null)
    conditions.push(sql`${record}->>'institutionCode' = ${institutionCode}`);
  if (programme !== null) conditions.push(sql`${record}->>'programme' = ${programme}`);
  if (profile.programmes !== undefined)
    conditions.push(sql`${record}->>'programme' = any(${profile.programmes})`);
  if (dated && from !== null) conditions.push(sql`${record}->>'vaccinationDate' >= ${from}`);
  if (dated && to !== null) conditions.push(sql`${record}->>'vaccinationDate' <= ${to}`);
  return sql`from ledger_entries e join ledger_contents c using (entry_id)
    where ${sql.join(conditions, sql` and `)}`;
}

export async function countEntries(
  db: Db | Tx,
  selection: Selection,
): Promise<{ entries: number; undated: number }> {
  const { rows } = await sql<{ entries: number }>`
    select count(*)::int as entries ${chosen(selection)}`.execute(db);
  const { from, to } = selection.filter;
  if (from === null && to === null) return { entries: rows[0]?.entries ?? 0, undated: 0 };
  const { rows: without } = await sql<{ undated: number }>`
    select count(*)::int as undated ${chosen(selection, false)}
      and c.content->'record'->>'vaccinationDate' is null`.execute(db);
  return { entries: rows[0]?.entries ?? 0, undated: without[0]?.undated ?? 0 };
}

/** How many of them have a newer word since: a file of them would say what does not hold any more. */
export async function supersededSince(db: Db | Tx, selection: Selection): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count ${chosen(selection)}
      and exists (select from ledger_entries n where n.supersedes = e.entry_id)`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Persons among them who are marked 自動応答不可 at that moment. */
export async function countMarked(db: Db | Tx, selection: Selection): Promise<number> {
  const { rows } = await sql<{ persons: number }>`
    select count(distinct c.resident_id)::int as persons ${chosen(selection)}
      and ${marked('c', selection.marksAt)}`.execute(db);
  return rows[0]?.persons ?? 0;
}

/** How many of them were not marked then and are `now`: a file of that moment would have them answered about. */
export async function markedSince(db: Db | Tx, selection: Selection, now: Date): Promise<number> {
  const { rows } = await sql<{ persons: number }>`
    select count(distinct c.resident_id)::int as persons ${chosen(selection)}
      and ${marked('c', now)} and not ${marked('c', selection.marksAt)}`.execute(db);
  return rows[0]?.persons ?? 0;
}

type Row = Omit<StandingEntry, 'record'> & Readonly<{ record: unknown; person: string }>;

/** Groups of entries, one for each line of the file: by the order of the ledger, or person by person. */
export async function* entryGroups(
  db: Db | Tx,
  selection: Selection,
): AsyncGenerator<StandingEntry[]> {
  const byPerson = selection.profile.format === 'csv' && selection.profile.rows.per === 'person';
  let group: StandingEntry[] = [];
  let last: string | null = null;
  for await (const { person, ...entry } of entriesIn(db, selection, byPerson)) {
    const together = byPerson && person !== '' && person === last;
    if (!together && group.length > 0) {
      yield group;
      group = [];
    }
    group.push(entry);
    last = person;
  }
  if (group.length > 0) yield group;
}

/** One of them; `null` where it is not among them. */
export async function oneEntry(
  db: Db | Tx,
  selection: Selection,
  entryId: string,
): Promise<StandingEntry | null> {
  const { rows } = await sql<Omit<Row, 'person'>>`
    select e.entry_id, e.leaf_index, e.sheet_id, e.committed_at, ${STANDING} as standing,
      ${marked('c', selection.marksAt)} as no_automatic_reply, c.content->'record' as record
    ${chosen(selection)} and e.entry_id = ${entryId}::uuid`.execute(db);
  const [row] = rows;
  return row === undefined ? null : { ...row, record: InoculationRecord.parse(row.record) };
}

async function* entriesIn(
  db: Db | Tx,
  selection: Selection,
  byPerson: boolean,
): AsyncGenerator<StandingEntry & { person: string }> {
  const person = byPerson ? sql`coalesce(c.resident_id, '')` : sql`''`;
  for (let last: Row | undefined; ; ) {
    const behind =
      last === undefined
        ? sql``
        : sql`and (${person} collate "C", e.leaf_index) > (${last.person} collate "C", ${last.leafIndex})`;
    const { rows } = await sql<Row>`
      select e.entry_id, e.leaf_index, e.sheet_id, e.committed_at, ${STANDING} as standing,
        ${person} as person, ${marked('c', selection.marksAt)} as no_automatic_reply,
        c.content->'record' as record
      ${chosen(selection)} ${behind}
      order by ${person} collate "C", e.leaf_index limit ${AT_A_TIME}`.execute(db);
    for (const row of rows) yield { ...row, record: InoculationRecord.parse(row.record) };
    last = rows.at(-1);
    if (rows.length < AT_A_TIME) return;
  }
}
