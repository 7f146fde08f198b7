import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, vi } from 'vitest';
import { createLog } from '../../runtime/log.ts';
import { openServices } from '../../runtime/services/services.ts';
import { processesIn } from './processes.ts';
import { startServicesProcess } from './services-process.ts';

export const silentLog = createLog('silent');

/** A data folder for each test, after whose end no process may be left in it. */
export function dataFolderPerTest() {
  let template = '';
  let folder = '';
  const cluster = () => join(folder, 'postgres');
  const config = (dataFolder: string) => ({
    dataFolder,
    databaseUrl: undefined,
    redisUrl: undefined,
  });
  // One first start, copied for every test; those about a first start empty the folder again.
  beforeAll(async () => {
    template = await mkdtemp(join(tmpdir(), 'yoshin-template-'));
    await (await openServices(config(template), silentLog)).close();
  });
  afterAll(() => rm(template, { recursive: true }));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yoshin-services-'));
    execFileSync('cp', ['-a', `${template}/.`, folder]);
  });
  afterEach(async () => {
    expect(await processesIn(cluster()), 'orphans').toEqual([]);
    await rm(folder, { recursive: true });
  });
  return {
    path: () => folder,
    cluster,
    own: () => config(folder),
    empty: async () => {
      await rm(folder, { recursive: true });
      await mkdir(folder, { mode: 0o700 });
    },
    gone: () => gone(cluster()),
    holder: (how: 'open' | 'join' = 'open') => holder(folder, how),
  };
}

function gone(cluster: string): Promise<void> {
  const check = async () => expect(await processesIn(cluster)).toEqual([]);
  return vi.waitFor(check, { timeout: 30_000, interval: 20 });
}

/** A process that holds the folder, and its database's URL. */
async function holder(folder: string, how: 'open' | 'join') {
  const holding = startServicesProcess(folder, how);
  onTestFinished(async () => {
    if (holding.child.exitCode === null) holding.child.kill('SIGKILL');
    await gone(join(folder, 'postgres'));
  });
  const opened = await holding.next();
  if (opened?.kind !== 'open') throw new Error(`not open: ${JSON.stringify(opened)}`);
  return { ...holding, url: opened.databaseUrl };
}

/** One statement on a connection of its own, which a killed server may break. */
export async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
