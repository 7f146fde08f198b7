import { type RawBuilder, sql } from 'kysely';
import type { RetentionKind, RetentionRule } from '../../schemas/retention.ts';
import type { Db, Tx } from '../database.ts';

/** What is over: the last day it was to be kept lies behind. */
export type DueItem = Readonly<{ itemId: string; dueOn: string; quantity: number }>;

export type Asking = Readonly<{
  municipalityId: string;
  /** Days before this one are over, `YYYY-MM-DD`. */
  asOf: string;
  /** All rules, because residents stay as long as something of theirs does. */
  rules: readonly RetentionRule[];
}>;

/** What of a kind is over, the longest over first. `only`: asks of one item whether it is still. */
export async function dueItems(
  db: Db | Tx,
  asking: Asking,
  kind: RetentionKind,
  { only, limit }: Readonly<{ only?: string; limit: number }>,
): Promise<DueItem[]> {
  const query = queryOf(asking, kind);
  if (query === null) return [];
  const one = only === undefined ? sql`` : sql`where item_id = ${only}`;
  const { rows } = await sql<DueItem>`
    select item_id, due_on, quantity::integer as quantity from (${query}) due ${one}
    order by due_on, item_id limit ${limit}`.execute(db);
  return rows;
}

export async function countDue(
  db: Db | Tx,
  asking: Asking,
  kind: RetentionKind,
): Promise<{ items: number; quantity: number; oldest: string | null }> {
  const query = queryOf(asking, kind);
  if (query === null) return { items: 0, quantity: 0, oldest: null };
  const { rows } = await sql<{ items: number; quantity: number; oldest: string | null }>`
    select count(*)::integer as items, coalesce(sum(quantity), 0)::integer as quantity, min(due_on) as oldest
    from (${query}) due`.execute(db);
  return rows[0] ?? { items: 0, quantity: 0, oldest: null };
}

