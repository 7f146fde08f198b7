import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  sign,
  verify,
} from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RejectedInputError } from './errors.ts';
import { createFileOnce } from './publish-file.ts';

/** Signs the ledger's checkpoints (Ed25519). */
export type Signer = Readonly<{
  /** Begins the SHA-256 of the public key (SPKI, DER). */
  keyId: string;
  publicKeyPem: string;
  sign(bytes: Uint8Array): Buffer;
}>;

/** Secrets that live as long as the key does, one per purpose (32 bytes): nothing more to keep in the safe. */
type Derives = Readonly<{ derive(purpose: string): Buffer }>;

/** Opens the signing key kept in a file, and creates it on the first start. */
export async function openFileSigner(keyFile: string): Promise<Signer & Derives> {
  const { privateKey } = generateKeyPairSync('ed25519');
  // Generated in vain on every start but the first, which is cheaper than a race between two starts.
  await createFileOnce(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const stored = readPrivateKey(await readFile(keyFile, 'utf8'), keyFile);
  const publicKey = createPublicKey(stored);
  return {
    keyId: keyIdOf(publicKey.export({ type: 'spki', format: 'der' })),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (bytes) => sign(null, bytes, stored),
    derive: (purpose) => {
      const secret = stored.export({ type: 'pkcs8', format: 'der' });
      return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
    },
  };
}

export function isSignedBy(
  publicKeyPem: string,
  bytes: Uint8Array,
  signature: Uint8Array,
): boolean {
  return verify(null, bytes, createPublicKey(publicKeyPem), signature);
}

const keyIdOf = (der: Uint8Array) => createHash('sha256').update(der).digest('hex').slice(0, 16);

function readPrivateKey(pem: string, keyFile: string) {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw notAKey(keyFile, error);
  }
  throw notAKey(keyFile);
}

const notAKey = (keyFile: string, error?: unknown) =>
  new RejectedInputError('config.invalid', {
    cause: new Error(`${keyFile} is not an Ed25519 private key`, { cause: error }),
  });
