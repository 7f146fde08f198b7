import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createLog } from '../../runtime/log.ts';
import { openServices } from '../../runtime/services/services.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The owner's database of the run's one PostgreSQL; see `test/support/postgres.ts`. */
    databaseUrl: string;
    /** Where the pictures of the documentation go; none are taken without. */
    screens: string | null;
  }
}

type Shared = { users: number; opened: ReturnType<typeof open> };
/** Each project loads this module anew; the server is one for the whole run, so it hangs on the global. */
const shelf: { yoshinTestPostgres?: Shared } & object = globalThis;

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shelf.yoshinTestPostgres ??= { users: 0, opened: open() };
  const shared = shelf.yoshinTestPostgres;
  shared.users += 1;
  const { databaseUrl, close } = await shared.opened;
  project.provide('databaseUrl', databaseUrl);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete shelf.yoshinTestPostgres;
    await close();
  };
}

async function open() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'yoshin-test-'));
  const removeFolder = () => rm(dataFolder, { recursive: true });
  const own = { dataFolder, databaseUrl: undefined, redisUrl: undefined };
  try {
    const services = await openServices(own, createLog('error'));
    return {
      databaseUrl: services.databaseUrl,
      close: () => services.close().finally(removeFolder),
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}
