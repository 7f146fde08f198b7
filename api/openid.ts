import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  type IDToken,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { type AppError, RejectedInputError, TransientError } from '../runtime/errors.ts';
import type { EnoughFactor, OpenIdSettings } from '../runtime/open-id-settings.ts';

/** What ties an answer to the browser and the moment it was asked for. Kept by that browser, sealed. */
export type Asked = Readonly<{ state: string; nonce: string; verifier: string }>;

/** Who came back. */
export type Identity = Readonly<{
  subject: string;
  /** The provider says that it saw a second factor, in the words that the settings call enough. */
  gaveFactor: boolean;
}>;

export type OpenId = Readonly<{
  issuer: string;
  label: string;
  begin(): Promise<{ url: string; asked: Asked }>;
  /** `answer`: the query of the address that the browser was sent back to, so long after it was asked. */
  identify(answer: string, asked: Asked, agoMs: number): Promise<Identity>;
  /** Throws `auth.openid_unavailable` where the provider is out of reach or is none. */
  examine(): Promise<void>;
}>;

/** Said by the library of an answer that never came, or is no answer of a provider. */
const NO_ANSWER = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
];
const TIMEOUT_SECONDS = 10;
const CLOCKS_APART_SECONDS = 60;

/** The provider of the settings and no other: nothing a browser sends says whom to ask. */
export function createOpenId(settings: OpenIdSettings, clientSecret: string): OpenId {
  const { issuer, label, redirectUri, enoughFactors } = settings;
  let known: Promise<Configuration> | null = null;
  // Asked when it is first needed, and again after it was out of reach: yoshin starts without its provider.
  const provider = () => {
    known ??= discover(settings, clientSecret).catch((error: unknown) => {
      known = null;
      throw new TransientError('auth.openid_unavailable', { cause: error });
    });
    return known;
  };
  const acrValues = enoughFactors.filter(({ claim }) => claim === 'acr').map(({ value }) => value);
  return {
    issuer,
    label,
    begin: async () => {
      const configuration = await provider();
      const asked = {
        state: randomState(),
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
      };
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid',
        state: asked.state,
        nonce: asked.nonce,
        code_challenge: await calculatePKCECodeChallenge(asked.verifier),
        code_challenge_method: 'S256',
        // Whoever sat here before is still logged in there: nobody comes in as them without showing who they are.
        prompt: 'login',
        max_age: '0',
        ...(acrValues.length > 0 && { acr_values: acrValues.join(' ') }),
      });
      return { url: url.href, asked };
    },
    identify: async (answer, { state, nonce, verifier }, agoMs) => {
      const configuration = await provider();
      const url = new URL(redirectUri);
      url.search = answer;
      const checks = {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
        maxAge: Math.ceil(agoMs / 1_000) + CLOCKS_APART_SECONDS,
      };
      const tokens = await authorizationCodeGrant(configuration, url, checks).catch((error) => {
        throw translated(error);
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new RejectedInputError('auth.openid_refused');
      const gaveFactor = enoughFactors.some((factor) => says(claims, factor));
      return { subject: claims.sub, gaveFactor };
    },
    examine: async () => {
      await provider();
    },
  };
}

async function discover(
  { issuer, clientId }: OpenIdSettings,
  clientSecret: string,
): Promise<Configuration> {
  // The settings let nothing but https pass, and this machine.
  const inTheClear = new URL(issuer).protocol === 'http:';
  const configuration = await discovery(
    new URL(issuer),
    clientId,
    undefined,
    authentication(clientSecret),
    {
      timeout: TIMEOUT_SECONDS,
      // A token that came straight from the provider may be believed for that (Core §3.1.3.7); its signature is looked at all the same.
      execute: [enableNonRepudiationChecks, ...(inTheClear ? [allowInsecureRequests] : [])],
    },
  );
  const { authorization_endpoint, token_endpoint, jwks_uri } = configuration.serverMetadata();
  // The browser is sent to the first: to nothing that is less of an address than the issuer's own.
  for (const endpoint of [authorization_endpoint, token_endpoint, jwks_uri]) {
    const isOne = endpoint !== undefined && URL.canParse(endpoint);
    if (!isOne || (new URL(endpoint).protocol !== 'https:' && !inTheClear)) {
      throw new Error('the discovery document names no endpoints');
    }
  }
  return configuration;
}

/** In the header, which every provider knows (OAuth 2.0 §2.3.1), unless this one says that it wants it otherwise. */
const authentication =
  (clientSecret: string): ClientAuth =>
  (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const inHeader = methods.includes('client_secret_basic');
    (inHeader ? ClientSecretBasic : ClientSecretPost)(clientSecret)(server, ...rest);
  };

const says = ({ acr, amr }: IDToken, { claim, value }: EnoughFactor): boolean =>
  claim === 'acr' ? acr === value : Array.isArray(amr) && amr.includes(value);

/** With the one word of it that the log may hold: the provider's, where it said one (`invalid_client`), or the library's. */
class ProviderFault extends Error {
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super('the provider let nobody in', { cause });
    const said = cause instanceof AuthorizationResponseError || cause instanceof ResponseBodyError;
    if (said) this.code = cause.error;
    else if (cause instanceof ClientError) this.code = cause.code;
  }
}

/** Whether the provider was there at all, or said no, or said what does not hold. */
function translated(error: unknown): AppError {
  const cause = new ProviderFault(error);
  const refused = new RejectedInputError('auth.openid_refused', { cause });
  const unavailable = new TransientError('auth.openid_unavailable', { cause });
  if (error instanceof AuthorizationResponseError) return refused;
  if (error instanceof ResponseBodyError) return error.status >= 500 ? unavailable : refused;
  if (error instanceof ClientError) {
    return NO_ANSWER.includes(error.code ?? '') ? unavailable : refused;
  }
  // `fetch` says so of a line that is down.
  return error instanceof TypeError ? unavailable : refused;
}
