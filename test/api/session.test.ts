import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { disableAccount } from '../../ledger/accounts/disable-account.ts';
import { newId } from '../../runtime/ids.ts';
import { openWorld, type World } from './support/server.ts';
import { visit } from './support/visitor.ts';

const MINUTE = 60_000;
const current = { method: 'GET', url: '/api/session' } as const;
/** Something only a person does. */
const work = { method: 'GET', url: `/api/sheets/${newId()}/rescan-candidates` } as const;
const logout = { method: 'DELETE', url: '/api/session' } as const;

let world: World;
let app: FastifyInstance;
let person = 0;
let loginName: string;
let accountId: string;

beforeAll(async () => {
  world = await openWorld('session');
  app = await world.serve();
});
afterAll(() => world.close());
beforeEach(async () => {
  person += 1;
  loginName = `person.${person}`;
  accountId = await world.account(loginName, ['clerk']);
});

const events = () =>
  world.db
    .selectFrom('auditEvents')
    .select(['action', 'outcome', 'actorKind', 'detail'])
    .where('accountId', '=', accountId)
    .orderBy('sequence')
    .execute();

describe('a session', () => {
  test('is needed, and a forged cookie is none', async () => {
    for (const cookies of [{}, { yoshin: 'forged' }, { yoshin: 'forged.signature' }]) {
      const reply = await app.inject({ ...current, cookies });
      expect([reply.statusCode, reply.json().code]).toEqual([401, 'auth.required']);
      expect(reply.cookies.filter(({ value }) => value !== '')).toEqual([]);
    }
  });

  test('ends after ten idle minutes, and an act of a person moves its end', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    for (let act = 0; act < 3; act += 1) {
      world.clock.advance(9 * MINUTE);
      expect((await visitor.send(work)).json().code).toBe('resource.not_found');
    }
    world.clock.advance(10 * MINUTE);
    expect((await visitor.send(work)).json().code).toBe('auth.required');
  });

  test('is not kept alive by what the page asks by itself', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    world.clock.advance(9 * MINUTE);
    const asked = ['/api/session', '/api/review/waiting', '/api/sheet-counts', '/api/sheets'];
    for (const url of [...asked, '/api/batches']) {
      expect((await visitor.send({ method: 'GET', url })).statusCode).not.toBe(401);
    }
    world.clock.advance(MINUTE);
    expect((await visitor.send(current)).statusCode).toBe(401);
  });

  test('is kept alive by a page that says somebody is there', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    for (let act = 0; act < 3; act += 1) {
      world.clock.advance(9 * MINUTE);
      const reply = await visitor.send({ method: 'PUT', url: '/api/session/presence' });
      expect([reply.statusCode, reply.json()]).toEqual([200, {}]);
    }
  });

  test('ends after half a day however busy it is', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    for (let passed = 5; passed < 12 * 60; passed += 5) {
      world.clock.advance(5 * MINUTE);
      expect((await visitor.send(work)).statusCode).toBe(404);
    }
    world.clock.advance(5 * MINUTE);
    expect((await visitor.send(work)).statusCode).toBe(401);
  });

  test('of a disabled account is over at once, and it cannot log in again', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    const ended = await disableAccount(world.db, world.context, accountId);
    expect(ended).toEqual({ sessionsEnded: 1 });
    expect((await visitor.send(current)).statusCode).toBe(401);
    expect((await visitor.login(loginName)).json().code).toBe('auth.invalid_credentials');
  });

  test('shows a change of roles in the next request', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    await world.db
      .updateTable('accounts')
      .set({ roles: ['auditor'] })
      .where('accountId', '=', accountId)
      .execute();
    expect((await visitor.send(current)).json().roles).toEqual(['auditor']);
  });

  test('works on through another server process', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    const second = await world.serve();
    const reply = await second.inject({ ...current, cookies: visitor.cookies });
    expect(reply.statusCode).toBe(200);
  });
});

describe('log-out', () => {
  test('needs the token of this session', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    const other = visit(app);
    await other.login(loginName);
    for (const token of [undefined, '', 'made-up', other.csrfToken()]) {
      const reply = await app.inject({
        ...logout,
        cookies: visitor.cookies,
        headers: token === undefined ? {} : { 'x-csrf-token': token },
      });
      expect([reply.statusCode, reply.json().code]).toEqual([403, 'auth.csrf']);
    }
    expect((await visitor.send(current)).statusCode).toBe(200);
  });

  test('takes a token from the current session, not only the one of the log-in', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    const { csrfToken } = (await visitor.send(current)).json();
    const headers = { 'x-csrf-token': csrfToken };
    expect((await visitor.send({ ...logout, headers })).statusCode).toBe(200);
  });

  test('ends the session, clears the cookie and is recorded', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    const cookies = { ...visitor.cookies };
    const reply = await visitor.send(logout);
    expect([reply.statusCode, reply.json()]).toEqual([200, {}]);
    expect(visitor.cookies).toEqual({});
    expect((await app.inject({ ...current, cookies })).statusCode).toBe(401);
    expect(await events()).toMatchObject([
      { action: 'session.login', outcome: 'done' },
      { action: 'session.logout', outcome: 'done' },
    ]);
  });
});
