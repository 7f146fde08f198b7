import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openServices } from '../../runtime/services/services.ts';
import { dataFolderPerTest, query, silentLog } from '../support/data-folder.ts';
import { processesIn } from '../support/processes.ts';
import { startServicesProcess } from '../support/services-process.ts';

const data = dataFolderPerTest();

test('given URLs it starts nothing and touches no folder', async () => {
  await data.empty();
  const urls = { databaseUrl: 'postgres://db/x', redisUrl: 'redis://queue' };
  const services = await openServices({ ...data.own(), ...urls }, silentLog);
  expect(services.databaseUrl).toBe(urls.databaseUrl);
  expect(services.queueBackend).toEqual({ kind: 'redis', url: urls.redisUrl });
  await services.close();
  expect(await readdir(data.path())).toEqual([]);
});

test('with a database but no Redis the queue lives on that database', async () => {
  const services = await openServices({ ...data.own(), databaseUrl: 'postgres://db/x' }, silentLog);
  expect(services.queueBackend).toEqual({ kind: 'postgres', url: 'postgres://db/x' });
});

test('what was committed before a clean stop is there after the next start', async () => {
  const first = await openServices(data.own(), silentLog);
  await query(first.databaseUrl, 'CREATE TABLE kept AS SELECT 7 AS seven');
  await Promise.all([first.close(), first.close()]);
  expect(await processesIn(data.cluster())).toEqual([]);
  expect((await readdir(data.path())).toSorted()).toEqual(['lock', 'postgres']);
  const second = await openServices(data.own(), silentLog);
  expect(await query(second.databaseUrl, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
  await second.close();
});

test('it listens on no network address, and asks for a password on its socket', async () => {
  const services = await openServices(data.own(), silentLog);
  const [settings] = await query(
    services.databaseUrl,
    `SELECT current_setting('listen_addresses') AS listen, current_setting('fsync') AS fsync,
       current_setting('log_min_error_statement') AS statements`,
  );
  expect(settings).toEqual({ listen: '', fsync: 'on', statements: 'panic' });
  const [server] = await processesIn(data.cluster());
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
    const first = await data.holder();
    const second = startServicesProcess(data.path());
    expect(await second.next()).toEqual({
      kind: 'refused',
      code: 'service.folder_in_use',
      reason: `${data.path()} is in use by process ${first.child.pid}`,
    });
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await first.end('SIGTERM');
  });

  test('is refused from the same process, and leaves the first one’s lock alone', async () => {
    const first = await openServices(data.own(), silentLog);
    const refused = { code: 'service.folder_in_use' };
    await expect(openServices(data.own(), silentLog)).rejects.toMatchObject(refused);
    await expect(openServices(data.own(), silentLog)).rejects.toMatchObject(refused);
    const other = startServicesProcess(data.path());
    expect(await other.next()).toMatchObject({ kind: 'refused', ...refused });
    await first.close();
  });

  test('of five at once one wins and four are refused', async () => {
    await data.empty();
    const racers = Array.from({ length: 5 }, () => startServicesProcess(data.path()));
    const said = await Promise.all(racers.map((racer) => racer.next()));
    expect(said.map((line) => line?.kind).toSorted()).toEqual([
      'open',
      ...Array.from({ length: 4 }, () => 'refused'),
    ]);
    await Promise.all(racers.map((racer) => racer.end('SIGTERM')));
  });

  test('may join the first one instead, and leaves it running', async () => {
    const first = await data.holder();
    const beside = await data.holder('join');
    expect(beside.url).toBe(first.url);
    await beside.end('SIGTERM');
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await first.end('SIGTERM');
    const alone = await data.holder('join');
    expect(alone.url).not.toBe(first.url);
    await alone.end('SIGTERM');
  });
});

test('a folder written by another PostgreSQL version is refused by name', async () => {
  await writeFile(join(data.cluster(), 'PG_VERSION'), '17\n');
  await expect(openServices(data.own(), silentLog)).rejects.toMatchObject({
    code: 'service.database_unavailable',
    cause: { message: expect.stringContaining('written by PostgreSQL 17') },
  });
});

test('a server that cannot start says why, and a repaired folder starts', async () => {
  const settings = join(data.cluster(), 'postgresql.auto.conf');
  await writeFile(settings, 'shared_buffers = nonsense\n');
  await expect(openServices(data.own(), silentLog)).rejects.toMatchObject({
    code: 'service.database_unavailable',
    cause: { message: expect.stringContaining('shared_buffers') },
  });
  await writeFile(settings, '');
  await (await openServices(data.own(), silentLog)).close();
});
