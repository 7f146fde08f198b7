import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../runtime/config.ts';

test('an empty environment runs everything on this machine', () => {
  expect(parseConfig({})).toEqual({
    databaseUrl: undefined,
    redisUrl: undefined,
    dataFolder: resolve('data'),
    host: '127.0.0.1',
    port: 4300,
    readers: 2,
    masterKeyFile: undefined,
    publicUrl: undefined,
    openId: undefined,
    trustedProxies: [],
    minFreeBytes: 1024 ** 3,
    minFreeMemoryBytes: 256 * 1024 ** 2,
    maxBacklog: 20_000,
    hotFolder: undefined,
    blobsS3: undefined,
    metricsToken: undefined,
    metricsPort: undefined,
    logLevel: 'info',
    roles: new Set(['api', 'worker']),
  });
});

test('a variable that is set but empty counts as unset', () => {
  expect(parseConfig({ DATABASE_URL: '', YOSHIN_PORT: ' ' })).toEqual(parseConfig({}));
});

test('takes a PostgreSQL reached through a unix socket', () => {
  const url = 'postgres://yoshin:secret@%2Ftmp%2Fpg/yoshin';
  expect(parseConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
});

test.each([
  ['api', ['api']],
  ['worker', ['worker']],
  ['api, worker', ['api', 'worker']],
  ['all', ['api', 'worker']],
])('YOSHIN_ROLE=%s runs %j', (written, roles) => {
  expect(parseConfig({ YOSHIN_ROLE: written }).roles).toEqual(new Set(roles));
});

test('a bucket is named by one URL, its keys by variables of their own', () => {
  const keys = { YOSHIN_BLOBS_S3_ACCESS_KEY_ID: 'id', YOSHIN_BLOBS_S3_SECRET_ACCESS_KEY: 'secret' };
  const url = 'https://s3.example.jp:9000/scans/city/';
  expect(parseConfig({ ...keys, YOSHIN_BLOBS_S3_URL: url }).blobsS3).toEqual({
    ...{ endpoint: 'https://s3.example.jp:9000', bucket: 'scans', prefix: 'city/' },
    ...{ region: 'us-east-1', accessKeyId: 'id', secretAccessKey: 'secret' },
  });
});

test.each([
  ['YOSHIN_BLOBS_S3_URL', 'https://s3.example.jp/'],
  ['YOSHIN_BLOBS_S3_URL', 'https://id:hunter2@s3.example.jp/scans'],
  ['YOSHIN_BLOBS_S3_URL', 'https://s3.example.jp/scans?key=hunter2'],
  ['YOSHIN_BLOBS_S3_URL', 'https://s3.example.jp/without-keys'],
  ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
  ['REDIS_URL', 'hunter2'],
  ['YOSHIN_PORT', '70000'],
  ['YOSHIN_PORT', '0x10'],
  ['YOSHIN_READERS', '0'],
  ['YOSHIN_MIN_FREE_MB', '-1'],
  ['YOSHIN_MIN_FREE_MEMORY_MB', '1.5'],
  ['YOSHIN_MAX_BACKLOG', 'many'],
  ['YOSHIN_HOT_MUNICIPALITY', '豊中'],
  ['YOSHIN_METRICS_TOKEN', 'hunter2'],
  ['YOSHIN_OIDC_ISSUER', 'hunter2'],
  ['YOSHIN_OIDC_ISSUER', 'http://login.example.jp'],
  ['YOSHIN_OIDC_ISSUER', 'https://id:hunter2@login.example.jp'],
  ['YOSHIN_OIDC_ISSUER', 'https://login.example.jp/?key=hunter2'],
  ['YOSHIN_OIDC_ISSUER', 'https://login.example.jp'],
  ['YOSHIN_OIDC_CLIENT_SECRET', 'hunter2'],
  ['YOSHIN_OIDC_SECOND_FACTOR', 'mfa'],
  ['LOG_LEVEL', 'loud'],
  ['YOSHIN_ROLE', 'api,boss'],
])('names %s when it is wrong, and never repeats what it held', (name, value) => {
  expect(() => parseConfig({ [name]: value })).toThrow(
    expect.objectContaining({
      code: 'config.invalid',
      cause: expect.objectContaining({ message: expect.stringMatching(new RegExp(`^${name}`)) }),
    }),
  );
  expect(() => parseConfig({ [name]: value })).not.toThrow(
    expect.objectContaining({
      cause: expect.objectContaining({ message: expect.stringContaining('hunter2') }),
    }),
  );
});

describe('the log-in provider', () => {
  const whole = {
    YOSHIN_PUBLIC_URL: 'https://yoshin.example.jp',
    YOSHIN_OIDC_ISSUER: 'https://login.example.jp/realms/city',
    YOSHIN_OIDC_CLIENT_ID: 'yoshin',
    YOSHIN_OIDC_CLIENT_SECRET: 'hunter2',
  };

  test('is taken as a whole, and comes back to the address of the page', () => {
    expect(parseConfig(whole).openId).toEqual({
      issuer: 'https://login.example.jp/realms/city',
      clientId: 'yoshin',
      clientSecret: { kind: 'value', written: 'hunter2' },
      label: 'login.example.jp',
      redirectUri: 'https://yoshin.example.jp/login/openid',
      enoughFactors: [],
    });
    const more = {
      ...{ YOSHIN_OIDC_LABEL: '共通ログイン', YOSHIN_OIDC_SECOND_FACTOR: 'acr=gold, amr=mfa' },
      ...{ YOSHIN_OIDC_CLIENT_SECRET: '', YOSHIN_OIDC_CLIENT_SECRET_FILE: '/run/secret' },
    };
    expect(parseConfig({ ...whole, ...more }).openId).toMatchObject({
      label: '共通ログイン',
      clientSecret: { kind: 'file', path: '/run/secret' },
      enoughFactors: [
        { claim: 'acr', value: 'gold' },
        { claim: 'amr', value: 'mfa' },
      ],
    });
  });

  test.each(['YOSHIN_PUBLIC_URL', 'YOSHIN_OIDC_CLIENT_ID', 'YOSHIN_OIDC_CLIENT_SECRET'])(
    'is refused without %s, which is named',
    (name) => {
      expect(() => parseConfig({ ...whole, [name]: '' })).toThrow(
        expect.objectContaining({
          code: 'config.invalid',
          cause: expect.objectContaining({ message: expect.stringContaining(name) }),
        }),
      );
    },
  );

  test('has one secret', () => {
    const both = { ...whole, YOSHIN_OIDC_CLIENT_SECRET_FILE: '/run/secret' };
    expect(() => parseConfig(both)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });

  test('is spoken to in the clear on this machine alone', () => {
    const here = { ...whole, YOSHIN_OIDC_ISSUER: 'http://127.0.0.1:9000' };
    expect(parseConfig(here).openId?.issuer).toBe('http://127.0.0.1:9000/');
  });
});
