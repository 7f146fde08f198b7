import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileKeyProvider } from '../../runtime/key-provider.ts';
import type { Signer } from '../../runtime/signer.ts';
import { type AccountPolicy, DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

/** A key of this test run's own. */
const signer: Signer = {
  keyId: 'test-key',
  publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  sign: (bytes) => sign(null, bytes, privateKey),
};

const folder = mkdtempSync(join(tmpdir(), 'yoshin-account-keys-'));
const keys = await openFileKeyProvider({ keyFile: join(folder, 'key'), blobFolder: folder });
await rm(folder, { recursive: true });

/** What a server needs to know who comes in. */
export const ACCOUNT_DEPS = { signer, keys, publicUrl: null, openId: null };

/** What a municipality of a test asks of its accounts whose matter is something else: a password is enough. */
export const PASSWORD_ALONE: AccountPolicy = { ...DEFAULT_ACCOUNT_POLICY, secondFactorRoles: [] };
