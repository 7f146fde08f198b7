import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../api/deps.ts';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { newId } from '../../runtime/ids.ts';
import type { AccountRow } from '../../schemas/api/accounts.ts';
import { MUNICIPALITY, openWorld, PASSWORD, type World } from './support/server.ts';
import { type Visitor, visit } from './support/visitor.ts';

const DAY = 86_400_000;
const OWN = 'my own long password';

let world: World;
let app: FastifyInstance;
let administrator: Visitor;
let administratorId: string;
let person = 0;
let loginName: string;

beforeAll(async () => {
  world = await openWorld('manage_accounts');
  app = await world.serve({ limits: { ...DEFAULT_LIMITS, loginsPerMinute: 1_000 } });
  administratorId = await world.account('the.administrator', ['administrator']);
});
afterAll(() => world.close());
beforeEach(async () => {
  person += 1;
  loginName = `person.${person}`;
  administrator = await enter('the.administrator');
});

async function enter(name: string, password = PASSWORD): Promise<Visitor> {
  const visitor = visit(app);
  expect((await visitor.login(name, password)).statusCode).toBe(200);
  return visitor;
}
const post = (url: string, payload: object = {}) => ({ method: 'POST', url, payload }) as const;
const get = (url: string) => ({ method: 'GET', url }) as const;
const current = get('/api/session');
const own = (current: string, next: string) =>
  ({ method: 'PUT', url: '/api/account/password', payload: { current, next } }) as const;

async function create(over: object = {}): Promise<{ accountId: string; oneTimePassword: string }> {
  const account = { loginName, displayName: '新任 職員', roles: ['clerk'], staffMemberId: null };
  const reply = await administrator.send(post('/api/accounts', { ...account, ...over }));
  expect(reply.statusCode).toBe(200);
  return reply.json();
}
async function rowOf(accountId: string): Promise<AccountRow> {
  const { items } = (await administrator.send(get('/api/accounts'))).json<{
    items: AccountRow[];
  }>();
  const row = items.find((each) => each.accountId === accountId);
  if (row === undefined) throw new Error('not in the list');
  return row;
}
const actsOn = (accountId: string) =>
  world.db
    .selectFrom('auditEvents')
    .select(['action', 'outcome', 'accountId', 'detail'])
    .where('action', '=', 'account.manage')
    .where('resourceId', '=', accountId)
    .orderBy('sequence')
    .execute();

describe('a new account', () => {
  test('opens nothing until its one-time password is changed, and then everything', async () => {
    const { accountId, oneTimePassword } = await create();
    expect(oneTimePassword).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    const newcomer = visit(app);
    expect((await newcomer.login(loginName, oneTimePassword)).json().step).toBe('change_password');
    for (const closed of [get('/api/batches'), get('/api/account/sessions'), get('/api/events')]) {
      const reply = await newcomer.send(closed);
      expect([reply.statusCode, reply.json().code]).toEqual([403, 'auth.step_open']);
    }
    const before = { ...newcomer.cookies };
    const reply = await newcomer.send(own(oneTimePassword, OWN));
    expect(reply.json()).toMatchObject({ accountId, step: null });
    // Under a new id: the one of the half log-in is worth nothing.
    expect(newcomer.cookies).not.toEqual(before);
    expect((await app.inject({ ...current, cookies: before })).statusCode).toBe(401);
    expect((await newcomer.send(get('/api/account/sessions'))).statusCode).toBe(200);
    expect((await visit(app).login(loginName, oneTimePassword)).statusCode).toBe(401);
    expect(await rowOf(accountId)).toMatchObject({ mustChangePassword: false, loginName });
    expect(await actsOn(accountId)).toMatchObject([
      { outcome: 'done', accountId: administratorId, detail: { act: 'create', roles: ['clerk'] } },
    ]);
  });

  test('lapses when nobody takes it up within a week', async () => {
    const { oneTimePassword } = await create();
    world.clock.advance(7 * DAY);
    const reply = await visit(app).login(loginName, oneTimePassword);
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'auth.one_time_password_expired']);
    administrator = await enter('the.administrator');
  });

  test('has a login name nobody else has, and the page is told that it is this', async () => {
    await create();
    const account = { loginName, displayName: '別人', roles: ['clerk'], staffMemberId: null };
    const reply = await administrator.send(post('/api/accounts', account));
    expect(reply.json()).toMatchObject({ code: 'input.invalid', fields: ['loginName'] });
  });

  test('of a person who has one already is still the same person', async () => {
    const first = await create();
    const { staffMemberId } = await rowOf(first.accountId);
    const second = await create({ loginName: `${loginName}.2`, staffMemberId });
    expect(await rowOf(second.accountId)).toMatchObject({
      staffMemberId,
      displayName: '新任 職員',
    });
  });
});

