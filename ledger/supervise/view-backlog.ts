import { sql } from 'kysely';
import { dayInJapan, daysBefore } from '../../rules/calendar.ts';
import { DAYS_LOOKED_AT, forecast } from '../../rules/clear-by.ts';
import type { BacklogView, DayFigures } from '../../schemas/api/backlog.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import type { Templates } from '../review/round.ts';
import { clinicNames, figuresOf, openGroups, stateCounts } from './open-sheets.ts';

/** Enough for the working days looked at, with weekends and holidays between them. */
const DAYS_BACK = 2 * DAYS_LOOKED_AT;
const OLDEST = 20;

/** One moment: whatever moves meanwhile, no sheet is counted twice or left out. */
export function viewBacklog(
  deps: { db: Db; templates: Templates },
  { actor: { municipalityId }, now }: Pick<ActContext, 'actor' | 'now'>,
): Promise<BacklogView> {
  const today = dayInJapan(now);
  return deps.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const counts = await stateCounts(tx, municipalityId);
      const groups = await openGroups(tx, municipalityId);
      const names = await clinicNames(tx, municipalityId, groups);
      const figures = figuresOf({ counts, groups, names, templates: deps.templates, today });
      const days = await dayFigures(tx, municipalityId, today);
      return {
        at: now.toISOString(),
        ...figures,
        oldest: await oldestSheets(tx, municipalityId),
        days,
        forecast: forecast(days, figures.open, today),
      };
    });
}

/** Days on which nothing came in and nothing was finished are filled in: a day off is a day. */
async function dayFigures(tx: Tx, municipalityId: string, today: string): Promise<DayFigures[]> {
  const from = daysBefore(today, DAYS_BACK);
  const { rows } = await sql<DayFigures>`
    with crossing as (
      select (occurred_at at time zone 'Asia/Tokyo')::date as day, to_state, sheet_is_open(to_state) as came
      from sheet_events
      where municipality_id = ${municipalityId} and crosses_backlog(from_state, to_state)
        and occurred_at >= (${from}::date)::timestamp at time zone 'Asia/Tokyo'
    ), counted as (
      select day, count(*) filter (where came) as arrived,
        count(*) filter (where not came and to_state = 'committed') as committed,
        count(*) filter (where not came and to_state <> 'committed') as otherwise
      from crossing group by day
    )
    select to_char(each_day, 'YYYY-MM-DD') as day, coalesce(arrived, 0) as arrived,
      coalesce(committed, 0) as committed, coalesce(otherwise, 0) as otherwise
    from generate_series((select min(day) from counted), ${today}::date, '1 day') each_day
    left join counted on counted.day = each_day::date
    order by each_day desc`.execute(tx);
  return rows;
}

async function oldestSheets(tx: Tx, municipalityId: string): Promise<BacklogView['oldest']> {
  const rows = await tx
    .selectFrom('sheets')
    .innerJoin('batches', 'batches.batchId', 'sheets.batchId')
    .innerJoin('originals', 'originals.originalId', 'sheets.originalId')
    .select(['sheetId', 'sheets.state', 'sheets.batchId', 'label', 'fileName', 'pageNumber'])
    .select(['sheets.createdAt', 'sheets.updatedAt'])
    .where('sheets.municipalityId', '=', municipalityId)
    .where(sql<boolean>`sheet_is_open(sheets.state)`)
    .orderBy('sheets.createdAt')
    .orderBy('sheetId')
    .limit(OLDEST)
    .execute();
  return rows.map(({ createdAt, updatedAt, label, ...row }) => ({
    ...row,
    batchLabel: label,
    arrivedAt: createdAt.toISOString(),
    since: updatedAt.toISOString(),
  }));
}
