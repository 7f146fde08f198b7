import type { FastifyInstance } from 'fastify';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../api/deps.ts';
import { setPolicy } from '../../ledger/accounts/policy.ts';
import { DEFAULT_ACCOUNT_POLICY, Role } from '../../schemas/accounts.ts';
import { openWorld, PASSWORD, type World } from './support/server.ts';
import { type Visitor, visit } from './support/visitor.ts';

const STEP = 30_000;
const MINUTE = 60_000;
const current = { method: 'GET', url: '/api/session' } as const;
const work = { method: 'GET', url: '/api/account/sessions' } as const;
const post = (url: string, payload: object = {}) => ({ method: 'POST', url, payload }) as const;

let world: World;
let app: FastifyInstance;
let person = 0;
let loginName: string;
let accountId: string;

beforeAll(async () => {
  world = await openWorld('second_factor');
  await setPolicy(world.db, world.context, DEFAULT_ACCOUNT_POLICY);
  app = await world.serve({ limits: { ...DEFAULT_LIMITS, loginsPerMinute: 1_000 } });
});
afterAll(() => world.close());
beforeEach(async () => {
  person += 1;
  loginName = `person.${person}`;
  accountId = await world.account(loginName, ['supervisor']);
  world.clock.advance(10 * MINUTE);
});

/** What an app on a telephone shows now. */
const codeOf = (secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: world.clock.now().getTime(),
  });

async function enter(): Promise<Visitor> {
  const visitor = visit(app);
  expect((await visitor.login(loginName)).statusCode).toBe(200);
  return visitor;
}
async function setUp(visitor: Visitor) {
  const { secret } = (await visitor.send(post('/api/account/totp-secret'))).json();
  const reply = await visitor.send(post('/api/account/totp', { code: codeOf(secret) }));
  expect(reply.statusCode).toBe(200);
  const { recoveryCodes, session } = reply.json();
  world.clock.advance(STEP);
  return { secret: String(secret), recoveryCodes: recoveryCodes as string[], session };
}
const give = (visitor: Visitor, code: string) => visitor.send(post('/api/session/totp', { code }));

describe('a role that needs a second factor', () => {
  test.each(Role.options)('%s: as the rules of the municipality say', async (role) => {
    await world.account(`${loginName}.${role}`, [role]);
    const reply = await visit(app).login(`${loginName}.${role}`);
    expect(reply.json().step).toBe(role === 'clerk' ? null : 'set_up_second_factor');
  });

  test('is led to setting one up at the log-in, and can do nothing else until then', async () => {
    const visitor = await enter();
    const closed = [work, post('/api/review/claims'), post('/api/account/recovery-codes')];
    for (const request of closed) {
      expect((await visitor.send(request)).statusCode).not.toBe(200);
    }
    expect((await visitor.send(work)).json().code).toBe('auth.step_open');
    const before = { ...visitor.cookies };
    const { secret } = (await visitor.send(post('/api/account/totp-secret'))).json();
    const wrong = await visitor.send(post('/api/account/totp', { code: '000000' }));
    expect(wrong.json().code).toBe('auth.invalid_code');
    expect((await visitor.send(work)).json().code).toBe('auth.step_open');
    const reply = await visitor.send(post('/api/account/totp', { code: codeOf(secret) }));
    expect(reply.json().session.step).toBeNull();
    expect(reply.json().recoveryCodes).toHaveLength(10);
    expect(visitor.cookies).not.toEqual(before);
    expect((await app.inject({ ...current, cookies: before })).statusCode).toBe(401);
    expect((await visitor.send(work)).statusCode).toBe(200);
  });

  test('changes with the rules, from the next request on', async () => {
    const clerk = visit(app);
    await world.account(`${loginName}.clerk`, ['clerk']);
    await clerk.login(`${loginName}.clerk`);
    expect((await clerk.send(work)).statusCode).toBe(200);
    const everybody = { ...DEFAULT_ACCOUNT_POLICY, secondFactorRoles: Role.options };
    await setPolicy(world.db, world.context, everybody);
    expect((await clerk.send(work)).json().code).toBe('auth.step_open');
    await setPolicy(world.db, world.context, DEFAULT_ACCOUNT_POLICY);
    expect((await clerk.send(work)).statusCode).toBe(200);
  });
});

describe('at the log-in', () => {
  test('a code of the app opens the session, under a new id', async () => {
    const { secret } = await setUp(await enter());
    const visitor = visit(app);
    expect((await visitor.login(loginName)).json().step).toBe('second_factor');
    expect((await visitor.send(work)).json().code).toBe('auth.step_open');
    const before = { ...visitor.cookies };
    expect((await give(visitor, codeOf(secret))).json().step).toBeNull();
    expect(visitor.cookies).not.toEqual(before);
    expect((await app.inject({ ...current, cookies: before })).statusCode).toBe(401);
    expect((await visitor.send(work)).statusCode).toBe(200);
    const events = await world.db
      .selectFrom('auditEvents')
      .select(['outcome', 'detail'])
      .where('accountId', '=', accountId)
      .orderBy('sequence', 'desc')
      .limit(1)
      .execute();
    expect(events).toMatchObject([{ outcome: 'done', detail: { what: 'totp' } }]);
  });

  test('a code that was given before is refused, elsewhere and at the same moment too', async () => {
    const { secret } = await setUp(await enter());
    const [first, second] = [await enter(), await enter()];
    const code = codeOf(secret);
    const replies = await Promise.all([give(first, code), give(second, code)]);
    const codes = replies.map((reply) => reply.statusCode).toSorted();
    expect(codes).toEqual([200, 422]);
    expect((await give(await enter(), code)).json().code).toBe('auth.invalid_code');
    world.clock.advance(STEP);
    expect((await give(await enter(), codeOf(secret))).statusCode).toBe(200);
  });

  test('a code is good for its half minute and the ones beside it, and not for others', async () => {
    const { secret } = await setUp(await enter());
    const code = codeOf(secret);
    world.clock.advance(3 * STEP);
    expect((await give(await enter(), code)).json().code).toBe('auth.invalid_code');
    const late = codeOf(secret);
    world.clock.advance(STEP);
    expect((await give(await enter(), late)).statusCode).toBe(200);
  });

  test('who knows the password alone guesses five times, and logging in again forgives none', async () => {
    await setUp(await enter());
    const codes = [];
    for (let guess = 0; guess < 5; guess += 1) {
      codes.push((await give(await enter(), '000000')).json().code);
    }
    expect(codes).toEqual(Array.from({ length: 5 }, () => 'auth.invalid_code'));
    expect((await visit(app).login(loginName)).json().code).toBe('auth.locked');
  });
});

