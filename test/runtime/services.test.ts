import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLog } from '../../runtime/log.ts';
import { openServices } from '../../runtime/services/services.ts';
import { processesIn } from '../support/processes.ts';
import { startServicesProcess } from '../support/services-process.ts';

let dataFolder: string;
const cluster = () => join(dataFolder, 'postgres');
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'yoshin-services-'));
});
afterEach(async () => {
  expect(await processesIn(cluster()), 'orphans').toEqual([]);
  await rm(dataFolder, { recursive: true });
});

const log = createLog('silent');
const own = () => ({ dataFolder, databaseUrl: undefined, redisUrl: undefined });
const gone = () =>
  vi.waitFor(async () => expect(await processesIn(cluster())).toEqual([]), {
    timeout: 20_000,
    interval: 20,
  });

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** A process that holds the folder, and its database's URL. */
async function holder(how: 'open' | 'join' = 'open') {
  const holding = startServicesProcess(dataFolder, how);
  onTestFinished(async () => {
    if (holding.child.exitCode === null) holding.child.kill('SIGKILL');
    await gone();
  });
  const opened = await holding.next();
  if (opened?.kind !== 'open') throw new Error(`not open: ${JSON.stringify(opened)}`);
  return { ...holding, url: opened.databaseUrl };
}

test('given URLs it starts nothing and touches no folder', async () => {
  const urls = { databaseUrl: 'postgres://db/x', redisUrl: 'redis://queue' };
  const services = await openServices({ ...own(), ...urls }, log);
  expect(services.databaseUrl).toBe(urls.databaseUrl);
  expect(services.queueBackend).toEqual({ kind: 'redis', url: urls.redisUrl });
  await services.close();
  expect(await readdir(dataFolder)).toEqual([]);
});

test('with a database but no Redis the queue lives on that database', async () => {
  const services = await openServices({ ...own(), databaseUrl: 'postgres://db/x' }, log);
  expect(services.queueBackend).toEqual({ kind: 'postgres', url: 'postgres://db/x' });
});

