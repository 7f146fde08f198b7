import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { OpenIdSettings } from '../../runtime/open-id-settings.ts';

type Claims = Record<string, unknown>;

export type OpenIdProvider = Readonly<{
  settings: OpenIdSettings;
  clientSecret: string;
  /** Who presses the provider's button from now on. */
  be(subject: string): void;
  /** What its ID tokens say besides, or otherwise, from now on; signed by its own key, or by another one. */
  bend(claims: (claims: Claims) => Claims, key?: 'own' | 'other'): void;
  /** Answers everything with 503. */
  fail(failing: boolean): void;
  /** Goes where yoshin sends a browser, presses the button there, and is sent back: the query of that address. */
  walk(url: string): Promise<string>;
  close(): Promise<void>;
}>;

const rsa = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const CLIENT_ID = 'yoshin-test';
const CLIENT_SECRET = 'a secret that only the tests know';
const KEY_ID = 'k1';

/** A whole provider (panva's `oidc-provider`) with one client and one button, on loopback. */
export async function startOpenIdProvider(redirectUri: string): Promise<OpenIdProvider> {
  const now = { subject: 'nobody', bend: (claims: Claims) => claims, key: rsa(), failing: false };
  const own = now.key;
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const issuer = `http://127.0.0.1:${address.port}/`;
  const provider = providerAt(issuer.slice(0, -1), redirectUri, {
    ...own.export({ format: 'jwk' }),
    ...{ kid: KEY_ID, use: 'sig', alg: 'RS256' },
  });
  provider.use(async (context, next) => {
    await next();
    const { body } = context;
    if (typeof body !== 'object' || body === null || !('id_token' in body)) return;
    const claims: Claims = JSON.parse(part(String(body.id_token), 1));
    body.id_token = signed(now.bend(claims), now.key);
  });
  const oidc = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (now.failing) return response.writeHead(503).end();
    if (!request.url?.startsWith('/enter/')) return oidc(request, response);
    if (request.method === 'GET') {
      return response.setHeader('content-type', 'text/html; charset=utf-8').end(BUTTON);
    }
    const login = { accountId: now.subject };
    return void provider.interactionFinished(request, response, { login });
  });
  return {
    settings: {
      ...{ issuer, clientId: CLIENT_ID, label: '庁内共通ログイン', redirectUri, enoughFactors: [] },
      clientSecret: { kind: 'value', written: CLIENT_SECRET },
    },
    clientSecret: CLIENT_SECRET,
    be: (subject) => {
      now.subject = subject;
    },
    bend: (claims, key = 'own') => {
      now.bend = claims;
      now.key = key === 'own' ? own : rsa();
    },
    fail: (failing) => {
      now.failing = failing;
    },
    walk,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const BUTTON = `<!doctype html><html lang="ja"><title>庁内共通ログイン</title><h1>庁内共通ログイン</h1>
<form method="post"><button>本人です</button></form>`;

function providerAt(issuer: string, redirectUri: string, key: object): Provider {
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri] }],
    jwks: { keys: [key] },
    cookies: { keys: ['only for tests'] },
    ttl: { Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, Interaction: 600 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/enter/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: async () => ({ sub: accountId }),
    }),
    loadExistingGrant: async ({
      oidc,
    }: {
      oidc: { client: { clientId: string }; session: { accountId: string } };
    }) => {
      const { clientId } = oidc.client;
      const grant = new provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

const part = (token: string, index: number) =>
  Buffer.from(token.split('.')[index] ?? '', 'base64url').toString();
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(claims: Claims, key: ReturnType<typeof rsa>): string {
  const words = `${encoded({ alg: 'RS256', kid: KEY_ID, typ: 'JWT' })}.${encoded(claims)}`;
  return `${words}.${sign('sha256', Buffer.from(words), key).toString('base64url')}`;
}

/** As a browser that nobody was logged in with before. */
async function walk(url: string): Promise<string> {
  const cookies = new Map<string, string>();
  const ask = async (address: URL, method: 'GET' | 'POST') => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(address, { method, redirect: 'manual', headers: { cookie } });
    for (const set of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value !== '') cookies.set(name, value);
    }
    return reply;
  };
  const { origin } = new URL(url);
  let address = new URL(url);
  for (let hops = 0; hops < 10; hops += 1) {
    if (address.origin !== origin) return address.search.slice(1);
    const isButton = address.pathname.startsWith('/enter/');
    const reply = await ask(address, isButton ? 'POST' : 'GET');
    const next = reply.headers.get('location');
    if (next === null) throw new Error(`${reply.status} ${await reply.text()}`);
    address = new URL(next, address);
  }
  throw new Error('sent in circles');
}
