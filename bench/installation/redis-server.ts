import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SERVER_ENV } from '../../runtime/services/server-env.ts';
import { freePort } from '../../test/support/free-port.ts';
import { REDIS_SETTINGS } from '../../test/support/redis.ts';
import { type Supervised, supervise } from './supervise.ts';

export type RedisServer = Readonly<{ url: string; server: Supervised }>;

/** A Redis apart from the program, always at the same address, started again whenever it ends. */
export async function superviseRedis(folder: string, log: number): Promise<RedisServer> {
  await mkdir(folder);
  const port = await freePort();
  const server = supervise('redis', {
    line: ['redis-server', '--port', String(port), '--dir', folder, ...REDIS_SETTINGS],
    cwd: folder,
    env: SERVER_ENV,
    log,
  });
  while (!(await answers(port))) await wait(20);
  return { url: `redis://127.0.0.1:${port}`, server };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (reply: Buffer) => {
      socket.destroy();
      resolve(reply.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
