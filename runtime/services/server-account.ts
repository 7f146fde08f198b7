import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { hasCode } from '../has-code.ts';

/** Who the database server runs as. Absent: as ourselves. PostgreSQL refuses to run as root. */
export type ServerAccount = Readonly<{ uid: number; gid: number }> | undefined;

const NOBODY = { uid: 65_534, gid: 65_534 };

/** As root, the owner of an existing cluster keeps it; a new one goes to nobody. */
export async function chooseServerAccount(clusterFolder: string): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return undefined;
  try {
    const { uid, gid } = await stat(clusterFolder);
    return uid === 0 ? NOBODY : { uid, gid };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return NOBODY;
    throw error;
  }
}

/** Whether that account gets through every folder on the way: a project under /root is closed to it. */
export function canReach(account: ServerAccount, path: string): boolean {
  return spawnSync('/usr/bin/test', ['-x', path], { ...account, env: {}, cwd: '/' }).status === 0;
}
