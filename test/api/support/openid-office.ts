import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';
import { DEFAULT_LIMITS } from '../../../api/deps.ts';
import { createOpenId } from '../../../api/openid.ts';
import type { EnoughFactor } from '../../../runtime/open-id-settings.ts';
import { type OpenIdProvider, startOpenIdProvider } from '../../support/openid-provider.ts';
import { openWorld, type World } from './server.ts';
import { type Visitor, visit } from './visitor.ts';

type Reply = Promise<LightMyRequestResponse>;

/** A clerk, who they are at the provider, and an administrator who is at hand. */
export type Newcomer = Readonly<{
  loginName: string;
  subject: string;
  accountId: string;
  admin: Visitor;
  link(accountId?: string, subject?: string): Reply;
  unlink(): Reply;
}>;

export type OpenIdOffice = Readonly<{
  provider: OpenIdProvider;
  world: World;
  app: FastifyInstance;
  serve(enoughFactors?: readonly EnoughFactor[]): Promise<FastifyInstance>;
  /** Who presses the provider's button from now on; nobody linked them yet. */
  newcomer(): Promise<Newcomer>;
  /** The whole way, and what yoshin answers at its end. */
  comeIn(visitor?: Visitor, asked?: object): Reply;
  lastEvent(): Promise<Readonly<{ detail: unknown }>>;
  close(): Promise<void>;
}>;

/** A municipality with a log-in provider. */
export async function openOpenIdOffice(name: string): Promise<OpenIdOffice> {
  const provider = await startOpenIdProvider('https://yoshin.test/login/openid');
  const world = await openWorld(name);
  const serve = (enoughFactors: readonly EnoughFactor[] = []) => {
    const openId = createOpenId({ ...provider.settings, enoughFactors }, provider.clientSecret);
    return world.serve({ openId, limits: { ...DEFAULT_LIMITS, loginsPerMinute: 1_000 } });
  };
  const app = await serve();
  let people = 0;
  return {
    provider,
    world,
    app,
    serve,
    newcomer: () => {
      people += 1;
      return newcomer({ provider, world, app }, people);
    },
    comeIn: async (visitor = visit(app), asked = {}) =>
      finish(visitor, await provider.walk(await begin(visitor, asked))),
    lastEvent: () =>
      world.db
        .selectFrom('auditEvents')
        .select(['action', 'outcome', 'actorKind', 'accountId', 'detail'])
        .orderBy('sequence', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow(),
    close: async () => {
      await world.close();
      await provider.close();
    },
  };
}

async function newcomer(
  { provider, world, app }: Pick<OpenIdOffice, 'provider' | 'world' | 'app'>,
  nth: number,
): Promise<Newcomer> {
  const loginName = `person.${nth}`;
  const own = `00uSubject${nth}`;
  const accountId = await world.account(loginName, ['clerk']);
  provider.be(own);
  provider.bend((claims) => claims);
  await world.account(`${loginName}.kanri`, ['administrator']);
  const admin = visit(app);
  expect((await admin.login(`${loginName}.kanri`)).statusCode).toBe(200);
  return {
    ...{ loginName, subject: own, accountId, admin },
    link: (to = accountId, subject = own) =>
      admin.send({ method: 'PUT', url: `/api/accounts/${to}/openid`, payload: { subject } }),
    unlink: () => admin.send({ method: 'DELETE', url: `/api/accounts/${accountId}/openid` }),
  };
}

/** Where yoshin sends the browser. */
export async function begin(visitor: Visitor, asked: object = {}): Promise<string> {
  const payload = { path: '/', left: null, ...asked };
  const reply = await visitor.send({ method: 'POST', url: '/api/session/openid', payload });
  expect(reply.statusCode).toBe(200);
  return reply.json().url;
}

/** What the page does with what the browser was sent back with. */
export const finish = (visitor: Visitor, answer: string): Reply =>
  visitor.send({ method: 'POST', url: '/api/session/openid/answer', payload: { answer } });

export async function codeOf(reply: Reply): Promise<[number, unknown]> {
  const { statusCode, json } = await reply;
  return [statusCode, json().code];
}

export const refusedEvent = (reason: string, whose: string | null = null) => ({
  ...{ action: 'session.login', outcome: 'refused', actorKind: 'anonymous' },
  ...{ accountId: whose, detail: { reason } },
});
