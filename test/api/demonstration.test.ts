import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProgram, type Program } from '../../cli/program/open-program.ts';
import { runApi } from '../../cli/program/run-api.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { anyAccount } from '../../ledger/installation-facts.ts';
import { DEMONSTRATION_PASSWORD } from '../../ledger/password.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { parseConfig } from '../../runtime/config.ts';
import { createLog } from '../../runtime/log.ts';
import { Door } from '../../schemas/api/session.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const REAL = { municipalityId: '112453', name: '試験市', demonstration: false };
const DEMO = { municipalityId: '272035', name: '豊中市(デモ)', demonstration: true };
const account = {
  loginName: 'hanako',
  displayName: '山田 花子',
  roles: ['administrator'],
  password: DEMONSTRATION_PASSWORD,
} as const;

let database: TestDatabase;
let folder: string;
let program: Program;
const listening = (host: string): Program => ({
  ...program,
  config: { ...program.config, host, port: 0 },
});
const doorOf = async (address: string) =>
  Door.parse(await (await fetch(`${address}/api/door`)).json());

beforeAll(async () => {
  database = await createTestDatabase('demonstration');
  folder = await mkdtemp(join(tmpdir(), 'yoshin-demonstration-'));
  const env = { DATABASE_URL: database.url, YOSHIN_DATA: folder, LOG_LEVEL: 'silent' };
  program = await openProgram(parseConfig(env), createLog('silent'), 'own');
});
afterAll(async () => {
  await program.shutdown.run();
  await rm(folder, { recursive: true });
  await database.drop();
});

test('an installation begins with no account, and no password that anybody could know opens one', async () => {
  expect(await anyAccount(program.db)).toBe(false);
  const context = program.operator(REAL.municipalityId);
  const register = () =>
    inMunicipality(REAL.municipalityId, async () => {
      await ensureMunicipality(program.db, context, REAL);
      await createAccount(program.db, context, account);
    });
  await expect(register()).rejects.toMatchObject({
    code: 'input.invalid',
    cause: { message: expect.stringContaining('デモのパスワード') },
  });
});

test('without a demonstration it is served wherever the operator says, and calls itself none', async () => {
  const address = await runApi(listening('0.0.0.0'), 'elsewhere');
  expect(await doorOf(address.replace('0.0.0.0', '127.0.0.1'))).toEqual({
    demonstration: false,
    openId: null,
  });
});

test('a demonstration is served on loopback alone, and says what it is before anybody logs in', async () => {
  const context = program.operator(DEMO.municipalityId);
  await inMunicipality(DEMO.municipalityId, async () => {
    await ensureMunicipality(program.db, context, DEMO);
    await createAccount(program.db, context, account);
  });
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'yoshin.example']) {
    await expect(runApi(listening(host), 'elsewhere')).rejects.toMatchObject({
      code: 'config.invalid',
      cause: { message: expect.stringContaining('127.0.0.1') },
    });
  }
  const address = await runApi(listening('127.0.0.1'), 'elsewhere');
  expect(await doorOf(address)).toEqual({ demonstration: true, openId: null });
});
