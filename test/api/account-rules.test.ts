import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../api/deps.ts';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';
import type { AccountReviews, AccountRow } from '../../schemas/api/accounts.ts';
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
  world = await openWorld('account_rules');
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

describe('the policy of a municipality', () => {
  const put = (over: object) =>
    administrator.send({
      method: 'PUT',
      url: '/api/account-policy',
      payload: { ...DEFAULT_ACCOUNT_POLICY, secondFactorRoles: [], ...over },
    });

  test('asks for a new password once a year, and for nothing else until then', async () => {
    await world.account(loginName, ['clerk']);
    world.clock.advance(364 * DAY);
    expect((await visit(app).login(loginName)).json().step).toBeNull();
    world.clock.advance(DAY);
    const visitor = visit(app);
    expect((await visitor.login(loginName)).json().step).toBe('change_password');
    expect((await visitor.send(get('/api/batches'))).json().code).toBe('auth.step_open');
    expect((await visitor.send(own(PASSWORD, OWN))).json().step).toBeNull();
  });

  test('sets idle and absolute limit, in force at once, and stays readable afterwards', async () => {
    await world.db.updateTable('accounts').set({ passwordChangedAt: world.clock.now() }).execute();
    administrator = await enter('the.administrator');
    await world.account(loginName, ['clerk']);
    expect((await put({ idleMinutes: 2, absoluteHours: 1 })).statusCode).toBe(200);
    const visitor = visit(app);
    expect((await visitor.login(loginName)).json().idleMinutes).toBe(2);
    world.clock.advance(119_000);
    expect((await visitor.send(get('/api/account/sessions'))).statusCode).toBe(200);
    world.clock.advance(120_000);
    expect((await visitor.send(current)).statusCode).toBe(401);
    const busy = await enter(loginName);
    for (let passed = 1; passed < 60; passed += 1) {
      world.clock.advance(60_000);
      expect((await busy.send(get('/api/account/sessions'))).statusCode).toBe(200);
    }
    world.clock.advance(60_000);
    expect((await busy.send(current)).statusCode).toBe(401);
    administrator = await enter('the.administrator');
    expect((await put({ idleMinutes: 61 })).statusCode).toBe(422);
    expect((await put({})).statusCode).toBe(200);
    const rows = await world.db.selectFrom('accountPolicies').select('idleMinutes').execute();
    expect(rows.map(({ idleMinutes }) => idleMinutes)).toEqual([10, 2, 10]);
    const update = world.db.deleteFrom('accountPolicies');
    await expect(update.execute()).rejects.toThrow();
  });
});

describe('a review of the accounts', () => {
  const reviews = async () =>
    (await administrator.send(get('/api/account-reviews'))).json<AccountReviews>();
  const decisions = async (going: readonly string[]) => {
    const { items } = (await administrator.send(get('/api/accounts'))).json<{
      items: AccountRow[];
    }>();
    return items
      .filter(({ disabledAt }) => disabledAt === null)
      .map(({ accountId, roles }) => {
        return { accountId, roles, decision: going.includes(accountId) ? 'disable' : 'keep' };
      });
  };

  test('is overdue, is signed for every account, and takes those out of use that go', async () => {
    expect(await reviews()).toMatchObject({ isOverdue: true, items: [] });
    const leaving = await world.account(loginName, ['clerk']);
    const visitor = await enter(loginName);
    const all = await decisions([leaving]);
    for (const refused of [
      all.slice(1),
      [...all, all[0]],
      all.map((each) => ({ ...each, roles: [] })),
    ]) {
      const reply = await administrator.send(post('/api/account-reviews', { decisions: refused }));
      expect(reply.json().code).toBe('account.changed_meanwhile');
    }
    const oneself = await decisions([administratorId]);
    const refused = await administrator.send(post('/api/account-reviews', { decisions: oneself }));
    expect(refused.json().code).toBe('account.oneself');
    expect((await reviews()).items).toEqual([]);
    const reply = await administrator.send(post('/api/account-reviews', { decisions: all }));
    expect(reply.json()).toMatchObject({ disabled: 1 });
    expect((await visitor.send(current)).statusCode).toBe(401);
    const { isOverdue, items, dueAt } = await reviews();
    expect(isOverdue).toBe(false);
    expect(Date.parse(dueAt) - world.clock.now().getTime()).toBe(180 * DAY);
    expect(items).toMatchObject([{ signature: 'good', signedBy: '職員 the.administrator' }]);
    expect(items[0]?.accounts).toHaveLength(all.length);
    expect(items[0]?.accounts).toContainEqual(
      expect.objectContaining({ accountId: leaving, loginName, decision: 'disable' }),
    );
  });

  test('stands as it was signed, and a changed one says so', async () => {
    const change = world.db.deleteFrom('accountReviews');
    await expect(change.execute()).rejects.toThrow();
    await asOwner(`alter table account_reviews disable trigger user;
      update account_reviews set statement = replace(statement, '"disable"', '"keep"');
      alter table account_reviews enable trigger user`);
    expect((await reviews()).items).toMatchObject([{ signature: 'bad' }]);
  });

  test('is read by the auditor, who changes nothing', async () => {
    await world.account(loginName, ['auditor']);
    const auditor = await enter(loginName);
    expect((await auditor.send(get('/api/account-reviews'))).statusCode).toBe(200);
    expect((await auditor.send(get('/api/accounts'))).statusCode).toBe(200);
    expect((await auditor.send(post('/api/accounts', {}))).json().code).toBe('auth.forbidden');
  });
});

test('the audit chain holds over all of this', async () => {
  expect((await verifyAudit(world.db, MUNICIPALITY, 'nothing was signed')).problems).toEqual([]);
});

async function asOwner(statement: string): Promise<void> {
  const owner = new pg.Client({
    connectionString: world.ownerUrl,
    options: '-c search_path=yoshin',
  });
  await owner.connect();
  try {
    await owner.query(statement);
  } finally {
    await owner.end();
  }
}
