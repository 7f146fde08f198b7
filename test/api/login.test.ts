import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../api/deps.ts';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { MUNICIPALITY, openWorld, PASSWORD, type World } from './support/server.ts';
import { visit } from './support/visitor.ts';

const MINUTE = 60_000;
const current = { method: 'GET', url: '/api/session' } as const;

let world: World;
let app: FastifyInstance;
let person = 0;
let loginName: string;
let accountId: string;

beforeAll(async () => {
  world = await openWorld('login');
  const limits = { ...DEFAULT_LIMITS, loginsPerMinute: 1_000 };
  app = await world.serve({ limits });
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

describe('log-in', () => {
  test('answers with who is there and a cookie no script can read', async () => {
    const reply = await visit(app).login(loginName.toUpperCase());
    expect(reply.statusCode).toBe(200);
    expect(reply.json()).toMatchObject({
      accountId,
      loginName,
      displayName: `職員 ${loginName}`,
      municipalityId: MUNICIPALITY,
      municipalityName: '試験市',
      roles: ['clerk'],
      demonstration: true,
      idleMinutes: 10,
    });
    expect(reply.cookies).toHaveLength(1);
    expect(reply.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(reply.cookies[0]).not.toHaveProperty('expires');
    expect(await events()).toMatchObject([
      { action: 'session.login', outcome: 'done', actorKind: 'account' },
    ]);
  });

  test('takes the password as another input method writes it', async () => {
    const wide = PASSWORD.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
    expect((await visit(app).login(loginName, wide)).statusCode).toBe(200);
  });

  test('refuses a wrong password and an unknown name alike, and records both', async () => {
    const wrong = await visit(app).login(loginName, 'not this password');
    const unknown = await visit(app).login('nobody.here');
    for (const reply of [wrong, unknown]) {
      expect(reply.statusCode).toBe(401);
      expect(reply.json()).toEqual({
        code: 'auth.invalid_credentials',
        requestId: reply.headers['x-request-id'],
      });
      expect(reply.cookies).toEqual([]);
    }
    expect(await events()).toMatchObject([
      { outcome: 'refused', actorKind: 'anonymous', detail: { reason: 'wrong_password' } },
    ]);
    const anonymous = await world.db
      .selectFrom('auditEvents')
      .select(['detail', 'resourceId', 'municipalityId'])
      .where('actorKind', '=', 'anonymous')
      .where('accountId', 'is', null)
      .execute();
    expect(anonymous).toEqual([
      {
        detail: { reason: 'unknown_login_name' },
        resourceId: null,
        municipalityId: MUNICIPALITY,
      },
    ]);
  });
});

describe('the door', () => {
  test('is closed to pages of another site', async () => {
    const payload = { loginName, password: PASSWORD };
    const foreign: ReadonlyArray<Record<string, string>> = [
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const reply = await app.inject({ method: 'POST', url: '/api/session', payload, headers });
      expect([reply.statusCode, reply.json().code]).toEqual([403, 'auth.csrf']);
    }
    const own: ReadonlyArray<Record<string, string>> = [
      { origin: 'http://localhost:80' },
      { origin: 'http://localhost' },
      // A proxy in between may name the host anew.
      { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-origin' },
      {},
    ];
    for (const headers of own) {
      const reply = await app.inject({ method: 'POST', url: '/api/session', payload, headers });
      expect(reply.statusCode).toBe(200);
    }
  });

  test('is closed to a plain connection where cookies must be secure', async () => {
    const secure = await world.serve({ secureCookies: true, trustedProxies: ['127.0.0.1'] });
    const plain = await visit(secure).login(loginName);
    expect([plain.statusCode, plain.json().code]).toEqual([403, 'auth.insecure_connection']);
    const payload = { loginName, password: PASSWORD };
    const headers = { 'x-forwarded-proto': 'https' };
    const reply = await secure.inject({ method: 'POST', url: '/api/session', payload, headers });
    expect(reply.statusCode).toBe(200);
    expect(reply.cookies[0]).toMatchObject({ name: '__Host-yoshin', secure: true, path: '/' });
    expect(reply.headers['strict-transport-security']).toContain('max-age=31536000');
  });

  test('gives a new session id each time, and the old one is worth nothing', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    const first = { ...visitor.cookies };
    await visitor.login(loginName);
    expect(visitor.cookies).not.toEqual(first);
    expect((await app.inject({ ...current, cookies: first })).statusCode).toBe(401);
    expect((await visitor.send(current)).statusCode).toBe(200);
  });

  test('keeps nothing in the table that would log anybody in', async () => {
    const visitor = visit(app);
    await visitor.login(loginName);
    const [cookie = ''] = Object.values(visitor.cookies);
    const cookieId = cookie.slice(0, cookie.indexOf('.'));
    const rows = await world.db.selectFrom('sessions').selectAll().execute();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(cookieId);
  });
});

describe('lock-out', () => {
  const attempt = async (password: string) => (await visit(app).login(loginName, password)).json();

  test('the fifth failure locks for a minute, and a further one for two', async () => {
    for (let failure = 1; failure <= 5; failure += 1) {
      expect(await attempt('not this password')).toMatchObject({
        code: 'auth.invalid_credentials',
      });
    }
    expect(await attempt(PASSWORD)).toMatchObject({ code: 'auth.locked' });
    world.clock.advance(MINUTE);
    expect(await attempt('not this password')).toMatchObject({ code: 'auth.invalid_credentials' });
    world.clock.advance(MINUTE);
    expect(await attempt(PASSWORD)).toMatchObject({ code: 'auth.locked' });
    world.clock.advance(MINUTE);
    expect(await attempt(PASSWORD)).toMatchObject({ accountId });
    const refused = (await events()).map(({ detail }) => detail['reason']);
    expect(refused.filter((reason) => reason === 'locked')).toHaveLength(2);
    expect(refused.filter((reason) => reason === 'wrong_password')).toHaveLength(6);
  });

  test('a log-in forgives the failures before it', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let failure = 1; failure <= 4; failure += 1) await attempt('not this password');
      expect(await attempt(PASSWORD)).toMatchObject({ accountId });
    }
  });

  test('guesses sent at the same moment count each', async () => {
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => attempt('not this password')),
    );
    const codes = replies.map(({ code }) => code);
    expect(codes.filter((code) => code === 'auth.invalid_credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'auth.locked')).toHaveLength(7);
  });
});

test('too many log-ins from one address are put off', async () => {
  const tight = await world.serve({ limits: { ...DEFAULT_LIMITS, loginsPerMinute: 3 } });
  for (let time = 0; time < 3; time += 1) await visit(tight).login('nobody.here');
  const reply = await visit(tight).login(loginName);
  expect([reply.statusCode, reply.json().code]).toEqual([429, 'auth.rate_limited']);
  expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
});

test('the audit chain holds over all of this, and no log line names anybody', async () => {
  expect((await verifyAudit(world.db, MUNICIPALITY, 'nothing was signed')).problems).toEqual([]);
  const log = world.logLines.join('');
  expect(log).toContain('"route":"/api/session"');
  for (const secret of [loginName, PASSWORD, 'nobody.here', '職員'])
    expect(log).not.toContain(secret);
});
