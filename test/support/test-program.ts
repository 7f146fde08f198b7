import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openProgram, type Program } from '../../cli/program/open-program.ts';
import { runApi } from '../../cli/program/run-api.ts';
import { runStages } from '../../cli/program/run-stages.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { setPolicy } from '../../ledger/accounts/policy.ts';
import { openDatabase } from '../../ledger/database.ts';
import { importMasters } from '../../ledger/masters/import-masters.ts';
import { parseConfig } from '../../runtime/config.ts';
import { createLog, type Log } from '../../runtime/log.ts';
import type { S3Location } from '../../runtime/s3-objects.ts';
import type { Role } from '../../schemas/accounts.ts';
import { PASSWORD_ALONE } from './account-deps.ts';
import { environmentFor } from './object-store.ts';

export const MUNICIPALITY = '272035';
export const PASSWORD = 'correct horse battery';

export type TestProgram = Readonly<{ program: Program; address: string; close(): Promise<void> }>;

/** The whole program as `yoshin start` puts it together, on a database of the test's own or, without one, its own. */
export async function startTestProgram(
  urls: {
    databaseUrl?: string;
    redisUrl?: string;
    blobs?: S3Location;
    settings?: Readonly<Record<string, string>>;
  },
  accounts: Readonly<Record<string, Role>>,
  masters: string,
  log: Log = createLog('error'),
): Promise<TestProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-program-'));
  const dataFolder = join(folder, 'data');
  const config = parseConfig({
    DATABASE_URL: urls.databaseUrl,
    REDIS_URL: urls.redisUrl,
    ...(urls.blobs && environmentFor(urls.blobs)),
    YOSHIN_DATA: dataFolder,
    YOSHIN_PORT: '0',
    ...urls.settings,
  });
  const program = await openProgram(config, log, 'own');
  const scope = { kind: 'municipality', municipalityId: MUNICIPALITY } as const;
  // What a test asks for, it asks for this municipality; what the program asks for, it has to say itself.
  const db = openDatabase(program.services.databaseUrl, { max: 4, scope });
  const context = () => program.operator(MUNICIPALITY);
  await ensureMunicipality(db, context(), {
    municipalityId: MUNICIPALITY,
    name: '豊中市',
    demonstration: true,
  });
  await setPolicy(db, context(), PASSWORD_ALONE);
  for (const [loginName, role] of Object.entries(accounts)) {
    const account = { loginName, displayName: loginName, password: PASSWORD, roles: [role] };
    await createAccount(db, context(), account);
  }
  await importMasters(db, context(), { folder: masters });
  await runStages(program, (reason) => {
    throw reason;
  });
  const address = await runApi(program, 'here');
  return {
    program: { ...program, db, review: { ...program.review, db } },
    address,
    close: async () => {
      await db.destroy();
      await program.shutdown.run();
      await rm(folder, { recursive: true });
    },
  };
}
