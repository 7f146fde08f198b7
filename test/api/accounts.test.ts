import { describe, expect, test } from 'vitest';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { newId } from '../../runtime/ids.ts';
import type { AccountRow } from '../../schemas/api/accounts.ts';
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

const on = accountOffice('manage_accounts');

async function create(over: object = {}): Promise<{ accountId: string; oneTimePassword: string }> {
  const account = {
    loginName: on.loginName,
    displayName: '新任 職員',
    roles: ['clerk'],
    staffMemberId: null,
  };
  const reply = await on.administrator.send(post('/api/accounts', { ...account, ...over }));
  expect(reply.statusCode).toBe(200);
  return reply.json();
}
async function rowOf(accountId: string): Promise<AccountRow> {
  const { items } = (await on.administrator.send(get('/api/accounts'))).json<{
    items: AccountRow[];
  }>();
  const row = items.find((each) => each.accountId === accountId);
  if (row === undefined) throw new Error('not in the list');
  return row;
}
const actsOn = (accountId: string) =>
  on.world.db
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
    const newcomer = visit(on.app);
    expect((await newcomer.login(on.loginName, oneTimePassword)).json().step).toBe(
      'change_password',
    );
    for (const closed of [get('/api/batches'), get('/api/account/sessions'), get('/api/events')]) {
      const reply = await newcomer.send(closed);
      expect([reply.statusCode, reply.json().code]).toEqual([403, 'auth.step_open']);
    }
    const before = { ...newcomer.cookies };
    const reply = await newcomer.send(changePassword(oneTimePassword, OWN));
    expect(reply.json()).toMatchObject({ accountId, step: null });
    // Under a new id: the one of the half log-in is worth nothing.
    expect(newcomer.cookies).not.toEqual(before);
    expect((await on.app.inject({ ...current, cookies: before })).statusCode).toBe(401);
    expect((await newcomer.send(get('/api/account/sessions'))).statusCode).toBe(200);
    expect((await visit(on.app).login(on.loginName, oneTimePassword)).statusCode).toBe(401);
    expect(await rowOf(accountId)).toMatchObject({
      mustChangePassword: false,
      loginName: on.loginName,
    });
    expect(await actsOn(accountId)).toMatchObject([
      {
        outcome: 'done',
        accountId: on.administratorId,
        detail: { act: 'create', roles: ['clerk'] },
      },
    ]);
  });

  test('lapses when nobody takes it up within a week', async () => {
    const { oneTimePassword } = await create();
    on.world.clock.advance(7 * DAY);
    const reply = await visit(on.app).login(on.loginName, oneTimePassword);
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'auth.one_time_password_expired']);
    await on.administratorReturns();
  });

  test('has a login name nobody else has, and the page is told that it is this', async () => {
    await create();
    const account = {
      loginName: on.loginName,
      displayName: '別人',
      roles: ['clerk'],
      staffMemberId: null,
    };
    const reply = await on.administrator.send(post('/api/accounts', account));
    expect(reply.json()).toMatchObject({ code: 'input.invalid', fields: ['loginName'] });
  });

  test('of a person who has one already is still the same person', async () => {
    const first = await create();
    const { staffMemberId } = await rowOf(first.accountId);
    const second = await create({ loginName: `${on.loginName}.2`, staffMemberId });
    expect(await rowOf(second.accountId)).toMatchObject({
      staffMemberId,
      displayName: '新任 職員',
    });
  });
});

