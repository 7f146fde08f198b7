import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSessionSecret } from '../../api/session-secret.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-secret-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the session secret is made once, for its owner alone, whoever starts first', async () => {
  const keyFile = join(folder, 'session-secret');
  const secrets = await Promise.all([1, 2, 3].map(() => openSessionSecret(keyFile)));
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[0-9a-f]{64}$/);
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect(await openSessionSecret(keyFile)).toBe(secrets[0]);
});

test('a damaged session secret stops the start and stays as it is', async () => {
  const keyFile = join(folder, 'damaged');
  await writeFile(keyFile, 'short');
  await expect(openSessionSecret(keyFile)).rejects.toMatchObject({ code: 'config.invalid' });
  expect(await readFile(keyFile, 'utf8')).toBe('short');
});
