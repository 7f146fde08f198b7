import { spawnSync } from 'node:child_process';
import { SERVER_ENV } from './server-env.ts';

/**
 * The words to put before a command so that the kernel ends it with us, even at kill -9. It is the command
 * itself that asks, after the change of account, which would clear it. Without util-linux (macOS, Alpine)
 * there are none, and what survives us is ended by the next start.
 */
export function diesWithParent(signal: NodeJS.Signals): string[] {
  const words = ['setpriv', `--pdeathsig=${signal}`];
  const tried = spawnSync('setpriv', [...words.slice(1), 'true'], { env: SERVER_ENV, cwd: '/' });
  return tried.status === 0 ? words : [];
}
