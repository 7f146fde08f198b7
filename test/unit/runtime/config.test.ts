import { resolve } from 'node:path';
import { expect, test } from 'vitest';
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
