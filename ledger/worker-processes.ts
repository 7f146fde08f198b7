import { sql } from 'kysely';
import type { WorkerState } from '../schemas/worker-state.ts';
import type { Db } from './database.ts';
import { acrossMunicipalities } from './scope.ts';

/** One that has said nothing for so long is gone: killed, or cut off from the database. */
const GONE_AFTER_SECONDS = 30;

export type WorkerReport = Readonly<{
  workerId: string;
  host: string;
  state: WorkerState;
  freeMemoryBytes: number | null;
}>;

/** By the database's clock: hosts may disagree about the time. */
export async function reportWorker(db: Db, report: WorkerReport): Promise<void> {
  const seenAt = sql<Date>`clock_timestamp()`;
  const { workerId, ...rest } = report;
  await acrossMunicipalities('monitoring', () =>
    db
      .insertInto('workerProcesses')
      .values({ ...report, seenAt })
      .onConflict((conflict) => conflict.column('workerId').doUpdateSet({ ...rest, seenAt }))
      .execute(),
  );
}

export async function forgetWorker(db: Db, workerId: string): Promise<void> {
  await acrossMunicipalities('monitoring', () =>
    db
      .deleteFrom('workerProcesses')
      .where((eb) => eb.or([eb('workerId', '=', workerId), longGone]))
      .execute(),
  );
}

const longGone = sql<boolean>`seen_at < clock_timestamp() - interval '1 day'`;

/** The worker processes that are there. */
export const workersThere = (db: Db): Promise<WorkerReport[]> =>
  acrossMunicipalities('monitoring', () =>
    db
      .selectFrom('workerProcesses')
      .select(['workerId', 'host', 'state', 'freeMemoryBytes'])
      .where(
        sql<boolean>`seen_at > clock_timestamp() - make_interval(secs => ${GONE_AFTER_SECONDS})`,
      )
      .orderBy('workerId')
      .execute(),
  );
