import { openSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { type Config, parseConfig } from '../../runtime/config.ts';
import { createLog } from '../../runtime/log.ts';
import { SERVER_ENV } from '../../runtime/services/server-env.ts';
import { freePort } from '../../test/support/free-port.ts';
import { processesIn } from '../../test/support/processes.ts';
import { type DatabaseServer, superviseDatabase } from '../installation/database-server.ts';
import { furnish } from '../installation/furnish.ts';
import { type RedisServer, superviseRedis } from '../installation/redis-server.ts';
import { type Supervised, supervise } from '../installation/supervise.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

export type Backend = 'postgres' | 'redis';
export type Blow = Readonly<{ name: string; strike(): Promise<boolean> }>;
export type Installation = Readonly<{
  config: Config;
  address: string;
  /** What can be killed, and what can be lost. */
  blows: readonly Blow[];
  flush: (() => Promise<void>) | null;
  /** What everything is kept on, or why it cannot be filled. */
  disk: SmallDisk | { why: string };
  programs: readonly Supervised[];
  /** Ends the programs; then what they left behind. */
  stop(): Promise<string[]>;
  /** Ends the servers too. */
  close(): Promise<void>;
}>;
export type Wanted = Readonly<{
  backend: Backend;
  mastersFolder: string;
  /** Of the disk of its own; 0: none is asked for. */
  diskMib: number;
}>;

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const READER = /page-reader\.main/;
/** Left free by intake, so that what was accepted before the disk filled up can be finished. */
const MIN_FREE_MIB = '64';

/** One program with its own database (postgres), or workers and API apart beside servers that can die too. */
export async function install(folder: string, wanted: Wanted): Promise<Installation> {
  const { backend, diskMib } = wanted;
  const place = await foldersIn(folder);
  const disk =
    diskMib > 0 ? await mountSmallDisk(place.disk, diskMib) : { why: 'nobody asked for it' };
  for (const path of [place.data, place.temporary]) await mkdir(path);
  const log = (name: string) => openSync(join(folder, `${name}.log`), 'a');
  const database =
    backend === 'redis' ? await superviseDatabase(place.database, createLog('silent')) : null;
  const redis = backend === 'redis' ? await superviseRedis(place.redis, log('redis')) : null;
  const port = await freePort();
  const env = {
    ...SERVER_ENV,
    TMPDIR: place.temporary,
    YOSHIN_DATA: place.data,
    YOSHIN_PORT: String(port),
    YOSHIN_READERS: '1',
    YOSHIN_MIN_FREE_MB: MIN_FREE_MIB,
    LOG_LEVEL: 'info',
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  };
  const config = parseConfig(env);
  await furnish(config, wanted.mastersFolder);
  const start = (name: string, ...args: string[]) =>
    supervise(name, {
      line: [process.execPath, MAIN, 'start', ...args],
      cwd: place.work,
      env,
      log: log(name),
    });
  const programs =
    backend === 'postgres'
      ? [start('program')]
      : [
          start('worker-1', '--only', 'worker'),
          start('worker-2', '--only', 'worker'),
          start('api', '--only', 'api'),
        ];
  return {
    config,
    address: `http://127.0.0.1:${port}`,
    blows: blowsFor(programs, { database, redis }, place),
    flush: redis === null ? null : () => flush(redis.url),
    disk,
    programs,
    stop: () => stopAll(programs, place),
    close: async () => {
      await redis?.server.stop();
      await database?.stop();
      if (!('why' in disk)) await disk.unmount();
    },
  };
}

type Places = Awaited<ReturnType<typeof foldersIn>>;

/** All that is kept lies on the one disk; what the programs say goes elsewhere, to be read afterwards. */
async function foldersIn(folder: string) {
  const [work, disk] = [join(folder, 'work'), join(folder, 'disk')];
  for (const path of [work, disk]) await mkdir(path);
  return {
    work,
    disk,
    data: join(disk, 'data'),
    temporary: join(disk, 'tmp'),
    database: join(disk, 'database'),
    redis: join(disk, 'redis'),
  };
}

async function stopAll(programs: readonly Supervised[], place: Places): Promise<string[]> {
  const left: string[] = [];
  for (const program of programs) {
    if (!(await program.stop())) left.push(`${program.name} had to be killed`);
  }
  for (const pid of await processesIn(place.work)) left.push(`process ${pid}`);
  for (const name of await readdir(place.temporary)) left.push(`temporary ${name}`);
  return left;
}

function blowsFor(
  programs: readonly Supervised[],
  { database, redis }: { database: DatabaseServer | null; redis: RedisServer | null },
  place: Places,
): Blow[] {
  const kill = (name: string, strike: () => boolean | Promise<boolean>): Blow => ({
    name,
    strike: async () => strike(),
  });
  const blows = programs.map((program) => kill(program.name, program.kill));
  blows.push(kill('reader', async () => killOne(await processesIn(place.work), READER)));
  blows.push(
    database === null
      ? kill('postgres', async () => killOne(await processesIn(join(place.data, 'postgres')), /-D/))
      : kill('postgres', database.kill),
  );
  if (redis !== null) blows.push(kill('redis', redis.server.kill));
  return blows;
}

async function killOne(pids: readonly number[], command: RegExp): Promise<boolean> {
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
    if (!command.test(line)) continue;
    try {
      return process.kill(pid, 'SIGKILL');
    } catch {
      return false;
    }
  }
  return false;
}

/** Everything the queue knew, gone while its server goes on. */
async function flush(url: string): Promise<void> {
  const client = new Redis(url, { maxRetriesPerRequest: 20 });
  client.on('error', () => undefined);
  await client.flushall();
  client.disconnect();
}
