import { sql } from 'kysely';
import type { MasterChangeView, ShownMaster } from '../../schemas/api/masters.ts';
import { MASTERS, type Master } from '../../schemas/master-kinds.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { rowInLog } from './master-terms.ts';
import type { MasterDeps } from './search-masters.ts';

const SHOWN = 200;

/** What was said of one row before; looked at, and in the audit log as that. */
export async function masterHistory(
  { db, vault }: MasterDeps,
  context: ActContext,
  master: ShownMaster,
  key: readonly string[],
): Promise<{ changes: MasterChangeView[] }> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'masters.manage',
    resourceKind: master === 'residents' ? 'resident' : master,
    ...rowInLog({ vault, municipalityId }, master, key),
    detail: { step: 'history', master },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const { rows } = await sql<Omit<MasterChangeView, 'changedAt'> & { changedAt: Date }>`
      select change_number, c.changed_at, c.origin, c.reason,
        coalesce(n.display_name || '・' || g.display_name, s.display_name) as by,
        ${shown(master, 'before')} as before, ${shown(master, 'after')} as after
      from master_histories h join master_changes c using (municipality_id, change_number)
        left join staff_members s using (staff_member_id)
        -- Who was taken in by two people is theirs, not the second one's alone.
        left join entry_persons p on c.origin = 'review' and p.kind = 'not_registered'
          and p.municipality_id = h.municipality_id and h.key = array[p.resident_id]
        left join staff_members n on n.staff_member_id = p.named_by
        left join staff_members g on g.staff_member_id = p.agreed_by
      where h.municipality_id = ${municipalityId}
        and h.master = ${snake(master)} and h.key = ${[...key]}::text[]
      order by change_number desc limit ${SHOWN}`.execute(tx);
    const changes = rows.map((row) => ({ ...row, changedAt: row.changedAt.toISOString() }));
    return { changes };
  });
}

const snake = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The columns of the row then, by the names of its fields. */
function shown(master: ShownMaster, side: 'before' | 'after') {
  const { fields }: Master = MASTERS[master];
  const column = sql.raw(`c.${side}`);
  const pairs = Object.keys(fields).flatMap((field) => [
    sql.lit(field),
    sql`${column} -> ${sql.lit(snake(field))}`,
  ]);
  return sql`case when ${column} is not null then jsonb_build_object(${sql.join(pairs)}) end`;
}
