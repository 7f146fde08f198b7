import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctorCommand } from '../../cli/commands/doctor.ts';
import { rotateKeysCommand } from '../../cli/commands/rotate-keys.ts';
import { openProgram } from '../../cli/program/open-program.ts';
import { operator } from '../../cli/program/operator.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { newTotp, rewrappedTotp } from '../../ledger/accounts/totp.ts';
import { openDatabase } from '../../ledger/database.ts';
import { newestBlobs } from '../../ledger/installation-facts.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { receiveOriginal } from '../../ledger/intake/originals.ts';
import { rewrapKeys } from '../../ledger/intake/rewrap-keys.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { type Config, parseConfig } from '../../runtime/config.ts';
import { providerOf } from '../../runtime/key-provider.ts';
import { createLog } from '../../runtime/log.ts';
import { createMasterKeyFile, readMasterKey } from '../../runtime/master-key.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const MUNICIPALITY = '272035';
const FILES = 505;
const ACCOUNT = {
  ...{ loginName: 'hanako', displayName: '花子', password: 'correct horse battery' },
  roles: ['reviewer' as const],
};
const NEVER_GIVEN = { lastStep: 0, createdAt: new Date('2026-11-23T00:00:00Z') };
const log = createLog('silent');
let database: TestDatabase;
let folder: string;
let config: Config;
const at = (name: string) => join(folder, name);
const keyFile = () => join(config.dataFolder, 'keys', 'master.key');
const quiet = () => undefined;

async function withProgram<T>(run: (open: Awaited<ReturnType<typeof openProgram>>) => Promise<T>) {
  const program = await openProgram(config, log, 'own');
  try {
    return await inMunicipality(MUNICIPALITY, () => run(program));
  } finally {
    await program.shutdown.run();
  }
}

/** What every stored file says, opened by the program as it starts now. */
const opened = () =>
  withProgram(async ({ db, blobs }) => {
    const refs = await newestBlobs(db, FILES);
    const texts = await Promise.all(refs.map(async (ref) => (await blobs.get(ref)).toString()));
    return { texts: texts.toSorted(), keys: [...new Set(refs.map(({ keyId }) => keyId))] };
  });

const refusal = () =>
  withProgram(async () => null).then(
    () => 'started',
    (error: Error) => (error.cause instanceof Error ? error.cause.message : error.message),
  );

const providerIn = async (path: string) =>
  providerOf(await readMasterKey({ kind: 'file', path, create: false }));

