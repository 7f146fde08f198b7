import { readFile } from 'node:fs/promises';
import { createOpenId, type OpenId } from '../../api/openid.ts';
import type { Config } from '../../runtime/config.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ClientSecret } from '../../runtime/open-id-settings.ts';

/** The log-in provider of the settings, not asked yet; `null` where there is none. */
export async function openOpenId({ openId }: Pick<Config, 'openId'>): Promise<OpenId | null> {
  if (openId === undefined) return null;
  return createOpenId(openId, await clientSecretOf(openId.clientSecret));
}

async function clientSecretOf(secret: ClientSecret): Promise<string> {
  if (secret.kind === 'value') return secret.written;
  const written = await readFile(secret.path, 'utf8').then(
    (text) => text.trim(),
    (error: unknown) => {
      throw invalid(`YOSHIN_OIDC_CLIENT_SECRET_FILE: cannot be read: ${secret.path}`, error);
    },
  );
  if (written === '') throw invalid(`YOSHIN_OIDC_CLIENT_SECRET_FILE: is empty: ${secret.path}`);
  return written;
}

const invalid = (reason: string, cause?: unknown) =>
  new RejectedInputError('config.invalid', { cause: new Error(reason, { cause }) });
