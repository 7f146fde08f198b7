import { chmod, chown, lstat, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { RejectedInputError } from '../errors.ts';
import { hasCode } from '../has-code.ts';
import { canReach, type ServerAccount } from './server-account.ts';

const PREFIX = 'yoshin-pg-';
/** A socket's path is cut at 107 bytes; PostgreSQL adds `/.s.PGSQL.5432`. */
const LONGEST_FOLDER = 80;

/**
 * A fresh folder only the server and we may enter. A socket in it instead of a port: nothing listens on
 * the network at all, and no other program can take the port between choosing it and using it. Not in the
 * data folder, whose path may be too long for a socket or closed to the server's account.
 */
export async function makeSocketFolder(account: ServerAccount): Promise<string> {
  for (const parent of account ? ['/run', '/tmp', tmpdir()] : [tmpdir(), '/tmp']) {
    const short = parent.length + PREFIX.length + 7 <= LONGEST_FOLDER;
    const folder = short && canReach(account, parent) ? await makeIn(parent, account) : undefined;
    if (folder !== undefined) return folder;
  }
  throw new RejectedInputError('service.database_unavailable', {
    cause: new Error('no folder for temporary files may be written'),
  });
}

async function makeIn(parent: string, account: ServerAccount): Promise<string | undefined> {
  try {
    const folder = await mkdtemp(join(parent, PREFIX));
    await chmod(folder, 0o700);
    if (account) await chown(folder, account.uid, account.gid);
    return folder;
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EROFS', 'EPERM', 'ENOENT')) return undefined;
    throw error;
  }
}

/** Also for the one a killed predecessor noted: removed only if it looks like ours and is the server's. */
export async function removeSocketFolder(folder: string, account: ServerAccount): Promise<void> {
  if (!new RegExp(`^${PREFIX}[A-Za-z0-9]{6}$`).test(basename(folder))) return;
  try {
    const found = await lstat(folder);
    const ours = found.isDirectory() && found.uid === (account?.uid ?? process.getuid?.());
    if (ours) await rm(folder, { recursive: true, force: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
