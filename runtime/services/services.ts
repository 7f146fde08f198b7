import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { type AppError, RejectedInputError } from '../errors.ts';
import type { Log } from '../log.ts';
import { once } from '../once.ts';
import { clusterFolderOf, startEmbeddedPostgres, urlOf } from './embedded-postgres.ts';
import { lockFolder } from './folder-lock.ts';
import { readPassword } from './postgres-cluster.ts';
import { pingPostgres } from './postgres-ping.ts';
import { readRunning } from './running-file.ts';

export type QueueBackend = Readonly<{ kind: 'redis' | 'postgres'; url: string }>;

export type Services = Readonly<{
  databaseUrl: string;
  queueBackend: QueueBackend;
  /** Settles only when a service that we started ends by itself: shut down then, and say so. */
  lost: Promise<AppError>;
  close(): Promise<void>;
}>;

type ServicesConfig = Pick<Config, 'databaseUrl' | 'redisUrl' | 'dataFolder'>;

/**
 * The one place that decides what runs where. Given URLs it starts nothing; without `DATABASE_URL` it
 * runs its own PostgreSQL in the data folder, and refuses when another process has that folder.
 */
export async function openServices(config: ServicesConfig, log: Log): Promise<Services> {
  if (config.databaseUrl !== undefined) return elsewhere(config, config.databaseUrl);
  const services = await startOwn(config, log);
  if (services) return services;
  const holder = (await readRunning(config.dataFolder))?.pid;
  const who = holder === undefined ? 'another process' : `process ${holder}`;
  throw new RejectedInputError('service.folder_in_use', {
    cause: new Error(`${config.dataFolder} is in use by ${who}`),
  });
}

const JOIN_POLL_MS = 50;
const JOIN_PATIENCE_MS = 120_000;

/**
 * For a command beside a running program (`yoshin status`): uses the services of the process that has
 * the data folder, and starts them itself when there is none.
 */
export async function joinServices(config: ServicesConfig, log: Log): Promise<Services> {
  if (config.databaseUrl !== undefined) return elsewhere(config, config.databaseUrl);
  const deadline = Date.now() + JOIN_PATIENCE_MS;
  while (Date.now() < deadline) {
    const running = await readRunning(config.dataFolder);
    if (running?.socketFolder && (await pingPostgres(running.socketFolder)) === 'ready') {
      const password = await readPassword(clusterFolderOf(config.dataFolder));
      return elsewhere(config, urlOf(running.socketFolder, password));
    }
    const services = await startOwn(config, log);
    if (services) return services;
    await wait(JOIN_POLL_MS);
  }
  throw new RejectedInputError('service.folder_in_use', {
    cause: new Error(`${config.dataFolder} is in use, and its database server does not answer`),
  });
}

async function startOwn(config: ServicesConfig, log: Log): Promise<Services | undefined> {
  const lock = await lockFolder(config.dataFolder);
  if (!lock) return undefined;
  try {
    const postgres = await startEmbeddedPostgres(config.dataFolder, log);
    return {
      ...elsewhere(config, postgres.url),
      lost: postgres.lost,
      close: once(async () => {
        try {
          await postgres.stop();
        } finally {
          lock.release();
        }
      }),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function elsewhere(config: ServicesConfig, databaseUrl: string): Services {
  return {
    databaseUrl,
    queueBackend:
      config.redisUrl === undefined
        ? { kind: 'postgres', url: databaseUrl }
        : { kind: 'redis', url: config.redisUrl },
    lost: new Promise(() => {}),
    close: async () => {},
  };
}
