import { sql } from 'kysely';
import type { Db } from './database.ts';
import { acrossMunicipalities } from './scope.ts';

/** Counts of the whole installation, without municipality, person or sheet: for monitoring. */
export type Figures = Readonly<{
  sheets: readonly Readonly<{ state: string; count: number }>[];
  stages: readonly Readonly<{ stage: string; p50: number; p95: number; max: number }>[];
  deadLetters: readonly Readonly<{ queue: string; count: number }>[];
  leases: readonly Readonly<{ purpose: string; count: number }>[];
  outbox: Readonly<{ waiting: number; oldestSeconds: number }>;
}>;

/** Looking back by number, not by time: the primary key finds them without reading the whole table. */
const LATEST_EVENTS = 2_000;

export const readFigures = (db: Db, now: Date): Promise<Figures> =>
  acrossMunicipalities('monitoring', () => countFigures(db, now));

async function countFigures(db: Db, now: Date): Promise<Figures> {
  const sheets = db
    .selectFrom('sheets')
    .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  const deadLetters = db
    .selectFrom('deadLetters')
    .select(['queue', (eb) => eb.fn.countAll<number>().as('count')])
    .where('resolvedAt', 'is', null)
    .groupBy('queue')
    .execute();
  const leases = db
    .selectFrom('leases')
    .select(['purpose', (eb) => eb.fn.countAll<number>().as('count')])
    .where('expiresAt', '>', now)
    .groupBy('purpose')
    .execute();
  const outbox = db
    .selectFrom('outbox')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .select(
      sql<number>`coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8`.as(
        'oldestSeconds',
      ),
    )
    .where('relayedAt', 'is', null)
    .executeTakeFirstOrThrow();
  return {
    sheets: await sheets,
    stages: await stageTimes(db),
    deadLetters: await deadLetters,
    leases: await leases,
    outbox: await outbox,
  };
}

/** From a sheet's event before to this one: waiting in the queue included, because that is what people feel. */
async function stageTimes(db: Db): Promise<Figures['stages']> {
  const { rows } = await sql<Figures['stages'][number]>`
    with latest as (
      select sheet_event_id, sheet_id, stage, occurred_at from sheet_events
      order by sheet_event_id desc limit ${LATEST_EVENTS}
    ), timed as (
      select latest.stage, extract(epoch from latest.occurred_at - before.occurred_at)::float8 as seconds
      from latest cross join lateral (
        select occurred_at from sheet_events
        where sheet_id = latest.sheet_id and sheet_event_id < latest.sheet_event_id
        order by sheet_event_id desc limit 1
      ) before
    )
    select stage, percentile_cont(0.5) within group (order by seconds) as p50,
      percentile_cont(0.95) within group (order by seconds) as p95, max(seconds) as max
    from timed group by stage order by stage`.execute(db);
  return rows;
}

/** Throws what the database throws when it does not answer. */
export async function pingDatabase(db: Db): Promise<void> {
  await acrossMunicipalities('monitoring', () => sql`select 1`.execute(db));
}
