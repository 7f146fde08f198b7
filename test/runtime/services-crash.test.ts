import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openServices } from '../../runtime/services/services.ts';
import { dataFolderPerTest, query, silentLog } from '../support/data-folder.ts';
import { processesIn } from '../support/processes.ts';
import { startServicesProcess } from '../support/services-process.ts';

const data = dataFolderPerTest();

describe('after kill -9', () => {
  test('of the parent, no server survives and acknowledged rows are there again', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const victim = await data.holder();
      await query(victim.url, 'CREATE TABLE IF NOT EXISTS kept (round int)');
      await query(victim.url, `INSERT INTO kept VALUES (${round})`);
      victim.child.kill('SIGKILL');
      // At once: the next start must cope with a server that is still on its way out.
      const next = await data.holder();
      const rows = await query(next.url, 'SELECT count(*)::int AS rounds FROM kept');
      expect(rows).toEqual([{ rounds: round }]);
      await next.end('SIGKILL');
      await data.gone();
    }
    await (await openServices(data.own(), silentLog)).close();
  });

  test('of the server, the owner is told, and the folder starts again', async () => {
    const services = await openServices(data.own(), silentLog);
    await query(services.databaseUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
    const postmaster = Number(
      (await readFile(join(data.cluster(), 'postmaster.pid'), 'utf8')).split('\n')[0],
    );
    process.kill(postmaster, 'SIGKILL');
    expect(await services.lost).toMatchObject({ code: 'service.database_unavailable' });
    await services.close();
    const again = await openServices(data.own(), silentLog);
    expect(await query(again.databaseUrl, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await again.close();
  });

  test('of parent and server together, even a backend left behind is ended', async () => {
    const victim = await data.holder();
    const postmaster = Number(
      (await readFile(join(data.cluster(), 'postmaster.pid'), 'utf8')).split('\n')[0],
    );
    process.kill(postmaster, 'SIGSTOP');
    await victim.end('SIGKILL');
    expect(await processesIn(data.cluster())).toContain(postmaster);
    process.kill(postmaster, 'SIGCONT');
    const next = await data.holder();
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await next.end('SIGTERM');
  });

  test('a postmaster.pid whose number another program has by now does not stop the start', async () => {
    await writeFile(
      join(data.cluster(), 'postmaster.pid'),
      `${process.pid}\n/proc/self/cwd\n0\n5432\n\n\n`,
    );
    const again = await openServices(data.own(), silentLog);
    expect(await query(again.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await again.close();
  });

  test('of the first start while it makes the cluster, the half of it is never used', async () => {
    await data.empty();
    const killed = startServicesProcess(data.path());
    await vi.waitFor(
      async () => {
        const draft = (await readdir(data.path())).find((name) =>
          name.startsWith('postgres.draft'),
        );
        expect(await readdir(join(data.path(), draft ?? 'none'))).toContain('PG_VERSION');
      },
      { timeout: 20_000, interval: 5 },
    );
    await killed.end('SIGKILL');
    const services = await openServices(data.own(), silentLog);
    expect(await query(services.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await services.close();
    expect((await readdir(data.path())).toSorted()).toEqual(['lock', 'postgres']);
  });
});

describe.runIf(process.getuid?.() === 0)('started as root', () => {
  test('the server runs as another account, also in a folder only root may enter', async () => {
    const closed = await mkdtemp('/root/yoshin-services-');
    onTestFinished(() => rm(closed, { recursive: true }));
    await chmod(closed, 0o700);
    const services = await openServices(
      { ...data.own(), dataFolder: join(closed, 'data') },
      silentLog,
    );
    const [server] = await processesIn(join(closed, 'data', 'postgres'));
    const status = await readFile(`/proc/${server}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m);
    expect(status).toMatch(/^Groups:\s*$/m);
    expect(await query(services.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await services.close();
  });

  test('without the right to look at other accounts’ processes, as in a container, it starts again', async () => {
    const before = ['setpriv', '--bounding-set=-sys_ptrace'];
    for (let round = 1; round <= 3; round += 1) {
      const services = startServicesProcess(data.path(), 'open', { before });
      const opened = await services.next();
      expect(opened).toMatchObject({ kind: 'open' });
      if (opened?.kind === 'open')
        await query(opened.databaseUrl, `CREATE TABLE round_${round} ()`);
      await services.end(round === 3 ? 'SIGTERM' : 'SIGKILL');
    }
  });

  test('an ordinary account runs its own server', async () => {
    const home = join(data.path(), 'home');
    await mkdir(home);
    await chmod(data.path(), 0o755);
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
