import { resolve } from 'node:path';
import { z } from 'zod';
import { OPEN_ID_RETURN } from '../schemas/api/openid.ts';
import { RejectedInputError } from './errors.ts';

/** A log-in provider (OpenID Connect) that people may come in by, beside their password. */
export type OpenIdSettings = Readonly<{
  /** As its discovery document and its tokens call it. */
  issuer: string;
  clientId: string;
  clientSecret: ClientSecret;
  /** What the button says. */
  label: string;
  /** Where the provider sends people back to: registered there, so never made from a request. */
  redirectUri: string;
  /** What an ID token has to say for the provider's second factor to stand for ours; empty: ours is always asked. */
  enoughFactors: readonly EnoughFactor[];
}>;
export type ClientSecret =
  | Readonly<{ kind: 'value'; written: string }>
  | Readonly<{ kind: 'file'; path: string }>;
export type EnoughFactor = Readonly<{ claim: 'acr' | 'amr'; value: string }>;

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Never asked for in the clear, but on one machine: for tests and demonstrations. */
const issuerUrl = z
  .string()
  .refine((written) => URL.canParse(written), { error: 'must be a URL', abort: true })
  .refine(
    (written) => {
      const { protocol, hostname } = new URL(written);
      return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
    },
    { error: 'must begin with https://' },
  )
  .refine(
    (written) => {
      const { search, hash, username, password } = new URL(written);
      return `${search}${hash}${username}${password}` === '';
    },
    { error: 'must be the address of the issuer, and nothing else' },
  )
  .transform((written) => new URL(written).href);

const factors = z.string().transform((written, context) =>
  written.split(',').flatMap((each): EnoughFactor[] => {
    const [, claim, value = ''] = /^\s*(acr|amr)=(\S+)\s*$/.exec(each) ?? [];
    if (claim === 'acr' || claim === 'amr') return [{ claim, value }];
    context.addIssue({ code: 'custom', message: 'must be acr=… or amr=…, comma between' });
    return [];
  }),
);

export const OPEN_ID_ENV = {
  YOSHIN_OIDC_ISSUER: issuerUrl.optional(),
  YOSHIN_OIDC_CLIENT_ID: z.string().max(255).optional(),
  YOSHIN_OIDC_CLIENT_SECRET: z.string().optional(),
  YOSHIN_OIDC_CLIENT_SECRET_FILE: z
    .string()
    .transform((written) => resolve(written))
    .optional(),
  YOSHIN_OIDC_LABEL: z.string().max(40, 'must have 40 characters or fewer').optional(),
  YOSHIN_OIDC_SECOND_FACTOR: factors.optional(),
};
const Env = z.object({ ...OPEN_ID_ENV, YOSHIN_PUBLIC_URL: z.string().optional() });

/** All of it or none: half a provider is a button that leads nowhere. */
export function openIdSettingsOf(env: z.output<typeof Env>): OpenIdSettings | undefined {
  const { YOSHIN_OIDC_ISSUER: issuer, YOSHIN_OIDC_CLIENT_ID: clientId } = env;
  if (issuer === undefined) {
    const left = Object.entries(env).find(([name, value]) => name in OPEN_ID_ENV && value);
    if (left !== undefined) throw invalid(`${left[0]}: means nothing without YOSHIN_OIDC_ISSUER`);
    return undefined;
  }
  if (clientId === undefined) throw invalid('YOSHIN_OIDC_ISSUER: needs YOSHIN_OIDC_CLIENT_ID');
  if (env.YOSHIN_PUBLIC_URL === undefined) {
    throw invalid('YOSHIN_OIDC_ISSUER: needs YOSHIN_PUBLIC_URL, where the provider sends back to');
  }
  return {
    issuer,
    clientId,
    clientSecret: clientSecretOf(env),
    label: env.YOSHIN_OIDC_LABEL ?? new URL(issuer).hostname,
    redirectUri: `${env.YOSHIN_PUBLIC_URL}${OPEN_ID_RETURN}`,
    enoughFactors: env.YOSHIN_OIDC_SECOND_FACTOR ?? [],
  };
}

function clientSecretOf(env: z.output<typeof Env>): ClientSecret {
  const { YOSHIN_OIDC_CLIENT_SECRET: written, YOSHIN_OIDC_CLIENT_SECRET_FILE: path } = env;
  if (written !== undefined && path === undefined) return { kind: 'value', written };
  if (path !== undefined && written === undefined) return { kind: 'file', path };
  throw invalid('YOSHIN_OIDC_CLIENT_SECRET, YOSHIN_OIDC_CLIENT_SECRET_FILE: give one');
}

const invalid = (reason: string) =>
  new RejectedInputError('config.invalid', { cause: new Error(reason) });