describe('the administrator', () => {
  test('disables an account at once: its sessions die and it cannot come back', async () => {
    const accountId = await on.world.account(on.loginName, ['clerk']);
    const [here, there] = [await on.enter(on.loginName), await on.enter(on.loginName)];
    expect((await rowOf(accountId)).openSessions).toBe(2);
    const reply = await on.administrator.send(post(`/api/accounts/${accountId}/disable`));
    expect(reply.json()).toEqual({ sessionsEnded: 2 });
    for (const visitor of [here, there]) {
      expect((await visitor.send(current)).statusCode).toBe(401);
    }
    expect((await visit(on.app).login(on.loginName)).statusCode).toBe(401);
    expect((await rowOf(accountId)).disabledAt).not.toBeNull();
  });

  test('takes back who comes back, with a new one-time password', async () => {
    const accountId = await on.world.account(on.loginName, ['clerk']);
    const early = await on.administrator.send(post(`/api/accounts/${accountId}/enable`));
    expect(early.json().code).toBe('account.changed_meanwhile');
    await on.administrator.send(post(`/api/accounts/${accountId}/disable`));
    const reply = await on.administrator.send(post(`/api/accounts/${accountId}/enable`));
    expect((await visit(on.app).login(on.loginName)).statusCode).toBe(401);
    const again = await visit(on.app).login(on.loginName, reply.json().oneTimePassword);
    expect(again.json().step).toBe('change_password');
  });

  test('changes what an account may do, from its next request on', async () => {
    const accountId = await on.world.account(on.loginName, ['clerk']);
    const visitor = await on.enter(on.loginName);
    const url = `/api/accounts/${accountId}/roles`;
    await on.administrator.send({ method: 'PUT', url, payload: { roles: ['auditor'] } });
    expect((await visitor.send(current)).json().roles).toEqual(['auditor']);
    const none = await on.administrator.send({ method: 'PUT', url, payload: { roles: [] } });
    expect(none.statusCode).toBe(422);
  });

  test('unlocks what failed log-ins have shut', async () => {
    const accountId = await on.world.account(on.loginName, ['clerk']);
    for (let time = 0; time < 5; time += 1)
      await visit(on.app).login(on.loginName, 'not this password');
    expect((await visit(on.app).login(on.loginName)).json().code).toBe('auth.locked');
    expect((await rowOf(accountId)).lockedUntil).not.toBeNull();
    await on.administrator.send(post(`/api/accounts/${accountId}/unlock`));
    expect((await visit(on.app).login(on.loginName)).statusCode).toBe(200);
  });
});

describe('to the accounts of others the administrator', () => {
  test('gives a new password: whoever was in with the old one is out', async () => {
    const accountId = await on.world.account(on.loginName, ['clerk']);
    const visitor = await on.enter(on.loginName);
    const reply = await on.administrator.send(post(`/api/accounts/${accountId}/password`));
    expect((await visitor.send(current)).statusCode).toBe(401);
    expect((await visit(on.app).login(on.loginName)).statusCode).toBe(401);
    const { oneTimePassword } = reply.json();
    expect((await visit(on.app).login(on.loginName, oneTimePassword)).statusCode).toBe(200);
    const stored = await on.world.db.selectFrom('auditEvents').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(oneTimePassword);
    expect(on.world.logLines.join('')).not.toContain(oneTimePassword);
  });

  test('sees the sessions of others and ends one of them', async () => {
    const accountId = await on.world.account(on.loginName, ['clerk']);
    const [first, second] = [await on.enter(on.loginName), await on.enter(on.loginName)];
    const url = `/api/accounts/${accountId}/sessions`;
    const { items } = (await on.administrator.send(get(url))).json();
    expect(items).toHaveLength(2);
    const { items: mine } = (await first.send(get('/api/account/sessions'))).json();
    const theirs = mine.find(({ isThis }: { isThis: boolean }) => isThis);
    const end = { method: 'DELETE', url: `${url}/${theirs.sessionRef}` } as const;
    expect((await on.administrator.send(end)).json()).toEqual({ sessionsEnded: 1 });
    expect((await first.send(current)).statusCode).toBe(401);
    expect((await second.send(current)).statusCode).toBe(200);
    expect((await on.administrator.send(end)).statusCode).toBe(404);
  });

  test('does none of this to their own account', async () => {
    const at = `/api/accounts/${on.administratorId}`;
    const roles = { roles: ['administrator', 'supervisor'] };
    for (const request of [
      post(`${at}/disable`),
      post(`${at}/password`),
      { method: 'PUT', url: `${at}/roles`, payload: roles } as const,
    ]) {
      expect((await on.administrator.send(request)).json().code).toBe('account.oneself');
    }
    expect((await on.administrator.send(current)).json().roles).toEqual(['administrator']);
  });

  test('finds nobody of another municipality', async () => {
    for (const act of ['disable', 'enable', 'unlock', 'password']) {
      const reply = await on.administrator.send(post(`/api/accounts/${newId()}/${act}`));
      expect(reply.statusCode).toBe(404);
    }
  });
});

