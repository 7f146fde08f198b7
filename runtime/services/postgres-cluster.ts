import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RejectedInputError } from '../errors.ts';
import { hasCode } from '../has-code.ts';
import { replaceFile, syncFolder } from '../publish-file.ts';
import { diesWithParent } from './dies-with-parent.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { ServerAccount } from './server-account.ts';
import { SERVER_ENV } from './server-env.ts';

const DRAFT_PREFIX = 'postgres.draft-';

/**
 * How the server names its own folder. On Linux by way of its working directory, which we enter before
 * giving up root: then no folder above it has to be open to the server's account.
 */
export const clusterPath = (folder: string) =>
  process.platform === 'linux' ? '/proc/self/cwd' : folder;

export type Cluster = Readonly<{
  folder: string;
  account: ServerAccount;
  binaries: PostgresBinaries;
}>;

/** Makes the cluster on the first start. It gets its name when complete, so half of one is never used. */
export async function ensureCluster(
  cluster: Cluster,
  dataFolder: string,
): Promise<'made' | 'there'> {
  for (const name of await readdir(dataFolder)) {
    if (name.startsWith(DRAFT_PREFIX)) await removeDraft(join(dataFolder, name));
  }
  const version = await versionOf(cluster.folder);
  if (version !== undefined) {
    refuseOtherVersion(version, cluster);
    return 'there';
  }
  const draft = join(dataFolder, `${DRAFT_PREFIX}${randomBytes(6).toString('hex')}`);
  await makeCluster({ ...cluster, folder: draft });
  await rename(draft, cluster.folder);
  await syncFolder(dataFolder);
  return 'made';
}

/** With retries: what a killed start left behind may be writing into it for a moment longer. */
const removeDraft = (draft: string) =>
  rm(draft, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });

/** Kept inside the cluster: they are made, moved, backed up and lost together. */
export async function readPassword(clusterFolder: string): Promise<string> {
  return (await readFile(join(clusterFolder, 'yoshin-password'), 'utf8')).trim();
}

async function makeCluster(cluster: Cluster): Promise<void> {
  await mkdir(cluster.folder, { mode: 0o700 });
  await chmod(cluster.folder, 0o700);
  await own(cluster, cluster.folder);
  // Synced once, at the end: until it has its name, losing the draft loses nothing.
  await run(cluster, cluster.binaries.initdb, [
    ...['-D', clusterPath(cluster.folder), '-U', 'postgres', '-A', 'reject', '--no-instructions'],
    ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    '--no-sync',
  ]);
  const password = randomBytes(24).toString('base64url');
  await write(cluster, 'pg_hba.conf', 'local all yoshin scram-sha-256\n');
  await write(cluster, 'yoshin-password', `${password}\n`);
  // No superuser can log in. Ours owns its database and may make roles and databases, no more.
  const statements = [
    `CREATE ROLE yoshin LOGIN CREATEDB CREATEROLE PASSWORD '${password}'`,
    'CREATE DATABASE yoshin OWNER yoshin',
  ];
  await run(
    cluster,
    cluster.binaries.postgres,
    ['--single', '-F', '-c', 'exit_on_error=on', '-D', clusterPath(cluster.folder), 'postgres'],
    `${statements.join('\n')}\n`,
  );
  await run(cluster, cluster.binaries.initdb, ['--sync-only', '-D', clusterPath(cluster.folder)]);
}

async function write(cluster: Cluster, name: string, content: string): Promise<void> {
  const path = join(cluster.folder, name);
  await replaceFile(path, content);
  await own(cluster, path);
}

async function own({ account }: Cluster, path: string): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}

async function run(cluster: Cluster, program: string, args: string[], input = ''): Promise<void> {
  const [first = '', ...others] = [...diesWithParent('SIGKILL'), program, ...args];
  const child = spawn(first, others, {
    ...cluster.account,
    cwd: cluster.folder,
    env: SERVER_ENV,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  child.stdin.on('error', () => child.kill('SIGKILL'));
  child.stdin.end(input);
  const [said, exitCode] = await Promise.all([text(child.stderr), exit]);
  if (exitCode !== 0) throw unavailable(`${program} ended with ${exitCode}: ${said.slice(-2000)}`);
}

async function versionOf(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function refuseOtherVersion(version: string, { folder, binaries }: Cluster): void {
  if (version === binaries.majorVersion) return;
  throw unavailable(
    `${folder} was written by PostgreSQL ${version}, installed is ${binaries.majorVersion}`,
  );
}

const unavailable = (reason: string) =>
  new RejectedInputError('service.database_unavailable', { cause: new Error(reason) });