describe('the administrator', () => {
  test('disables an account at once: its sessions die and it cannot come back', async () => {
    const accountId = await world.account(loginName, ['clerk']);
    const [here, there] = [await enter(loginName), await enter(loginName)];
    expect((await rowOf(accountId)).openSessions).toBe(2);
    const reply = await administrator.send(post(`/api/accounts/${accountId}/disable`));
    expect(reply.json()).toEqual({ sessionsEnded: 2 });
    for (const visitor of [here, there]) {
      expect((await visitor.send(current)).statusCode).toBe(401);
    }
    expect((await visit(app).login(loginName)).statusCode).toBe(401);
    expect((await rowOf(accountId)).disabledAt).not.toBeNull();
  });

  test('takes back who comes back, with a new one-time password', async () => {
    const accountId = await world.account(loginName, ['clerk']);
    const early = await administrator.send(post(`/api/accounts/${accountId}/enable`));
    expect(early.json().code).toBe('account.changed_meanwhile');
    await administrator.send(post(`/api/accounts/${accountId}/disable`));
    const reply = await administrator.send(post(`/api/accounts/${accountId}/enable`));
    expect((await visit(app).login(loginName)).statusCode).toBe(401);
    const again = await visit(app).login(loginName, reply.json().oneTimePassword);
    expect(again.json().step).toBe('change_password');
  });

  test('changes what an account may do, from its next request on', async () => {
    const accountId = await world.account(loginName, ['clerk']);
    const visitor = await enter(loginName);
    const url = `/api/accounts/${accountId}/roles`;
    await administrator.send({ method: 'PUT', url, payload: { roles: ['auditor'] } });
    expect((await visitor.send(current)).json().roles).toEqual(['auditor']);
    const none = await administrator.send({ method: 'PUT', url, payload: { roles: [] } });
    expect(none.statusCode).toBe(422);
  });

  test('unlocks what failed log-ins have shut', async () => {
    const accountId = await world.account(loginName, ['clerk']);
    for (let time = 0; time < 5; time += 1) await visit(app).login(loginName, 'not this password');
    expect((await visit(app).login(loginName)).json().code).toBe('auth.locked');
    expect((await rowOf(accountId)).lockedUntil).not.toBeNull();
    await administrator.send(post(`/api/accounts/${accountId}/unlock`));
    expect((await visit(app).login(loginName)).statusCode).toBe(200);
  });
});

describe('to the accounts of others the administrator', () => {
  test('gives a new password: whoever was in with the old one is out', async () => {
    const accountId = await world.account(loginName, ['clerk']);
    const visitor = await enter(loginName);
    const reply = await administrator.send(post(`/api/accounts/${accountId}/password`));
    expect((await visitor.send(current)).statusCode).toBe(401);
    expect((await visit(app).login(loginName)).statusCode).toBe(401);
    const { oneTimePassword } = reply.json();
    expect((await visit(app).login(loginName, oneTimePassword)).statusCode).toBe(200);
    const stored = await world.db.selectFrom('auditEvents').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(oneTimePassword);
    expect(world.logLines.join('')).not.toContain(oneTimePassword);
  });

  test('sees the sessions of others and ends one of them', async () => {
    const accountId = await world.account(loginName, ['clerk']);
    const [first, second] = [await enter(loginName), await enter(loginName)];
    const url = `/api/accounts/${accountId}/sessions`;
    const { items } = (await administrator.send(get(url))).json();
    expect(items).toHaveLength(2);
    const { items: mine } = (await first.send(get('/api/account/sessions'))).json();
    const theirs = mine.find(({ isThis }: { isThis: boolean }) => isThis);
    const end = { method: 'DELETE', url: `${url}/${theirs.sessionRef}` } as const;
    expect((await administrator.send(end)).json()).toEqual({ sessionsEnded: 1 });
    expect((await first.send(current)).statusCode).toBe(401);
    expect((await second.send(current)).statusCode).toBe(200);
    expect((await administrator.send(end)).statusCode).toBe(404);
  });

  test('does none of this to their own account', async () => {
    const at = `/api/accounts/${administratorId}`;
    const roles = { roles: ['administrator', 'supervisor'] };
    for (const request of [
      post(`${at}/disable`),
      post(`${at}/password`),
      { method: 'PUT', url: `${at}/roles`, payload: roles } as const,
    ]) {
      expect((await administrator.send(request)).json().code).toBe('account.oneself');
    }
    expect((await administrator.send(current)).json().roles).toEqual(['administrator']);
  });

  test('finds nobody of another municipality', async () => {
    for (const act of ['disable', 'enable', 'unlock', 'password']) {
      const reply = await administrator.send(post(`/api/accounts/${newId()}/${act}`));
      expect(reply.statusCode).toBe(404);
    }
  });
});