test('what was committed before a clean stop is there after the next start', async () => {
  const first = await openServices(own(), log);
  await query(first.databaseUrl, 'CREATE TABLE kept AS SELECT 7 AS seven');
  await Promise.all([first.close(), first.close()]);
  expect(await processesIn(cluster())).toEqual([]);
  expect((await readdir(dataFolder)).toSorted()).toEqual(['lock', 'postgres']);
  const second = await openServices(own(), log);
  expect(await query(second.databaseUrl, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
  await second.close();
});

test('it listens on no network address, and asks for a password on its socket', async () => {
  const services = await openServices(own(), log);
  const [settings] = await query(
    services.databaseUrl,
    `SELECT current_setting('listen_addresses') AS listen, current_setting('fsync') AS fsync,
       current_setting('log_min_error_statement') AS statements`,
  );
  expect(settings).toEqual({ listen: '', fsync: 'on', statements: 'panic' });
  const [server] = await processesIn(cluster());
  const inodes = await Promise.all(
    ['tcp', 'tcp6'].map((table) => readFile(`/proc/${server}/net/${table}`, 'utf8')),
  );
  const { links } = await openSockets(server);
  expect(inodes.join('\n')).not.toMatch(new RegExp(` (${links.join('|')}) `));
  const wrong = services.databaseUrl.replace(/yoshin:[^@]+@/, 'yoshin:wrong@');
  await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  const superuser = services.databaseUrl.replace('//yoshin:', '//postgres:');
  await expect(query(superuser, 'SELECT 1')).rejects.toMatchObject({ code: '28000' });
  await services.close();
});

async function openSockets(pid: number | undefined) {
  const names = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(
    names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  );
  return { links: targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []) };
}

describe('a second start on the same folder', () => {
  test('is refused from another process, which is named', async () => {
    const first = await holder();
    const second = startServicesProcess(dataFolder);
    expect(await second.next()).toEqual({
      kind: 'refused',
      code: 'service.folder_in_use',
      reason: `${dataFolder} is in use by process ${first.child.pid}`,
    });
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await first.end('SIGTERM');
  });

  test('is refused from the same process, and leaves the first one’s lock alone', async () => {
    const first = await openServices(own(), log);
    const refused = { code: 'service.folder_in_use' };
    await expect(openServices(own(), log)).rejects.toMatchObject(refused);
    await expect(openServices(own(), log)).rejects.toMatchObject(refused);
    const other = startServicesProcess(dataFolder);
    expect(await other.next()).toMatchObject({ kind: 'refused', ...refused });
    await first.close();
  });

  test('of five at once one wins and four are refused', async () => {
    const racers = Array.from({ length: 5 }, () => startServicesProcess(dataFolder));
    const said = await Promise.all(racers.map((racer) => racer.next()));
    expect(said.map((line) => line?.kind).toSorted()).toEqual([
      'open',
      ...Array.from({ length: 4 }, () => 'refused'),
    ]);
    await Promise.all(racers.map((racer) => racer.end('SIGTERM')));
  });

  test('may join the first one instead, and leaves it running', async () => {
    const first = await holder();
    const beside = await holder('join');
    expect(beside.url).toBe(first.url);
    await beside.end('SIGTERM');
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await first.end('SIGTERM');
    const alone = await holder('join');
    expect(alone.url).not.toBe(first.url);
    await alone.end('SIGTERM');
  });
});

describe('after kill -9', () => {
  test('of the parent, no server survives and acknowledged rows are there again', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const victim = await holder();
      await query(victim.url, 'CREATE TABLE IF NOT EXISTS kept (round int)');
      await query(victim.url, `INSERT INTO kept VALUES (${round})`);
      victim.child.kill('SIGKILL');
      // At once: the next start must cope with a server that is still on its way out.
      const next = await holder();
      const rows = await query(next.url, 'SELECT count(*)::int AS rounds FROM kept');
      expect(rows).toEqual([{ rounds: round }]);
      await next.end('SIGKILL');
      await gone();
    }
    await (await openServices(own(), log)).close();
  });

  test('of the server, the owner is told, and the folder starts again', async () => {
    const services = await openServices(own(), log);
    await query(services.databaseUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    const postmaster = Number(
      (await readFile(join(cluster(), 'postmaster.pid'), 'utf8')).split('\n')[0],
    );
    process.kill(postmaster, 'SIGKILL');
    expect(await services.lost).toMatchObject({ code: 'service.database_unavailable' });
    await services.close();
    const again = await openServices(own(), log);
    expect(await query(again.databaseUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await again.close();
  });

  test('of parent and server together, even a backend left behind is ended', async () => {
    const victim = await holder();
    const postmaster = Number(
      (await readFile(join(cluster(), 'postmaster.pid'), 'utf8')).split('\n')[0],
    );
    process.kill(postmaster, 'SIGSTOP');
    await victim.end('SIGKILL');
    expect(await processesIn(cluster())).toContain(postmaster);
    process.kill(postmaster, 'SIGCONT');
    const next = await holder();
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await next.end('SIGTERM');
  });

  test('a postmaster.pid whose number another program has by now does not stop the start', async () => {
    await (await openServices(own(), log)).close();
    await writeFile(
      join(cluster(), 'postmaster.pid'),
      `${process.pid}\n/proc/self/cwd\n0\n5432\n\n\n`,
    );
    const again = await openServices(own(), log);
    expect(await query(again.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await again.close();
  });

  test('of the first start while it makes the cluster, the half of it is never used', async () => {
    const killed = startServicesProcess(dataFolder);
    await vi.waitFor(
      async () => {
        const draft = (await readdir(dataFolder)).find((name) => name.startsWith('postgres.draft'));
        expect(await readdir(join(dataFolder, draft ?? 'none'))).toContain('PG_VERSION');
      },
      { timeout: 20_000, interval: 5 },
    );
    await killed.end('SIGKILL');
    const services = await openServices(own(), log);
    expect(await query(services.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await services.close();
    expect((await readdir(dataFolder)).toSorted()).toEqual(['lock', 'postgres']);
  });
});

test('a folder written by another PostgreSQL version is refused by name', async () => {
  await (await openServices(own(), log)).close();
  await writeFile(join(cluster(), 'PG_VERSION'), '17\n');
  await expect(openServices(own(), log)).rejects.toMatchObject({
    code: 'service.database_unavailable',
    cause: { message: expect.stringContaining('written by PostgreSQL 17') },
  });
});

test('a server that cannot start says why, and a repaired folder starts', async () => {
  await (await openServices(own(), log)).close();
  const settings = join(cluster(), 'postgresql.auto.conf');
  await writeFile(settings, 'shared_buffers = nonsense\n');
  await expect(openServices(own(), log)).rejects.toMatchObject({
    code: 'service.database_unavailable',
    cause: { message: expect.stringContaining('shared_buffers') },
  });
  await writeFile(settings, '');
  await (await openServices(own(), log)).close();
});

describe.runIf(process.getuid?.() === 0)('started as root', () => {
  test('the server runs as another account, also in a folder only root may enter', async () => {
    const closed = await mkdtemp('/root/yoshin-services-');
    onTestFinished(() => rm(closed, { recursive: true }));
    await chmod(closed, 0o700);
    const services = await openServices({ ...own(), dataFolder: join(closed, 'data') }, log);
    const [server] = await processesIn(join(closed, 'data', 'postgres'));
    const status = await readFile(`/proc/${server}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m);
    expect(status).toMatch(/^Groups:\s*$/m);
    expect(await query(services.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await services.close();
  });

  test('an ordinary account runs its own server', async () => {
    const home = join(dataFolder, 'home');
    await mkdir(home);
    await chmod(dataFolder, 0o755);
    await chown(home, 65_534, 65_534);
    const services = startServicesProcess(join(home, 'data'), 'open', { uid: 65_534, gid: 65_534 });
    const opened = await services.next();
    expect(opened).toMatchObject({ kind: 'open' });
    if (opened?.kind === 'open') {
      expect(await query(opened.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    }
    await services.end('SIGTERM');
  });
});
