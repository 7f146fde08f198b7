import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { logIn } from '../../cli/demo/http-client.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { type ComposeService, readCompose } from '../support/compose.ts';
import { composed } from '../support/composed-services.ts';
import { assemble, readDockerfile } from '../support/image.ts';
import { PASSWORD } from '../support/test-program.ts';
import { startTlsProxy } from '../support/tls-proxy.ts';

const SETTINGS = {
  POSTGRES_PASSWORD: 'pgsecret',
  REDIS_PASSWORD: 'redissecret',
  YOSHIN_READERS: '1',
  LOG_LEVEL: 'error',
};
let folder: string;
let app: string;
let services: Awaited<ReturnType<typeof composed>>;
let compose: Record<string, ComposeService>;
const of = (name: string): ComposeService => {
  const service = compose[name];
  if (service === undefined) throw new Error(`no service ${name}`);
  return service;
};

/** The image's files, put together as its Dockerfile says, the page built from what its stage is given. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-compose-'));
  // The database server is another user, and has to get to its folder.
  await chmod(folder, 0o755);
  const { stages } = await readDockerfile();
  const page = stages.find(({ name }) => name === 'page');
  const last = stages.at(-1);
  if (page === undefined || last === undefined) throw new Error('no such stage');
  const build = join(folder, 'build');
  const modules = { packages: () => 'node_modules' };
  await assemble(
    { ...page, copies: [...page.copies, { from: 'packages', sources: ['x'], to: 'node_modules' }] },
    build,
    modules,
  );
  const vite = ['node_modules/vite/bin/vite.js', 'build', 'review-ui', '--logLevel=warn'];
  expect(spawnSync(process.execPath, vite, { cwd: build, stdio: 'inherit' }).status).toBe(0);
  app = join(folder, 'app');
  const built = (source: string) => join(folder, source);
  await assemble(last, app, { ...modules, page: built });
  compose = await readCompose(SETTINGS);
  services = await composed();
});
afterAll(async () => {
  await services.stop();
  await rm(folder, { recursive: true });
});

test('the compose file’s own commands, as plain processes: healthy in order, and a sheet goes through', async () => {
  const { entrypoint, env: image } = await readDockerfile();
  for (const name of ['data', 'postgres', 'redis']) await mkdir(join(folder, name));
  const postgres = await services.startPostgres(of('postgres'), join(folder, 'postgres'));
  const redis = services.start(of('redis'), { cwd: join(folder, 'redis') });
  await services.healthy(postgres);
  await services.healthy(redis);
  const env = {
    ...image,
    YOSHIN_DATA: join(folder, 'data'),
    YOSHIN_PORT: String(services.apiPort),
  };
  const place = { before: entrypoint, cwd: app, env };
  const api = services.start(of('api'), place);
  await services.healthy(api);
  for (const _ of [1, 2]) services.start(of('worker'), place);

  const user = [
    'user',
    'add',
    'uketsuke',
    '--municipality',
    '272035',
    '--municipality-name',
    '豊中市',
  ];
  const [node = '', ...program] = entrypoint;
  const added = spawnSync(node, [...program, ...user, '--name', '受付', '--role', 'clerk'], {
    ...{ cwd: app, env: api.env, input: `${PASSWORD}\n`, encoding: 'utf8' },
  });
  expect(added.stderr).not.toContain('記号');
  expect(added.status).toBe(0);

  const proxy = await startTlsProxy(services.apiPort);
  const clerk = await logIn(proxy.address, 'uketsuke', PASSWORD);
  const body = { label: '一箱', institutionCode: null, month: null, declaredSheets: 1 };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  const file = new File([new Uint8Array(await readFile('samples/scans/scan_0001.jpg'))], 'a.jpg');
  await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
  await vi.waitFor(
    async () => {
      const { batch } = await clerk.call(intakeApi.batch, { params: { batchId } });
      expect(batch.sheetsByState).toEqual({ checked: 1 });
    },
    { timeout: 120_000, interval: 300 },
  );
  const page = await fetch(proxy.address);
  expect(await page.text()).toContain('<div id="root">');
  await proxy.close();
  expect(await services.stop()).toEqual([0, 0, 0, 0, 0]);
});
