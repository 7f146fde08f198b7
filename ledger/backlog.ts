import { sql } from 'kysely';
import type { Db } from './database.ts';
import { acrossMunicipalities } from './scope.ts';

/** Pages, and files not yet taken apart, that the machine has still to do with; counted no further than asked. */
export async function countBacklog(db: Db, upTo = 1_000_000): Promise<number> {
  const counted = sql<{ count: number }>`
    select count(*) as count from (
      select 1 from sheets where state in ('received', 'preprocessed', 'read')
      union all
      select 1 from originals where state = 'received'
      limit ${upTo}
    ) as waiting`;
  const { rows } = await acrossMunicipalities('limits of the machine', () => counted.execute(db));
  return rows[0]?.count ?? 0;
}
