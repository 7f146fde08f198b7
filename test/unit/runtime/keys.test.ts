import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFileKeyProvider } from '../../../runtime/key-provider.ts';
import { isSignedBy, openFileSigner } from '../../../runtime/signer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

const masterFile = () => join(folder, 'keys', 'master');
const openKeys = () =>
  openFileKeyProvider({ keyFile: masterFile(), blobFolder: join(folder, 'blobs') });

test('the first start makes a master key only its owner may read; later starts find it', async () => {
  const first = await openKeys();
  expect((await stat(masterFile())).mode & 0o777).toBe(0o600);
  const key = Buffer.alloc(32, 7);
  const wrapped = first.wrap(key, 'context');
  const second = await openKeys();
  expect(second.unwrap(wrapped, first.keyId, 'context')).toEqual(key);
});

test('ten first starts at once agree on one key', async () => {
  const opened = await Promise.all(Array.from({ length: 10 }, openKeys));
  expect(new Set(opened.map((keys) => keys.keyId)).size).toBe(1);
});

test('a lost key stops the start instead of being replaced by a new one', async () => {
  await openKeys();
  await rm(masterFile());
  await expect(openKeys()).rejects.toMatchObject({
    code: 'blob.key_mismatch',
    cause: { message: expect.stringContaining('戻してから起動してください') },
  });
  await expect(stat(masterFile())).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a key kept elsewhere is never made here', async () => {
  const paths = { keyFile: masterFile(), blobFolder: join(folder, 'blobs'), create: false };
  await expect(openFileKeyProvider(paths)).rejects.toMatchObject({ code: 'blob.key_mismatch' });
  const made = await openKeys();
  expect((await openFileKeyProvider(paths)).keyId).toBe(made.keyId);
});

test('another key, or a file that is none, stops the start', async () => {
  await openKeys();
  await writeFile(masterFile(), `yoshin-master-key-1 ${'0'.repeat(64)}\n`);
  await expect(openKeys()).rejects.toMatchObject({ code: 'blob.key_mismatch' });
  await writeFile(masterFile(), 'not a key');
  await expect(openKeys()).rejects.toMatchObject({ code: 'blob.key_mismatch' });
});

test('a wrapped key opens under its own master key and context only', async () => {
  const keys = await openKeys();
  const wrapped = keys.wrap(Buffer.alloc(32, 1), 'this blob');
  const refused = expect.objectContaining({ code: 'blob.key_mismatch' });
  expect(() => keys.unwrap(wrapped, keys.keyId, 'that blob')).toThrow(refused);
  expect(() => keys.unwrap(wrapped, '0123456789abcdef', 'this blob')).toThrow(refused);
  expect(() => keys.unwrap('', keys.keyId, 'this blob')).toThrow(refused);
});

test('the signing key is made once, and its signatures are checked with the public key alone', async () => {
  const file = join(folder, 'signing.pem');
  const [signer, again] = await Promise.all([openFileSigner(file), openFileSigner(file)]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(again.keyId).toBe(signer.keyId);
  const bytes = Buffer.from('tree head');
  const signature = signer.sign(bytes);
  expect(isSignedBy(again.publicKeyPem, bytes, signature)).toBe(true);
  expect(isSignedBy(signer.publicKeyPem, Buffer.from('tree hfad'), signature)).toBe(false);
  expect(await readFile(file, 'utf8')).toContain('PRIVATE KEY');
});

test('a signing key file that holds something else is refused', async () => {
  const file = join(folder, 'signing.pem');
  await writeFile(file, 'nothing');
  await expect(openFileSigner(file)).rejects.toMatchObject({ code: 'config.invalid' });
});
