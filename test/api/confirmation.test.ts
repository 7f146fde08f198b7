import type { FastifyInstance } from 'fastify';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NEEDS_CONFIRMATION } from '../../api/confirmation.ts';
import { DEFAULT_LIMITS } from '../../api/deps.ts';
import { setPolicy } from '../../ledger/accounts/policy.ts';
import { DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';
import { accountsApi } from '../../schemas/api/accounts.ts';
import { type Endpoint, urlOf } from '../../schemas/api/endpoint.ts';
import { secondFactorApi } from '../../schemas/api/second-factor.ts';
import { PASSWORD_ALONE } from '../support/account-deps.ts';
import { sampleOf } from '../support/body-sample.ts';
import { openWorld, PASSWORD, type World } from './support/server.ts';
import { type Visitor, visit } from './support/visitor.ts';

const MINUTE = 60_000;
const post = (url: string, payload: object = {}) => ({ method: 'POST', url, payload }) as const;
const begin = post('/api/account/totp-secret');
const confirm = (password: string) => post('/api/session/password', { password });

let world: World;
let app: FastifyInstance;
let person = 0;
let loginName: string;
let accountId: string;
let visitor: Visitor;

beforeAll(async () => {
  world = await openWorld('confirmation');
  app = await world.serve({ limits: { ...DEFAULT_LIMITS, loginsPerMinute: 1_000 } });
});
afterAll(() => world.close());
beforeEach(async () => {
  person += 1;
  loginName = `person.${person}`;
  accountId = await world.account(loginName, ['administrator']);
  visitor = visit(app);
  await visitor.login(loginName);
});

const codeOf = async (asked: Parameters<Visitor['send']>[0]) =>
  (await visitor.send(asked)).json().code;
const shown = (secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: world.clock.now().getTime(),
  });
async function setUpTotp(): Promise<string> {
  const { secret } = (await visitor.send(begin)).json();
  const reply = await visitor.send(post('/api/account/totp', { code: shown(secret) }));
  expect(reply.statusCode).toBe(200);
  world.clock.advance(MINUTE);
  return secret;
}
const events = () =>
  world.db
    .selectFrom('auditEvents')
    .select(['action', 'outcome', 'detail'])
    .where('accountId', '=', accountId)
    .orderBy('sequence')
    .execute();

/** What opens a further way in, or closes one. */
const GUARDED: readonly Endpoint[] = [
  secondFactorApi.beginTotp,
  secondFactorApi.setUpTotp,
  secondFactorApi.removeTotp,
  secondFactorApi.beginPasskey,
  secondFactorApi.addPasskey,
  secondFactorApi.removePasskey,
  secondFactorApi.renewRecoveryCodes,
  accountsApi.linkOpenId,
  accountsApi.unlinkOpenId,
];
const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;

test('this is asked for by these, and by no other', () => {
  expect([...NEEDS_CONFIRMATION.keys()]).toEqual(GUARDED);
});

test.each(GUARDED.map((endpoint) => [nameOf(endpoint), endpoint] as const))(
  '%s is refused at a screen that was left, and changes nothing',
  async (_name, endpoint) => {
    world.clock.advance(8 * MINUTE);
    await visitor.send({ method: 'PUT', url: '/api/session/presence' });
    world.clock.advance(8 * MINUTE);
    const before = await events();
    const params = { accountId, credentialId: 'abc' };
    const body = sampleOf(endpoint.body, () => 'abcdef');
    const reply = await visitor.send({
      method: endpoint.method,
      url: urlOf(endpoint, params),
      ...(typeof body === 'object' && body !== null && { payload: body }),
    });
    expect([reply.statusCode, reply.json().code]).toEqual([403, 'auth.confirm_first']);
    expect(await events()).toEqual(before);
  },
);

describe('who shows that it is them', () => {
  test('by the log-in, has five minutes', async () => {
    world.clock.advance(5 * MINUTE - 1);
    expect((await visitor.send(begin)).statusCode).toBe(200);
    world.clock.advance(1);
    expect(await codeOf(begin)).toBe('auth.confirm_first');
  });

  test('by the password, goes on in the same session, which is in the audit log', async () => {
    world.clock.advance(6 * MINUTE);
    const before = { ...visitor.cookies };
    expect((await visitor.send(confirm(PASSWORD))).json()).toMatchObject({ accountId, step: null });
    expect((await visitor.send(begin)).statusCode).toBe(200);
    // What the page has under way is not refused as nobody's.
    expect(visitor.cookies).toEqual(before);
    expect(await events()).toContainEqual({
      ...{ action: 'session.manage_own', outcome: 'done' },
      detail: { step: 'confirm', what: 'current_password' },
    });
    world.clock.advance(5 * MINUTE);
    expect(await codeOf(begin)).toBe('auth.confirm_first');
  });

  test('by the second factor, likewise', async () => {
    const secret = await setUpTotp();
    world.clock.advance(5 * MINUTE);
    const remove = { method: 'DELETE', url: '/api/account/totp' } as const;
    expect(await codeOf(remove)).toBe('auth.confirm_first');
    const given = await visitor.send(post('/api/session/totp', { code: shown(secret) }));
    expect(given.statusCode).toBe(200);
    expect((await visitor.send(post('/api/account/recovery-codes'))).statusCode).toBe(200);
    expect((await visitor.send(remove)).statusCode).toBe(200);
  });

  test('and cannot, is counted like a failed log-in and recorded', async () => {
    world.clock.advance(6 * MINUTE);
    for (let guess = 0; guess < 5; guess += 1) {
      expect(await codeOf(confirm('wrong'))).toBe('auth.wrong_password');
    }
    expect(await codeOf(confirm(PASSWORD))).toBe('auth.locked');
    expect(await codeOf(begin)).toBe('auth.confirm_first');
    expect((await events()).at(-1)).toEqual({
      ...{ action: 'session.manage_own', outcome: 'refused' },
      detail: { what: 'current_password', reason: 'locked' },
    });
  });
});

test('what was begun in time may be finished while somebody fetches their telephone', async () => {
  const { secret } = (await visitor.send(begin)).json();
  world.clock.advance(9 * MINUTE);
  const reply = await visitor.send(post('/api/account/totp', { code: shown(secret) }));
  expect(reply.statusCode).toBe(200);
});

test('at the log-in, too, whoever takes long is asked again before setting up a factor', async () => {
  await setPolicy(world.db, world.context, DEFAULT_ACCOUNT_POLICY);
  world.clock.advance(6 * MINUTE);
  expect(await codeOf(begin)).toBe('auth.confirm_first');
  const confirmed = await visitor.send(confirm(PASSWORD));
  expect(confirmed.json().step).toBe('set_up_second_factor');
  expect((await visitor.send(begin)).statusCode).toBe(200);
  await setPolicy(world.db, world.context, PASSWORD_ALONE);
});