/** Records of which nobody can say from when they count: no day, or counted from the death of somebody the register has not. */
export async function countUndetermined(
  db: Db | Tx,
  { municipalityId, rules }: Asking,
): Promise<number> {
  const rule = rules.find(({ kind }) => kind === 'record');
  if (rule === undefined || rule.years === null) return 0;
  const unknown =
    rule.basis === 'death'
      ? sql`bool_and(r.resident_id is null)`
      : sql`bool_and(${start(rule)} is null)`;
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (
      select e.sheet_id from ${RECORDS} where c.municipality_id = ${municipalityId}
      group by e.sheet_id having ${unknown}) records`.execute(db);
  return rows[0]?.count ?? 0;
}

const RECORDS = sql`ledger_contents c
  join ledger_entries e using (municipality_id, entry_id)
  left join residents r on r.municipality_id = c.municipality_id and r.resident_id = c.resident_id`;

/** The day a record counts from, of one entry. */
const start = ({ basis }: RetentionRule) => {
  if (basis === 'death') return sql`r.died_on`;
  if (basis === 'fiscal_year') {
    return sql`make_date((c.content -> 'record' ->> 'fiscalYear')::integer + 1, 3, 31)`;
  }
  return sql`(c.content -> 'record' ->> 'vaccinationDate')::date`;
};

const over = (day: RawBuilder<unknown>, { years }: RetentionRule) =>
  sql`(${day} + make_interval(years => ${years}))::date`;

const NOBODY_AT_WORK = sql`not exists (
  select from review_rounds open where open.sheet_id = s.sheet_id
    and open.state in ('awaiting_verification', 'awaiting_approval', 'adjudication'))`;

function queryOf(asking: Asking, kind: RetentionKind): RawBuilder<unknown> | null {
  const rule = asking.rules.find((each) => each.kind === kind);
  if (rule === undefined || rule.years === null) return null;
  return QUERIES[kind](asking, rule);
}

type Query = (asking: Asking, rule: RetentionRule) => RawBuilder<unknown>;

const record: Query = ({ municipalityId, asOf }, rule) => sql`
  select s.sheet_id::text as item_id, ${over(sql`kept.since`, rule)} as due_on, 1 as quantity
  from (select e.sheet_id, max(${start(rule)}) as since from ${RECORDS}
    where c.municipality_id = ${municipalityId} group by e.sheet_id) kept
  join sheets s using (sheet_id)
  where ${over(sql`kept.since`, rule)} < ${asOf}::date and ${NOBODY_AT_WORK}`;

/** Paper with which everybody is done and that became no entry. */
const sheet: Query = ({ municipalityId, asOf }, rule) => {
  const changed = sql`(s.updated_at at time zone 'Asia/Tokyo')::date`;
  return sql`
    select s.sheet_id::text as item_id, ${over(changed, rule)} as due_on, 1 as quantity from sheets s
    where s.municipality_id = ${municipalityId} and s.erased_at is null
      and s.state in ('blank', 'cover', 'duplicate', 'foreign', 'rejected', 'illegible', 'replaced_by_rescan')
      and not exists (select from ledger_entries e where e.sheet_id = s.sheet_id)
      and ${over(changed, rule)} < ${asOf}::date and ${NOBODY_AT_WORK}`;
};

const earlierDose: Query = ({ municipalityId, asOf }, rule) => {
  const since = rule.basis === 'death' ? sql`r.died_on` : sql`d.vaccination_date`;
  return sql`
    select d.resident_id as item_id, max(${over(since, rule)}) as due_on, count(*) as quantity
    from earlier_doses d left join residents r using (municipality_id, resident_id)
    where d.municipality_id = ${municipalityId} and ${over(since, rule)} < ${asOf}::date
    group by d.resident_id`;
};

const override: Query = ({ municipalityId, asOf }, rule) => sql`
  select override_id::text as item_id, ${over(sql`to_day`, rule)} as due_on, 1 as quantity from dose_overrides
  where municipality_id = ${municipalityId} and ${over(sql`to_day`, rule)} < ${asOf}::date`;

/**
 * Who died or left, once nothing else is kept of them; and 住登外 whom a record brought into the register, once that record is gone.
 */
const register: Query = (asking, rule) => {
  const { municipalityId, asOf } = asking;
  const left = sql`greatest(r.died_on, r.moved_out_on)`;
  const goes = (kind: RetentionKind) => queryOf(asking, kind) ?? NOTHING;
  return sql`
    select r.resident_id as item_id,
      coalesce(${over(left, rule)}, ${asOf}::date - 1) as due_on, 1 as quantity
    from residents r
    where r.municipality_id = ${municipalityId}
      and (${over(left, rule)} < ${asOf}::date or ${left} is null and r.non_registered and exists (
        select from master_changes m where m.municipality_id = r.municipality_id and m.master = 'residents'
          and m.key = array[r.resident_id] and m.origin = 'review'))
      and not exists (
        select from ledger_contents c join ledger_entries e using (municipality_id, entry_id)
        where c.municipality_id = r.municipality_id and c.resident_id = r.resident_id
          and e.sheet_id::text not in (select item_id from (${goes('record')}) going))
      and not exists (
        select from earlier_doses d where d.municipality_id = r.municipality_id and d.resident_id = r.resident_id
          and d.resident_id not in (select item_id from (${goes('earlier_dose')}) going))`;
};

const NOTHING = sql`select ''::text as item_id where false`;

/** Told by its last day alone: there may be a million of them. */
const untilOf = (
  lines: RawBuilder<unknown>,
  { asOf, rule }: { asOf: string; rule: RetentionRule },
) => sql`
  select max(day)::text as item_id, max(${over(sql`day`, rule)}) as due_on, count(*) as quantity
  from (${lines}) lines where ${over(sql`day`, rule)} < ${asOf}::date having count(*) > 0`;

const masterHistory: Query = ({ municipalityId, asOf }, rule) =>
  untilOf(
    sql`select (changed_at at time zone 'Asia/Tokyo')::date as day from master_changes
      where municipality_id = ${municipalityId}`,
    { asOf, rule },
  );

const auditTerms: Query = ({ municipalityId, asOf }, rule) =>
  untilOf(
    sql`select (a.occurred_at at time zone 'Asia/Tokyo')::date as day
      from audit_terms t join audit_events a using (municipality_id, audit_event_id)
      where t.municipality_id = ${municipalityId}`,
    { asOf, rule },
  );

const QUERIES: Readonly<Record<RetentionKind, Query>> = {
  record,
  sheet,
  override,
  register,
  earlier_dose: earlierDose,
  master_history: masterHistory,
  audit_terms: auditTerms,
};
