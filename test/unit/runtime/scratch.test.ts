import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeScratch, sweepScratch } from '../../../runtime/scratch.ts';

const there = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test('what a dead process or a predecessor of our number left is removed, a living one’s is not', async () => {
  const place = await mkdtemp(join(tmpdir(), 'scratch-test-'));
  vi.stubEnv('TMPDIR', place);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(place, { recursive: true });
  });
  const { pid: dead } = spawnSync('true');
  const ours = await makeScratch('split');
  const left = join(place, `yoshin-decode-${dead}-AbCd12`);
  const code = join(place, `yoshin-code-${dead}-AbCd12`);
  const living = join(place, `yoshin-split-${process.ppid}-AbCd12`);
  const foreign = join(place, `yoshin-other-${dead}-AbCd12`);
  for (const folder of [left, code, living, foreign]) await mkdir(folder);
  expect(await sweepScratch()).toBe(3);
  expect(await Promise.all([ours, left, code, living, foreign].map(there))).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
});

test('compiled code lies in one private folder, which ends with the process', () => {
  const script = `
    import { statSync } from 'node:fs';
    import { compiledCodeFolder } from '${new URL('../../../runtime/scratch.ts', import.meta.url)}';
    const folder = compiledCodeFolder();
    const mode = (statSync(folder).mode & 0o777).toString(8);
    process.stdout.write(JSON.stringify({ folder, mode, same: folder === compiledCodeFolder() }));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  const said: { folder: string; mode: string; same: boolean } = JSON.parse(run.stdout);
  expect(said).toMatchObject({ mode: '700', same: true });
  expect(existsSync(said.folder)).toBe(false);
});
