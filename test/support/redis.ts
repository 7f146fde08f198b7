import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export type TestRedis = Readonly<{
  url: string;
  /** Its working directory. */
  folder: string;
  /** kill -9; what it had written stays. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}>;

/** As docker-compose.yml has them. */
export const REDIS_SETTINGS = [
  ...['--bind', '127.0.0.1', '--appendonly', 'yes'],
  ...['--maxmemory-policy', 'noeviction', '--save', ''],
];

/** A real `redis-server` with the settings of docker-compose.yml, in a folder of its own. */
export async function startTestRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-redis-'));
  const port = await freePort();
  let server = await launch(port, folder);
  const crash = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    folder,
    crash,
    restart: async () => {
      server = await launch(port, folder);
    },
    stop: async () => {
      await crash();
      await rm(folder, { recursive: true });
    },
  };
}

async function launch(port: number, folder: string): Promise<ChildProcess> {
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--dir', folder, ...REDIS_SETTINGS],
    { stdio: 'ignore' },
  );
  await once(server, 'spawn');
  while (!(await answers(port))) {
    if (server.exitCode !== null) throw new Error('redis-server ended while starting');
    await wait(20);
  }
  return server;
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
