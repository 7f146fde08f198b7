import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examine } from '../../cli/doctor/check.ts';
import { loginProvider } from '../../cli/doctor/provider.ts';
import { openOpenId } from '../../cli/program/open-openid.ts';
import { parseConfig } from '../../runtime/config.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../support/openid-provider.ts';

let provider: OpenIdProvider;
let folder: string;
let secretFile: string;

beforeAll(async () => {
  provider = await startOpenIdProvider('http://localhost:4300/login/openid');
  folder = await mkdtemp(join(tmpdir(), 'yoshin-openid-'));
  secretFile = join(folder, 'secret');
  await writeFile(secretFile, 'from a file\n');
});
afterAll(async () => {
  await provider.close();
  await rm(folder, { recursive: true });
});

const configured = (over: Record<string, string> = {}) =>
  parseConfig({
    YOSHIN_PUBLIC_URL: 'http://localhost:4300',
    YOSHIN_OIDC_ISSUER: provider.settings.issuer,
    YOSHIN_OIDC_CLIENT_ID: 'yoshin',
    YOSHIN_OIDC_CLIENT_SECRET_FILE: secretFile,
    ...over,
  });
const verdict = (config = configured()) =>
  examine('login-provider', '共通ログイン', () => loginProvider(config));

test('doctor says whether the provider is there, and what to do where it is not', async () => {
  expect((await verdict(parseConfig({}))).state).toBe('ok');
  expect(await verdict()).toMatchObject({
    state: 'ok',
    found: `${provider.settings.issuer} に届きます`,
  });
  provider.fail(true);
  const { state, found, todo } = await verdict();
  expect([state, found]).toEqual(['bad', expect.stringContaining('auth.openid_unavailable')]);
  expect(todo).not.toBe('');
  provider.fail(false);
  const other = configured({ YOSHIN_OIDC_ISSUER: `${provider.settings.issuer}another` });
  expect((await verdict(other)).state).toBe('bad');
});

test.each([
  ['is not there', (path: string) => rm(path)],
  ['is empty', (path: string) => writeFile(path, '\n')],
])('a secret file that %s refuses the start, by its name', async (_what, spoil) => {
  const path = join(folder, 'spoilt');
  await writeFile(path, 'x');
  await spoil(path);
  const opened = openOpenId(configured({ YOSHIN_OIDC_CLIENT_SECRET_FILE: path }));
  await expect(opened).rejects.toMatchObject({
    code: 'config.invalid',
    cause: { message: expect.stringMatching(/^YOSHIN_OIDC_CLIENT_SECRET_FILE: /) },
  });
});
