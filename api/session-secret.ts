import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RejectedInputError } from '../runtime/errors.ts';
import { createFileOnce } from '../runtime/publish-file.ts';

const FILE_FORMAT = /^yoshin-session-secret-1 ([0-9a-f]{64})\s*$/;

/** Opens the secret that signs session cookies, and creates its file on the first start. */
export async function openSessionSecret(keyFile: string): Promise<string> {
  await createFileOnce(keyFile, `yoshin-session-secret-1 ${randomBytes(32).toString('hex')}\n`);
  const secret = FILE_FORMAT.exec(await readFile(keyFile, 'utf8'))?.[1];
  if (secret === undefined) {
    throw new RejectedInputError('config.invalid', {
      cause: new Error(`${keyFile} is not a session secret`),
    });
  }
  return secret;
}