beforeAll(async () => {
  database = await createTestDatabase('rotate_keys');
  folder = await mkdtemp(join(tmpdir(), 'yoshin-rotate-'));
  config = parseConfig({ DATABASE_URL: database.url, YOSHIN_DATA: at('data') });
  await withProgram(async ({ db, blobs, keys }) => {
    const context = operator(MUNICIPALITY);
    const wanted = { municipalityId: MUNICIPALITY, name: '豊中市', demonstration: true };
    await ensureMunicipality(db, context, wanted);
    const batch = { label: '束', institutionCode: null, month: null, declaredSheets: null };
    const { batchId } = await createBatch(db, context, batch);
    await createAccount(db, context, ACCOUNT);
    const { accountId } = await db
      .selectFrom('accounts')
      .select('accountId')
      .executeTakeFirstOrThrow();
    const { sealed } = newTotp(keys, { accountId, ...ACCOUNT });
    await db
      .insertInto('totpSecrets')
      .values({ accountId, municipalityId: MUNICIPALITY, ...sealed, ...NEVER_GIVEN })
      .execute();
    for (let count = 0; count < FILES; count += 1) {
      const file = { batchId, fileName: `${count}.png`, source: Buffer.from(`file ${count}`) };
      await receiveOriginal({ db, blobs }, operator(MUNICIPALITY), file);
    }
  });
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

test('killed in the middle a start is refused, and the same command goes on to the end', async () => {
  const before = await opened();
  const [oldId = ''] = before.keys;
  const newKey = at('new.key');
  await createMasterKeyFile(newKey);
  const [from, to] = [await providerIn(keyFile()), await providerIn(newKey)];
  const db = openDatabase(database.url, { max: 1 });
  const killed = rewrapKeys(db, { from, to }, () => {
    throw new Error('killed');
  });
  await expect(killed).rejects.toThrow('killed');
  await db.destroy();
  await writeFile(join(config.dataFolder, 'blobs', 'key-rotation'), to.keyId);
  expect(await refusal()).toContain('鍵の交換が終わっていません');
  const another = rotateKeysCommand(config, log, { newKey: at('another.key') }, quiet);
  await expect(another).rejects.toMatchObject({ code: 'config.invalid' });

  const lines: string[] = [];
  await rotateKeysCommand(config, log, { newKey }, (line) => void lines.push(line));
  expect(lines.join('\n')).toContain(`鍵 ${oldId} を ${to.keyId} に替えました (6 件)`);
  expect(await opened()).toEqual({ texts: before.texts, keys: [to.keyId] });
  expect(await providerIn(`${keyFile()}.${oldId}.old`)).toMatchObject({ keyId: oldId });
  // The code of somebody's telephone is still theirs: the secret opens under the new key, for its account alone.
  const secret = await withProgram(({ db: now }) =>
    now
      .selectFrom('totpSecrets')
      .select(['accountId', 'wrappedSecret', 'keyId'])
      .executeTakeFirstOrThrow(),
  );
  expect(rewrappedTotp(secret, { from: to, to: from }).keyId).toBe(from.keyId);
  const others = { ...secret, accountId: randomUUID() };
  expect(() => rewrappedTotp(others, { from: to, to: from })).toThrow('blob.key_mismatch');
  const logged = await withProgram(({ db: now }) =>
    now
      .selectFrom('auditEvents')
      .select(['resourceId', 'detail'])
      .where('action', '=', 'keys.rotate')
      .execute(),
  );
  expect(logged).toEqual([{ resourceId: to.keyId, detail: { from: oldId, count: 6 } }]);
});

test('the old key is refused afterwards, with the key that is wanted', async () => {
  const current = await readFile(keyFile());
  const { keyId } = await providerIn(keyFile());
  await createMasterKeyFile(at('wrong.key'));
  await writeFile(keyFile(), await readFile(at('wrong.key')));
  expect(await refusal()).toContain(`控えの中から ${keyId} の鍵を戻してください`);
  await rm(keyFile());
  expect(await refusal()).toContain('控えてある鍵をここに戻してから起動してください');
  await writeFile(keyFile(), current, { mode: 0o600 });
  expect(await refusal()).toBe('started');
});

test('the key may come from the environment or from a command, and from one place only', async () => {
  const written = (await readFile(keyFile(), 'utf8')).trim();
  await rm(keyFile());
  const from = (more: Record<string, string>) =>
    parseConfig({ DATABASE_URL: database.url, YOSHIN_DATA: at('data'), ...more });
  const kept = config;
  await writeFile(at('vault'), written);
  for (const more of [
    { YOSHIN_MASTER_KEY: written },
    { YOSHIN_MASTER_KEY_COMMAND: `cat '${at('vault')}'` },
  ]) {
    config = from(more);
    expect((await opened()).texts).toHaveLength(FILES);
    const lines: string[] = [];
    await doctorCommand(config, log, { json: true }, (line) => void lines.push(line));
    expect(JSON.parse(lines.join('')).findings).toContainEqual(
      expect.objectContaining({ check: 'master-key', state: 'ok' }),
    );
  }
  config = from({ YOSHIN_MASTER_KEY_COMMAND: 'echo secret-of-the-vault; exit 3' });
  expect(await refusal()).toMatch(/終了コード 3(?!.*secret-of-the-vault)/);
  config = from({ YOSHIN_MASTER_KEY: 'secret' });
  expect(await refusal()).toMatch(/^YOSHIN_MASTER_KEY はマスターキーではありません/);
  expect(() => from({ YOSHIN_MASTER_KEY: written, YOSHIN_MASTER_KEY_FILE: keyFile() })).toThrow();
  config = kept;
});
