import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { cruise } from 'dependency-cruiser';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readCompose } from '../support/compose.ts';
import { buildContext, readDockerfile } from '../support/image.ts';

const { stages, env, user, entrypoint } = await readDockerfile();
const last = stages.at(-1);
const copied =
  last?.copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources) ?? [];

test('Dockerfile and compose file have nothing a linter would say', async () => {
  expect(validate(await readFile('Dockerfile', 'utf8'))).toEqual([]);
  const args = ['-c', '.dclintrc.json', '--max-warnings', '0', 'docker-compose.yml'];
  const { status, stdout } = spawnSync('node_modules/.bin/dclint', args, { encoding: 'utf8' });
  expect(stdout.trim()).toBe('');
  expect(status).toBe(0);
});

test('everything copied is in the repository and within the sight of the build, or from an earlier stage', async () => {
  const visible = await buildContext();
  const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n');
  const seen: (string | null)[] = [];
  for (const { name, copies } of stages) {
    for (const { from, sources } of copies) {
      if (from !== null) expect(seen).toContain(from);
      else {
        for (const source of sources) {
          const files = tracked.filter((file) => file === source || file.startsWith(`${source}/`));
          expect(files.filter(visible), source).not.toEqual([]);
          expect(existsSync(source), source).toBe(true);
        }
      }
    }
    seen.push(name);
  }
});

test('the secrets and the data of this machine are out of sight', async () => {
  const visible = await buildContext();
  const secret = [
    'data/keys/master.key',
    '.env',
    '.git/config',
    'node_modules/x',
    'dist/review-ui/a',
  ];
  expect(secret.filter(visible)).toEqual([]);
});

test('several stages, and what runs is not root, with a read-only disk and no capabilities', async () => {
  expect(stages.length).toBeGreaterThan(1);
  expect(user).toBe('node');
  const order = last?.instructions.map((line) => line.split(' ')[0]) ?? [];
  expect(order.lastIndexOf('RUN')).toBeLessThan(order.indexOf('USER'));
  const services = await readCompose({ POSTGRES_PASSWORD: 'a', REDIS_PASSWORD: 'b' });
  for (const name of ['api', 'worker']) {
    expect(services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  }
});

test('every module the program can load is in the image, and every package is one it installs', async () => {
  const programs = [entrypoint[1] ?? '', 'workers/decode.main.ts', 'workers/page-reader.main.ts'];
  const { output } = await cruise(programs, {
    tsPreCompilationDeps: false,
    doNotFollow: 'node_modules',
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  });
  const modules = typeof output === 'string' ? [] : output.modules;
  const own = modules
    .map(({ source }) => source)
    .filter((source) => /\.ts$/.test(source) && !source.includes('node_modules'));
  expect(own.length).toBeGreaterThan(200);
  expect(own.filter((source) => !copied.some((path) => source.startsWith(`${path}/`)))).toEqual([]);
  const { dependencies, optionalDependencies } = z
    .object({
      dependencies: z.record(z.string(), z.string()),
      optionalDependencies: z.record(z.string(), z.string()),
    })
    .parse(JSON.parse(await readFile('package.json', 'utf8')));
  const installed = Object.keys({ ...dependencies, ...optionalDependencies });
  const packages = modules.flatMap(({ source, dependencies: to }) =>
    source.includes('node_modules') ? [] : to.map(({ resolved }) => resolved),
  );
  const names = new Set(
    packages.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  );
  expect(names.size).toBeGreaterThan(15);
  expect([...names].filter((name) => !installed.includes(name))).toEqual([]);
});

test('the settings of the image are settings of the program', async () => {
  expect(env).toMatchObject({
    NODE_ENV: 'production',
    YOSHIN_DATA: '/data',
    YOSHIN_HOST: '0.0.0.0',
  });
  const operations = await readFile('docs/operations.md', 'utf8');
  const { api } = await readCompose({ POSTGRES_PASSWORD: 'a', REDIS_PASSWORD: 'b' });
  const settings = Object.keys(api?.environment ?? {});
  expect(settings.length).toBeGreaterThan(4);
  const words = operations.replace('`…_SECRET_ACCESS_KEY`', 'YOSHIN_BLOBS_S3_SECRET_ACCESS_KEY');
  expect(settings.filter((name) => !words.includes(name))).toEqual([]);
});
