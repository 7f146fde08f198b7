import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errorFields, type Log } from '../../runtime/log.ts';
import { urlOf } from '../../runtime/services/embedded-postgres.ts';
import { endLeftoverServer } from '../../runtime/services/leftover-server.ts';
import { findPostgresBinaries } from '../../runtime/services/postgres-binaries.ts';
import { ensureCluster, readPassword } from '../../runtime/services/postgres-cluster.ts';
import { startPostgres } from '../../runtime/services/postgres-server.ts';
import { chooseServerAccount } from '../../runtime/services/server-account.ts';
import { makeSocketFolder, removeSocketFolder } from '../../runtime/services/socket-folder.ts';

export type DatabaseServer = Readonly<{
  url: string;
  kill(): boolean;
  /** Its working directory, by which its processes are known. */
  folder: string;
  stop(): Promise<void>;
}>;

const RESTART_MS = 300;

/** A PostgreSQL apart from the program, always at the same address, started again whenever it ends. */
export async function superviseDatabase(folder: string, log: Log): Promise<DatabaseServer> {
  await mkdir(folder, { recursive: true });
  const clusterFolder = join(folder, 'postgres');
  const account = await chooseServerAccount(clusterFolder);
  const binaries = await findPostgresBinaries(account);
  const cluster = { folder: clusterFolder, account, binaries };
  await ensureCluster(cluster, folder);
  const socketFolder = await makeSocketFolder(account);
  const state = {
    server: await startPostgres(cluster, socketFolder, log),
    up: true,
    stop: false,
    starting: Promise.resolve(),
  };
  const startAgain = async (): Promise<void> => {
    while (!state.stop) {
      await wait(RESTART_MS);
      try {
        await endLeftoverServer(clusterFolder, log);
        state.server = await startPostgres(cluster, socketFolder, log);
        state.up = true;
        return;
      } catch (error) {
        // As a service manager would: a disk that is full now may be free at the next attempt.
        log.warn(errorFields(error), 'the database does not start, will try again');
      }
    }
  };
  const keepUp = async (): Promise<void> => {
    while (!state.stop) {
      await state.server.lost;
      state.up = false;
      state.starting = startAgain();
      await state.starting;
    }
  };
  void keepUp();
  return {
    url: urlOf(socketFolder, await readPassword(clusterFolder)),
    folder: clusterFolder,
    kill: () => state.up && process.kill(state.server.pid, 'SIGKILL'),
    stop: async () => {
      state.stop = true;
      await state.starting;
      await state.server.stop();
      await removeSocketFolder(socketFolder, account);
    },
  };
}
