import { openSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { parseConfig } from '../../runtime/config.ts';
import { createLog } from '../../runtime/log.ts';
import { SERVER_ENV } from '../../runtime/services/server-env.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startTestRedis, type TestRedis } from '../../test/support/redis.ts';
import { type DatabaseServer, superviseDatabase } from '../installation/database-server.ts';
import { furnish, PASSWORD } from '../installation/furnish.ts';
import { type Supervised, supervise } from '../installation/supervise.ts';

export type Backend = 'postgres' | 'redis';

/** PostgreSQL, the API, and as many workers as asked for, each bound to one core: worker hosts on one machine. */
export type Place = Readonly<{
  clerk: HttpClient;
  address: string;
  databaseUrl: string;
  workers: readonly Supervised[];
  /** Log files of the workers, in their order. */
  logs: readonly string[];
  /** Working directories, by which the processes of each part are known. */
  folders: Readonly<Record<'worker' | 'api' | 'postgres' | 'redis', readonly string[]>>;
  close(): Promise<void>;
}>;

export type PlaceOptions = Readonly<{ backend: Backend; workers: number; mastersFolder: string }>;

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

type Servers = Readonly<{
  folder: string;
  database: DatabaseServer;
  redis: TestRedis | null;
  programs: Supervised[];
}>;

export async function openPlace(options: PlaceOptions): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-workers-'));
  const servers: Servers = {
    folder,
    database: await superviseDatabase(join(folder, 'database'), createLog('silent')),
    redis: options.backend === 'redis' ? await startTestRedis() : null,
    programs: [],
  };
  try {
    return await furnished(servers, options);
  } catch (error) {
    await closeServers(servers);
    throw error;
  }
}

async function furnished(servers: Servers, options: PlaceOptions): Promise<Place> {
  const { folder, database, redis, programs } = servers;
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const env = {
    ...SERVER_ENV,
    DATABASE_URL: database.url,
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    YOSHIN_DATA: join(folder, 'data'),
    YOSHIN_PORT: String(port),
    YOSHIN_READERS: '1',
  };
  await mkdir(env.YOSHIN_DATA);
  await furnish(parseConfig(env), options.mastersFolder);
  const start = async (name: string, role: 'api' | 'worker', core: number | null) => {
    const cwd = join(folder, name);
    await mkdir(cwd);
    const pin = core === null ? [] : ['taskset', '--cpu-list', String(core)];
    const line = [...pin, process.execPath, MAIN, 'start', '--only', role];
    const log = openSync(logOf(folder, name), 'a');
    // Proof: at least the program itself.
    programs.push(supervise(name, { line: line as [string], cwd, env, log }));
    return cwd;
  };
  const names = Array.from({ length: options.workers }, (_, at) => `worker-${at + 1}`);
  const cores = availableParallelism();
  const api = await start('api', 'api', null);
  const working = await Promise.all(names.map((name, at) => start(name, 'worker', at % cores)));
  return {
    clerk: await firstLogIn(address),
    address,
    databaseUrl: database.url,
    workers: programs.slice(1),
    logs: names.map((name) => logOf(folder, name)),
    folders: {
      worker: working,
      api: [api],
      postgres: [database.folder],
      redis: redis === null ? [] : [redis.folder],
    },
    close: () => closeServers(servers),
  };
}

const logOf = (folder: string, name: string): string => join(folder, `${name}.log`);

async function firstLogIn(address: string): Promise<HttpClient> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await logIn(address, 'uketsuke', PASSWORD);
    } catch (error) {
      if (attempt === 600) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function closeServers({ folder, database, redis, programs }: Servers): Promise<void> {
  await Promise.all(programs.map((program) => program.stop()));
  await redis?.stop();
  await database.stop();
  await rm(folder, { recursive: true, force: true });
}