describe('in place of a code', () => {
  test('a recovery code stands in for a lost telephone, once', async () => {
    const { recoveryCodes } = await setUp(await enter());
    const [code = '', another = ''] = recoveryCodes;
    const recover = async (written: string) =>
      (await enter()).send(post('/api/session/recovery-code', { code: written }));
    expect((await recover(code.toUpperCase().replaceAll('-', ' '))).json().step).toBeNull();
    expect((await recover(code)).json().code).toBe('auth.invalid_code');
    expect((await recover(another)).statusCode).toBe(200);
    const visitor = await enter();
    await visitor.send(post('/api/session/recovery-code', { code: recoveryCodes[2] }));
    const list = await visitor.send({ method: 'GET', url: '/api/account/second-factors' });
    expect(list.json()).toMatchObject({ recoveryCodesLeft: 7, isRequired: true });
  });

  test('a passkey that signs nothing we asked for opens nothing', async () => {
    await setUp(await enter());
    const visitor = await enter();
    const response = { id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: {} };
    const answer = () => visitor.send(post('/api/session/passkey', { response }));
    expect((await answer()).json().code).toBe('auth.passkey_refused');
    const { options } = (await visitor.send(post('/api/session/passkey-challenge'))).json();
    expect(options).toMatchObject({ challenge: expect.any(String), userVerification: 'required' });
    expect((await answer()).json().code).toBe('auth.passkey_refused');
    expect((await visitor.send(work)).json().code).toBe('auth.step_open');
  });
});

describe('what is kept', () => {
  test('of a secret and of recovery codes logs nobody in', async () => {
    const { secret, recoveryCodes } = await setUp(await enter());
    const tables = ['totpSecrets', 'recoveryCodes', 'sessions', 'auditEvents'] as const;
    const rows = await Promise.all(
      tables.map((table) => world.db.selectFrom(table).selectAll().execute()),
    );
    const kept = JSON.stringify(rows) + world.logLines.join('');
    const bytes = Buffer.from(Secret.fromBase32(secret).bytes);
    for (const told of [secret, bytes.toString('hex'), bytes.toString('base64').slice(0, 20)]) {
      expect(kept).not.toContain(told);
    }
    for (const code of recoveryCodes) expect(kept).not.toContain(code);
    expect(kept).toContain('"kind":"totp"');
  });

  test('the last factor stays while the role needs one, and may go when it does not', async () => {
    const visitor = await enter();
    await setUp(visitor);
    const remove = { method: 'DELETE', url: '/api/account/totp' } as const;
    expect((await visitor.send(remove)).json().code).toBe('account.last_second_factor');
    await world.db
      .updateTable('accounts')
      .set({ roles: ['clerk'] })
      .where('accountId', '=', accountId)
      .execute();
    expect((await visitor.send(remove)).statusCode).toBe(200);
    expect((await visit(app).login(loginName)).json().step).toBeNull();
  });
});

describe('a factor that is lost, or a password that is stolen', () => {
  test('an administrator takes lost factors away: whoever is in is out, and the next log-in sets up others', async () => {
    const theirs = await enter();
    await setUp(theirs);
    const adminName = `${loginName}.admin`;
    await world.account(adminName, ['administrator']);
    const administrator = visit(app);
    await administrator.login(adminName);
    const url = `/api/accounts/${accountId}/second-factor`;
    expect((await administrator.send(post(url))).json().code).toBe('auth.step_open');
    await setUp(administrator);
    expect((await administrator.send(post(url))).statusCode).toBe(200);
    expect((await theirs.send(current)).statusCode).toBe(401);
    expect((await visit(app).login(loginName)).json().step).toBe('set_up_second_factor');
  });

  test('a stolen password changes nothing: the factor is asked for before the password can be', async () => {
    const { secret } = await setUp(await enter());
    world.clock.advance(366 * 24 * 60 * MINUTE);
    const visitor = visit(app);
    expect((await visitor.login(loginName)).json().step).toBe('second_factor');
    const payload = { current: PASSWORD, next: 'another long password' };
    const change = { method: 'PUT', url: '/api/account/password', payload } as const;
    expect((await visitor.send(change)).json().code).toBe('auth.step_open');
    expect((await give(visitor, codeOf(secret))).json().step).toBe('change_password');
    expect((await visitor.send(change)).json().step).toBeNull();
  });
});
