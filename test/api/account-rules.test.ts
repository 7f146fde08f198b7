import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';
import type { AccountReviews, AccountRow } from '../../schemas/api/accounts.ts';
import {
  accountOffice,
  changePassword,
  current,
  DAY,
  get,
  OWN,
  post,
} from './support/account-office.ts';
import { MUNICIPALITY, PASSWORD } from './support/server.ts';
import { visit } from './support/visitor.ts';

const on = accountOffice('account_rules');

describe('the policy of a municipality', () => {
  const put = (over: object) =>
    on.administrator.send({
      method: 'PUT',
      url: '/api/account-policy',
      payload: { ...DEFAULT_ACCOUNT_POLICY, secondFactorRoles: [], ...over },
    });

  test('asks for a new password once a year, and for nothing else until then', async () => {
    await on.world.account(on.loginName, ['clerk']);
    on.world.clock.advance(364 * DAY);
    expect((await visit(on.app).login(on.loginName)).json().step).toBeNull();
    on.world.clock.advance(DAY);
    const visitor = visit(on.app);
    expect((await visitor.login(on.loginName)).json().step).toBe('change_password');
    expect((await visitor.send(get('/api/batches'))).json().code).toBe('auth.step_open');
    expect((await visitor.send(changePassword(PASSWORD, OWN))).json().step).toBeNull();
  });

  test('sets idle and absolute limit, in force at once, and stays readable afterwards', async () => {
    await on.world.db
      .updateTable('accounts')
      .set({ passwordChangedAt: on.world.clock.now() })
      .execute();
    await on.administratorReturns();
    await on.world.account(on.loginName, ['clerk']);
    expect((await put({ idleMinutes: 2, absoluteHours: 1 })).statusCode).toBe(200);
    const visitor = visit(on.app);
    expect((await visitor.login(on.loginName)).json().idleMinutes).toBe(2);
    on.world.clock.advance(119_000);
    expect((await visitor.send(get('/api/account/sessions'))).statusCode).toBe(200);
    on.world.clock.advance(120_000);
    expect((await visitor.send(current)).statusCode).toBe(401);
    const busy = await on.enter(on.loginName);
    for (let passed = 1; passed < 60; passed += 1) {
      on.world.clock.advance(60_000);
      expect((await busy.send(get('/api/account/sessions'))).statusCode).toBe(200);
    }
    on.world.clock.advance(60_000);
    expect((await busy.send(current)).statusCode).toBe(401);
    await on.administratorReturns();
    expect((await put({ idleMinutes: 61 })).statusCode).toBe(422);
    expect((await put({})).statusCode).toBe(200);
    const rows = await on.world.db.selectFrom('accountPolicies').select('idleMinutes').execute();
    expect(rows.map(({ idleMinutes }) => idleMinutes)).toEqual([10, 2, 10]);
    const update = on.world.db.deleteFrom('accountPolicies');
    await expect(update.execute()).rejects.toThrow();
  });
});

describe('a review of the accounts', () => {
  const reviews = async () =>
    (await on.administrator.send(get('/api/account-reviews'))).json<AccountReviews>();
  const decisions = async (going: readonly string[]) => {
    const { items } = (await on.administrator.send(get('/api/accounts'))).json<{
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
    const leaving = await on.world.account(on.loginName, ['clerk']);
    const visitor = await on.enter(on.loginName);
    const all = await decisions([leaving]);
    for (const refused of [
      all.slice(1),
      [...all, all[0]],
      all.map((each) => ({ ...each, roles: [] })),
    ]) {
      const reply = await on.administrator.send(
        post('/api/account-reviews', { decisions: refused }),
      );
      expect(reply.json().code).toBe('account.changed_meanwhile');
    }
    const oneself = await decisions([on.administratorId]);
    const refused = await on.administrator.send(
      post('/api/account-reviews', { decisions: oneself }),
    );
    expect(refused.json().code).toBe('account.oneself');
    expect((await reviews()).items).toEqual([]);
    const reply = await on.administrator.send(post('/api/account-reviews', { decisions: all }));
    expect(reply.json()).toMatchObject({ disabled: 1 });
    expect((await visitor.send(current)).statusCode).toBe(401);
    const { isOverdue, items, dueAt } = await reviews();
    expect(isOverdue).toBe(false);
    expect(Date.parse(dueAt) - on.world.clock.now().getTime()).toBe(180 * DAY);
    expect(items).toMatchObject([{ signature: 'good', signedBy: '職員 the.administrator' }]);
    expect(items[0]?.accounts).toHaveLength(all.length);
    expect(items[0]?.accounts).toContainEqual(
      expect.objectContaining({ accountId: leaving, loginName: on.loginName, decision: 'disable' }),
    );
  });

  test('stands as it was signed, and a changed one says so', async () => {
    const change = on.world.db.deleteFrom('accountReviews');
    await expect(change.execute()).rejects.toThrow();
    await asOwner(`alter table account_reviews disable trigger user;
      update account_reviews set statement = replace(statement, '"disable"', '"keep"');
      alter table account_reviews enable trigger user`);
    expect((await reviews()).items).toMatchObject([{ signature: 'bad' }]);
  });

  test('is read by the auditor, who changes nothing', async () => {
    await on.world.account(on.loginName, ['auditor']);
    const auditor = await on.enter(on.loginName);
    expect((await auditor.send(get('/api/account-reviews'))).statusCode).toBe(200);
    expect((await auditor.send(get('/api/accounts'))).statusCode).toBe(200);
    expect((await auditor.send(post('/api/accounts', {}))).json().code).toBe('auth.forbidden');
  });
});

test('the audit chain holds over all of this', async () => {
  expect((await verifyAudit(on.world.db, MUNICIPALITY, 'nothing was signed')).problems).toEqual([]);
});

async function asOwner(statement: string): Promise<void> {
  const owner = new pg.Client({
    connectionString: on.world.ownerUrl,
    options: '-c search_path=yoshin',
  });
  await owner.connect();
  try {
    await owner.query(statement);
  } finally {
    await owner.end();
  }
}
