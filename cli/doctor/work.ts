import { countBacklog } from '../../ledger/backlog.ts';
import type { Db } from '../../ledger/database.ts';
import { workersThere } from '../../ledger/worker-processes.ts';
import type { Config } from '../../runtime/config.ts';
import { bad, ok, type Verdict, warn } from './check.ts';

/** Half of what is accepted is a good moment to think of more workers. */
const MUCH = 0.5;

export async function backlog(
  db: Db,
  { maxBacklog }: Pick<Config, 'maxBacklog'>,
): Promise<Verdict> {
  const waiting = await countBacklog(db);
  const found = maxBacklog === 0 ? `${waiting} 枚` : `${waiting} 枚 (上限 ${maxBacklog} 枚)`;
  const todo = '読み取りプロセスを増やすか、上限 YOSHIN_MAX_BACKLOG を見直してください。';
  if (maxBacklog === 0 || waiting < maxBacklog * MUCH) return ok(found);
  return waiting < maxBacklog ? warn(found, todo) : bad(`${found} — 受付を断っています`, todo);
}

/** Whether anybody reads what waits. */
export async function workers(db: Db): Promise<Verdict> {
  const there = await workersThere(db);
  const short = there.filter(({ state }) => state === 'short_of_memory');
  const found = `${there.length} 個が動いています`;
  if (there.length === 0) {
    const waiting = await countBacklog(db);
    if (waiting === 0) return ok('動いていません');
    return warn(`動いていません、待ち ${waiting} 枚`, '起動すると、途中から続きます (npm start)。');
  }
  if (short.length === 0) return ok(found);
  const hosts = [...new Set(short.map(({ host }) => host))].join(', ');
  const todo =
    'YOSHIN_READERS を減らすか、ほかのプログラムを止めるか、メモリーを増やしてください。';
  return warn(`${found}、うち ${short.length} 個はメモリー不足で控えています (${hosts})`, todo);
}
