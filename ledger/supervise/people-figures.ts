import { sql } from 'kysely';
import { dayInJapan, daysBefore } from '../../rules/calendar.ts';
import type { PersonFigures } from '../../schemas/api/backlog.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';
import { latestEntries } from './latest-entries.ts';

const DAYS_BACK = 30;

type People = { since: string; sheets: number; items: PersonFigures[] };

/** How each person gets on, by kind of work, by name. */
export async function peopleFigures(
  db: Db,
  { actor: { municipalityId }, now }: Pick<ActContext, 'actor' | 'now'>,
): Promise<People> {
  const since = daysBefore(dayInJapan(now), DAYS_BACK);
  const signed = await signatures(db, municipalityId, since);
  const words = await wordsThatStand(db, municipalityId);
  const items = signed.map(({ activeMs, ...row }) => {
    const own = words.find(
      (w) => w.staffMemberId === row.staffMemberId && w.purpose === row.purpose,
    );
    return {
      ...row,
      sheetsPerHour: activeMs > 0 ? (row.timed * 3_600_000) / activeMs : null,
      keyed: own?.keyed ?? 0,
      keyedStands: own?.stands ?? 0,
    };
  });
  return { since, sheets: words[0]?.sheets ?? 0, items };
}

type Signed = Pick<
  PersonFigures,
  'staffMemberId' | 'name' | 'purpose' | 'signed' | 'timed' | 'activeSeconds'
> & { activeMs: number };

async function signatures(db: Db, municipalityId: string, since: string): Promise<Signed[]> {
  const { rows } = await sql<Signed>`
    select s.staff_member_id, m.display_name as name, s.purpose, count(*) as signed,
      count(t.active_ms) as timed, coalesce(sum(t.active_ms), 0)::float8 as active_ms,
      percentile_cont(0.5) within group (order by t.active_ms) / 1000 as active_seconds
    from signatures s
    join staff_members m using (staff_member_id)
    left join review_times t using (signature_id)
    where s.municipality_id = ${municipalityId}
      and s.signed_at >= (${since}::date)::timestamp at time zone 'Asia/Tokyo'
    group by 1, 2, 3
    order by 2, 1, array_position(array['verify', 'approve', 'adjudicate'], s.purpose)`.execute(db);
  return rows;
}

type Words = {
  staffMemberId: string;
  purpose: Purpose;
  keyed: number;
  stands: number;
  sheets: number;
};

/**
 * What A and B last said of the fields that somebody keyed unseen and something else was held against, and
 * whether it is what the ledger says.
 */
async function wordsThatStand(db: Db, municipalityId: string): Promise<Words[]> {
  const { rows } = await sql<Words>`
    with ${latestEntries(municipalityId)}, fields as (
      select l.entry_id, l.round_id, l.pass, l.verified_by, l.approved_by, f->>'fieldId' as field_id,
        f->>'answer' as answer, f->>'value' as value
      from latest l cross join lateral jsonb_array_elements(l.content->'fields') f
      where f->>'evidence' in ('keyed_agrees_with_reading', 'two_equal_keyings', 'adjudicated')
    ), words as (
      select distinct on (f.entry_id, f.field_id, k.purpose) k.staff_member_id, k.purpose,
        k.answer = f.answer and k.value is not distinct from f.value as stands
      from fields f join keyings k on k.round_id = f.round_id and k.field_id = f.field_id
        and k.undone_at is null
        and (k.purpose = 'verify' and k.staff_member_id = f.verified_by
          or k.purpose = 'approve' and k.pass = f.pass and k.staff_member_id = f.approved_by)
      order by f.entry_id, f.field_id, k.purpose, k.sequence desc
    )
    select staff_member_id, purpose, count(*) as keyed, count(*) filter (where stands) as stands,
      (select count(*) from latest) as sheets
    from words group by 1, 2`.execute(db);
  return rows;
}
