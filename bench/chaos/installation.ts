import { openSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { SAMPLES_FOLDER } from '../../cli/program/folders.ts';
import { openProgram } from '../../cli/program/open-program.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { importMasters } from '../../ledger/masters/import-masters.ts';
import { type Config, parseConfig } from '../../runtime/config.ts';
import { createLog } from '../../runtime/log.ts';
import { SERVER_ENV } from '../../runtime/services/server-env.ts';
import { freePort } from '../../test/support/free-port.ts';
import { processesIn } from '../../test/support/processes.ts';
import { startTestRedis, type TestRedis } from '../../test/support/redis.ts';
import { type DatabaseServer, superviseDatabase } from '../installation/database-server.ts';
import { type Supervised, supervise } from '../installation/supervise.ts';
import { PASSWORD } from './clients.ts';

export type Backend = 'postgres' | 'redis';
export type Blow = Readonly<{ name: string; strike(): Promise<boolean> }>;
export type Installation = Readonly<{
  config: Config;
  address: string;
  /** What can be killed, and what can be lost. */
  blows: readonly Blow[];
  flush: (() => Promise<void>) | null;
  programs: readonly Supervised[];
  /** Ends the programs; then what they left behind. */
  stop(): Promise<string[]>;
  /** Ends the servers too. */
  close(): Promise<void>;
}>;

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const MUNICIPALITY = { municipalityId: '272035', name: '豊中市', demonstration: true };
const ACCOUNTS = { uketsuke: 'clerk', kakunin: 'reviewer', shonin: 'reviewer' } as const;
const READER = /page-reader\.main/;

/** One program with its own database (postgres), or workers and API apart beside servers that can die too. */
export async function install(folder: string, backend: Backend): Promise<Installation> {
  const place = await foldersIn(folder);
  const database =
    backend === 'redis' ? await superviseDatabase(place.database, createLog('silent')) : null;
  const redis = backend === 'redis' ? await startTestRedis() : null;
  const port = await freePort();
  const env = {
    ...SERVER_ENV,
    TMPDIR: place.temporary,
    YOSHIN_DATA: place.data,
    YOSHIN_PORT: String(port),
    YOSHIN_READERS: '1',
    LOG_LEVEL: 'info',
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  };
  const config = parseConfig(env);
  await furnish(config);
  const start = (name: string, ...args: string[]) =>
    supervise(name, {
      line: [process.execPath, MAIN, 'start', ...args],
      cwd: place.work,
      env,
      log: openSync(join(folder, `${name}.log`), 'a'),
    });
  const programs =
    backend === 'postgres'
      ? [start('program')]
      : [
          start('worker-1', '--only', 'worker'),
          start('worker-2', '--only', 'worker'),
          start('api', '--only', 'api'),
        ];
  const stop = async (): Promise<string[]> => {
    const left: string[] = [];
    for (const program of programs) {
      if (!(await program.stop())) left.push(`${program.name} had to be killed`);
    }
    for (const pid of await processesIn(place.work)) left.push(`process ${pid}`);
    for (const name of await readdir(place.temporary)) left.push(`temporary ${name}`);
    return left;
  };
  return {
    config,
    address: `http://127.0.0.1:${port}`,
    blows: blowsFor(programs, database, redis, place),
    flush: redis === null ? null : () => flush(redis.url),
    programs,
    stop,
    close: async () => {
      await redis?.stop();
      await database?.stop();
    },
  };
}

async function foldersIn(folder: string) {
  const place = {
    data: join(folder, 'data'),
    work: join(folder, 'work'),
    temporary: join(folder, 'tmp'),
    database: join(folder, 'database'),
  };
  for (const path of [place.data, place.work, place.temporary]) await mkdir(path);
  return place;
}

async function furnish(config: Config): Promise<void> {
  const program = await openProgram(config, createLog('error'), 'own');
  try {
    const context = () => program.operator(MUNICIPALITY.municipalityId);
    await ensureMunicipality(program.db, context(), MUNICIPALITY);
    for (const [loginName, role] of Object.entries(ACCOUNTS)) {
      const account = { loginName, displayName: loginName, password: PASSWORD, roles: [role] };
      await createAccount(program.db, context(), account);
    }
    await importMasters(program.db, context(), { folder: join(SAMPLES_FOLDER, 'masters') });
  } finally {
    await program.shutdown.run();
  }
}

function blowsFor(
  programs: readonly Supervised[],
  database: DatabaseServer | null,
  redis: TestRedis | null,
  place: { data: string; work: string },
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
  if (redis !== null) {
    blows.push({
      name: 'redis',
      strike: async () => {
        await redis.crash();
        await redis.restart();
        return true;
      },
    });
  }
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
