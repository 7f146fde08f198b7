import { spawnSync } from 'node:child_process';
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
  const living = join(place, `yoshin-split-${process.ppid}-AbCd12`);
  const foreign = join(place, `yoshin-other-${dead}-AbCd12`);
  for (const folder of [left, living, foreign]) await mkdir(folder);
  expect(await sweepScratch()).toBe(2);
  expect(await Promise.all([ours, left, living, foreign].map(there))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