describe('one’s own account', () => {
  test('lists one’s sessions with device and address, and ends the others', async () => {
    await on.world.account(on.loginName, ['clerk']);
    const here = visit(on.app);
    const there = await on.enter(on.loginName);
    const payload = { loginName: on.loginName, password: PASSWORD };
    const headers = { 'user-agent': 'A browser of the town hall' };
    const reply = await here.send({ method: 'POST', url: '/api/session', payload, headers });
    const token = { 'x-csrf-token': reply.json().csrfToken };
    const { items } = (await here.send(get('/api/account/sessions'))).json();
    expect(items).toHaveLength(2);
    expect(items).toContainEqual({
      sessionRef: expect.any(String),
      isThis: true,
      beganAt: on.world.clock.now().toISOString(),
      lastSeenAt: on.world.clock.now().toISOString(),
      device: 'A browser of the town hall',
      address: '127.0.0.1',
    });
    const others = { method: 'DELETE', url: '/api/account/sessions', headers: token } as const;
    expect((await here.send(others)).json()).toEqual({ sessionsEnded: 1 });
    expect((await there.send(current)).statusCode).toBe(401);
    expect((await here.send(current)).statusCode).toBe(200);
  });

  test('cannot end another person’s session by its name', async () => {
    await on.world.account(on.loginName, ['clerk']);
    const visitor = await on.enter(on.loginName);
    const { items } = (await on.administrator.send(get('/api/account/sessions'))).json();
    const url = `/api/account/sessions/${items[0].sessionRef}`;
    expect((await visitor.send({ method: 'DELETE', url })).statusCode).toBe(404);
    expect((await on.administrator.send(current)).statusCode).toBe(200);
  });

  test('changes its password with the one in force, and the others of its sessions end', async () => {
    await on.world.account(on.loginName, ['clerk']);
    const [here, there] = [await on.enter(on.loginName), await on.enter(on.loginName)];
    const wrong = await here.send(changePassword('not this password', OWN));
    expect(wrong.json().code).toBe('auth.wrong_password');
    for (const [next, why] of [
      ['short', 'too_short'],
      [PASSWORD, 'same'],
      ['a'.repeat(20), 'one_character'],
    ] as const) {
      const unfit = await here.send(changePassword(PASSWORD, next));
      expect(unfit.json()).toMatchObject({ code: 'auth.password_unfit', fields: [why] });
    }
    expect((await here.send(changePassword(PASSWORD, OWN))).statusCode).toBe(200);
    expect((await there.send(current)).statusCode).toBe(401);
    expect((await here.send(current)).statusCode).toBe(200);
    expect((await visit(on.app).login(on.loginName, OWN)).statusCode).toBe(200);
  });

  test('is no place to guess the password: five failures shut the account', async () => {
    await on.world.account(on.loginName, ['clerk']);
    const visitor = await on.enter(on.loginName);
    const codes = [];
    for (let time = 0; time < 6; time += 1) {
      codes.push((await visitor.send(changePassword('not this password', OWN))).json().code);
    }
    expect(codes).toEqual([
      ...Array.from({ length: 5 }, () => 'auth.wrong_password'),
      'auth.locked',
    ]);
  });
});

test('the audit chain holds over all of this', async () => {
  expect((await verifyAudit(on.world.db, MUNICIPALITY, 'nothing was signed')).problems).toEqual([]);
});
