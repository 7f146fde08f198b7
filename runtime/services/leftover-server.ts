import { readdir, readFile, readlink, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { InvariantError } from '../errors.ts';
import { hasCode } from '../has-code.ts';
import type { Log } from '../log.ts';

const POLL_MS = 50;
/** Ask, insist, kill: PostgreSQL's fast shutdown, its immediate shutdown, and neither. */
const STEPS: readonly { signal: NodeJS.Signals; patienceMs: number }[] = [
  { signal: 'SIGINT', patienceMs: 30_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
  { signal: 'SIGKILL', patienceMs: 10_000 },
];
const UNSEEN_PATIENCE_MS = 30_000;

/**
 * Ends whatever server of a killed predecessor still works in the folder, and removes a `postmaster.pid`
 * whose number another program has by now (usual in a container). Only the holder of the folder's lock
 * may call this. Where /proc does not tell, it changes nothing and PostgreSQL's own check decides.
 */
export async function endLeftoverServer(clusterFolder: string, log: Log): Promise<void> {
  if (process.platform !== 'linux') return;
  const folder = await realpath(clusterFolder);
  for (const step of STEPS) {
    const { pids } = await scan(folder);
    if (pids.length > 0) await end(folder, pids, step, log);
  }
  const { pids, unseen } = await scan(folder);
  if (pids.length > 0) {
    throw new InvariantError('service.folder_in_use', {
      cause: new Error(`a database server in ${clusterFolder} does not end`),
    });
  }
  const recorded = await recordedPid(folder);
  if (recorded === undefined || !isAlive(recorded)) return;
  if (unseen) await settled(async () => !isAlive(recorded), UNSEEN_PATIENCE_MS);
  else await rm(join(folder, 'postmaster.pid'), { force: true });
}

async function end(
  folder: string,
  pids: number[],
  { signal, patienceMs }: (typeof STEPS)[number],
  log: Log,
): Promise<void> {
  log.warn({ count: pids.length, signal }, 'ending the database server of a killed process');
  const postmaster = await recordedPid(folder);
  // The postmaster ends its backends in order; when it is gone they are told one by one.
  const orderly = signal !== 'SIGKILL' && postmaster !== undefined && pids.includes(postmaster);
  for (const pid of orderly ? [postmaster] : pids) send(pid, signal);
  await settled(async () => (await scan(folder)).pids.length === 0, patienceMs);
}

async function settled(condition: () => Promise<boolean>, patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && !(await condition())) await wait(POLL_MS);
}

/** `unseen`: a process of the server's account would not be looked at (a container without SYS_PTRACE). */
async function scan(folder: string): Promise<{ pids: number[]; unseen: boolean }> {
  const { uid } = await stat(folder);
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const kinds = await Promise.all(names.map((name) => kindOf(name, folder, uid)));
  return {
    pids: names.filter((_, index) => kinds[index] === 'server').map(Number),
    unseen: kinds.includes('unseen'),
  };
}

async function kindOf(
  pid: string,
  folder: string,
  uid: number,
): Promise<'server' | 'other' | 'unseen'> {
  try {
    if ((await stat(`/proc/${pid}`)).uid !== uid) return 'other';
    const cwd = await readlink(`/proc/${pid}/cwd`);
    const exe = await readlink(`/proc/${pid}/exe`);
    return cwd === folder && /\/postgres( \(deleted\))?$/.test(exe) ? 'server' : 'other';
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return 'other';
    if (hasCode(error, 'EACCES', 'EPERM')) return 'unseen';
    throw error;
  }
}

async function recordedPid(folder: string): Promise<number | undefined> {
  try {
    const first = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n', 1)[0];
    const pid = Number(first);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
