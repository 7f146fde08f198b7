import { join } from 'node:path';
import type { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { endLeftoverServer } from './leftover-server.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { ensureCluster, readPassword } from './postgres-cluster.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { readRunning, removeRunning, writeRunning } from './running-file.ts';
import { chooseServerAccount } from './server-account.ts';
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts';

export type EmbeddedPostgres = Readonly<{
  url: string;
  lost: Promise<AppError>;
  stop(): Promise<void>;
}>;

export const clusterFolderOf = (dataFolder: string) => join(dataFolder, 'postgres');

export function urlOf(socketFolder: string, password: string): string {
  return `postgres://yoshin:${password}@${encodeURIComponent(socketFolder)}/yoshin`;
}

/** Starts our own PostgreSQL in a data folder whose lock the caller holds. */
export async function startEmbeddedPostgres(
  dataFolder: string,
  log: Log,
): Promise<EmbeddedPostgres> {
  const startedAt = performance.now();
  const folder = clusterFolderOf(dataFolder);
  const account = await chooseServerAccount(folder);
  const predecessor = await readRunning(dataFolder);
  await writeRunning(dataFolder, { pid: process.pid });
  if (predecessor?.socketFolder) await removeSocketFolder(predecessor.socketFolder, account);
  const cluster = { folder, account, binaries: await findPostgresBinaries(account) };
  log.info({ service: 'postgres' }, 'starting the database server');
  if ((await ensureCluster(cluster, dataFolder)) === 'there') await endLeftoverServer(folder, log);
  const socketFolder = await makeSocketFolder(account);
  let server: PostgresServer;
  try {
    server = await startPostgres(cluster, socketFolder, log);
  } catch (error) {
    await removeSocketFolder(socketFolder, account);
    throw error;
  }
  await writeRunning(dataFolder, { pid: process.pid, socketFolder });
  const durationMs = Math.round(performance.now() - startedAt);
  log.info({ service: 'postgres', pid: server.pid, durationMs }, 'the database server answers');
  return {
    url: urlOf(socketFolder, await readPassword(folder)),
    lost: server.lost,
    stop: async () => {
      await server.stop();
      await removeSocketFolder(socketFolder, account);
      await removeRunning(dataFolder);
      log.info({ service: 'postgres' }, 'the database server has stopped');
    },
  };
}