describe('one’s own account', () => {
  test('lists one’s sessions with device and address, and ends the others', async () => {
    await world.account(loginName, ['clerk']);
    const here = visit(app);
    const there = await enter(loginName);
    const payload = { loginName, password: PASSWORD };
    const headers = { 'user-agent': 'A browser of the town hall' };
    const reply = await here.send({ method: 'POST', url: '/api/session', payload, headers });
    const token = { 'x-csrf-token': reply.json().csrfToken };
    const { items } = (await here.send(get('/api/account/sessions'))).json();
    expect(items).toHaveLength(2);
    expect(items).toContainEqual({
      sessionRef: expect.any(String),
      isThis: true,
      beganAt: world.clock.now().toISOString(),
      lastSeenAt: world.clock.now().toISOString(),
      device: 'A browser of the town hall',
      address: '127.0.0.1',
    });
    const others = { method: 'DELETE', url: '/api/account/sessions', headers: token } as const;
    expect((await here.send(others)).json()).toEqual({ sessionsEnded: 1 });
    expect((await there.send(current)).statusCode).toBe(401);
    expect((await here.send(current)).statusCode).toBe(200);
  });

  test('cannot end another person’s session by its name', async () => {
    await world.account(loginName, ['clerk']);
    const visitor = await enter(loginName);
    const { items } = (await administrator.send(get('/api/account/sessions'))).json();
    const url = `/api/account/sessions/${items[0].sessionRef}`;
    expect((await visitor.send({ method: 'DELETE', url })).statusCode).toBe(404);
    expect((await administrator.send(current)).statusCode).toBe(200);
  });

  test('changes its password with the one in force, and the others of its sessions end', async () => {
    await world.account(loginName, ['clerk']);
    const [here, there] = [await enter(loginName), await enter(loginName)];
    const wrong = await here.send(own('not this password', OWN));
    expect(wrong.json().code).toBe('auth.wrong_password');
    for (const [next, why] of [
      ['short', 'too_short'],
      [PASSWORD, 'same'],
      ['a'.repeat(20), 'one_character'],
    ] as const) {
      const unfit = await here.send(own(PASSWORD, next));
      expect(unfit.json()).toMatchObject({ code: 'auth.password_unfit', fields: [why] });
    }
    expect((await here.send(own(PASSWORD, OWN))).statusCode).toBe(200);
    expect((await there.send(current)).statusCode).toBe(401);
    expect((await here.send(current)).statusCode).toBe(200);
    expect((await visit(app).login(loginName, OWN)).statusCode).toBe(200);
  });

  test('is no place to guess the password: five failures shut the account', async () => {
    await world.account(loginName, ['clerk']);
    const visitor = await enter(loginName);
    const codes = [];
    for (let time = 0; time < 6; time += 1) {
      codes.push((await visitor.send(own('not this password', OWN))).json().code);
    }
    expect(codes).toEqual([
      ...Array.from({ length: 5 }, () => 'auth.wrong_password'),
      'auth.locked',
    ]);
  });
});

test('the audit chain holds over all of this', async () => {
  expect((await verifyAudit(world.db, MUNICIPALITY, 'nothing was signed')).problems).toEqual([]);
});
