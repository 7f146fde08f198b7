import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { vi } from 'vitest';
import { findPostgresBinaries } from '../../runtime/services/postgres-binaries.ts';
import { chooseServerAccount } from '../../runtime/services/server-account.ts';
import type { ComposeService } from './compose.ts';
import { freePort } from './free-port.ts';

/** Where a service listens in its container, and where it does here. */
const PORTS = ['5432', '6379', '4300'] as const;

type Started = Readonly<{ child: ChildProcess; service: ComposeService; env: Env }>;
type Env = Readonly<Record<string, string>>;

/**
 * Starts services of the compose file as processes of this machine: the same commands, the same environment. Host
 * names become this machine's, and ports free ones, for containers have networks of their own.
 */
export async function composed() {
  const free = await Promise.all(PORTS.map(() => freePort()));
  const here = (text: string): string =>
    PORTS.reduce((sum, port, at) => sum.replaceAll(port, String(free[at])), text).replace(
      /@(postgres|redis):/g,
      '@127.0.0.1:',
    );
  const running: Started[] = [];
  const envOf = (service: ComposeService, more: Env): Env => ({
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    ...Object.fromEntries(Object.entries(service.environment).map(([k, v]) => [k, here(v)])),
    ...more,
  });
  const start = (
    service: ComposeService,
    { before = [], cwd, env: more = {}, account }: Place,
  ): Started => {
    const env = envOf(service, more);
    const [program = '', ...args] = [...before, ...service.command.map(here)];
    const child = spawn(program, args, {
      cwd,
      env,
      ...account,
      stdio: ['ignore', 'ignore', before.length > 0 ? 'inherit' : 'ignore'],
    });
    const started = { child, service, env };
    running.push(started);
    return started;
  };
  return {
    apiPort: free[2] ?? 0,
    start,
    startPostgres: (service: ComposeService, folder: string) =>
      startPostgres(service, folder, { start, here }),
    healthy: (started: Started) =>
      vi.waitFor(() => isHealthy(started, here), { timeout: 60_000, interval: 200 }),
    stop: () => stopAll(running),
  };
}

type Place = Readonly<{
  /** The image's entry point. */
  before?: readonly string[];
  cwd: string;
  env?: Env;
  account?: { uid: number; gid: number } | undefined;
}>;
type Starting = Readonly<{
  start(service: ComposeService, place: Place): Started;
  here(text: string): string;
}>;

/** The check as Docker runs it: exit code 0 within its time. */
async function isHealthy({ child, service, env }: Started, here: Starting['here']): Promise<void> {
  if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
  const [kind, ...words] = (service.healthcheck?.test ?? []).map(here);
  const [program = '', ...args] = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;
  const check = spawn(program, args, { env, stdio: 'ignore', timeout: 5_000 });
  const [exitCode] = await once(check, 'exit');
  if (exitCode !== 0) throw new Error(`${program} ended with ${exitCode}`);
}

/** What the image's entry point does before it runs the command: a cluster, its owner, an empty database. */
async function startPostgres(
  service: ComposeService,
  folder: string,
  { start, here }: Starting,
): Promise<Started> {
  const {
    POSTGRES_USER: user = '',
    POSTGRES_DB: name = '',
    POSTGRES_PASSWORD: password = '',
  } = service.environment;
  const account = await chooseServerAccount(join(folder, 'none'));
  const { initdb, postgres } = await findPostgresBinaries(account);
  const [cluster, secret] = [join(folder, 'cluster'), join(folder, 'password')];
  await mkdir(cluster, { recursive: true });
  await writeFile(secret, password);
  if (account)
    for (const path of [folder, cluster, secret]) await chown(path, account.uid, account.gid);
  await chmod(cluster, 0o700);
  const args = (service.environment['POSTGRES_INITDB_ARGS'] ?? '').split(' ');
  const made = spawn(
    initdb,
    [
      ...args,
      `--username=${user}`,
      `--pwfile=${secret}`,
      '--auth=scram-sha-256',
      '--no-sync',
      '-D',
      cluster,
    ],
    { ...account, cwd: folder, env: { PATH: '/usr/bin:/bin' }, stdio: 'ignore' },
  );
  const [exitCode] = await once(made, 'exit');
  if (exitCode !== 0) throw new Error(`initdb ended with ${exitCode}`);
  const env = { PGDATA: cluster, PATH: `${dirname(postgres)}:/usr/bin:/bin` };
  const started = start(service, { cwd: folder, env, account });
  const url = here(`postgres://${user}:${password}@postgres:5432/postgres`);
  await vi.waitFor(() => createDatabase(url, name), { timeout: 60_000, interval: 200 });
  return started;
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
}

/** As `docker compose stop`: in the reverse order, asked first. Tells each one's exit code. */
async function stopAll(running: Started[]): Promise<(number | null)[]> {
  const codes: (number | null)[] = [];
  for (const { child, service } of running.toReversed()) {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      // The postgres image asks for a fast shutdown (STOPSIGNAL SIGINT).
      child.kill(service.image.startsWith('postgres') ? 'SIGINT' : 'SIGTERM');
      await ended;
    }
    codes.push(child.exitCode);
  }
  return codes;
}
