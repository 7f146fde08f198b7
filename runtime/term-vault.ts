import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Hides words so that they can be asked after, and opened by whoever may. */
export type TermVault = Readonly<{
  /** The same for the same words in the same place (128 bits, hex); tells nothing without the key. */
  digest(place: string, words: string): string;
  /** base64. `place` has to be the same to open it. */
  seal(place: string, words: string): string;
  /** `null` where it was not sealed with this key, for this place. */
  open(place: string, sealed: string): string | null;
}>;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DIGEST_CHARACTERS = 32;

/** `secret`: 32 bytes or more that stay the same for as long as anything sealed with them is kept. */
export function openTermVault(secret: Uint8Array): TermVault {
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', use, 32));
  const digestKey = keyFor('yoshin-term-digest-1');
  const sealKey = keyFor('yoshin-term-seal-1');
  return {
    digest: (place, words) =>
      createHmac('sha256', digestKey)
        .update(`${place}\n${words}`)
        .digest('hex')
        .slice(0, DIGEST_CHARACTERS),
    seal: (place, words) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(words, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64');
    },
    open: (place, sealed) => {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, NONCE_BYTES))
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(-TAG_BYTES));
        return Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
          decipher.final(),
        ]).toString('utf8');
      } catch {
        // Authentication failed: an answer, which whoever asked names.
        return null;
      }
    },
  };
}
