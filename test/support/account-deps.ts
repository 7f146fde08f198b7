import { generateKeyPairSync, sign } from 'node:crypto';
import type { Signer } from '../../runtime/signer.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

/** A key of this test run's own. */
const signer: Signer = {
  keyId: 'test-key',
  publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  sign: (bytes) => sign(null, bytes, privateKey),
};

/** What a server needs to know who comes in. */
export const ACCOUNT_DEPS = { signer };
