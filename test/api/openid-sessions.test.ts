import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setPolicy } from '../../ledger/accounts/policy.ts';
import { DEFAULT_ACCOUNT_POLICY } from '../../schemas/accounts.ts';
import { PASSWORD_ALONE } from '../support/account-deps.ts';
import {
  begin,
  codeOf,
  finish,
  type Newcomer,
  type OpenIdOffice,
  openOpenIdOffice,
  refusedEvent,
} from './support/openid-office.ts';
import { visit } from './support/visitor.ts';

const DAY = 24 * 60 * 60_000;
const ELSEWHERE = '272035';
const current = { method: 'GET', url: '/api/session' } as const;
const work = { method: 'GET', url: '/api/account/sessions' } as const;

let office: OpenIdOffice;
let person: Newcomer;

beforeAll(async () => {
  office = await openOpenIdOffice('openid_sessions');
});
afterAll(() => office.close());
beforeEach(async () => {
  person = await office.newcomer();
});

test('while the provider is down the log-in says so, and works again when it is back', async () => {
  const { loginName } = person;
  await person.link();
  const fresh = await office.serve();
  const payload = { path: '/', left: null };
  const asked = { method: 'POST', url: '/api/session/openid', payload } as const;
  const visitor = visit(fresh);
  office.provider.fail(true);
  const refused = await visitor.send(asked);
  expect([refused.statusCode, refused.json().code]).toEqual([503, 'auth.openid_unavailable']);
  expect((await visit(fresh).login(loginName)).statusCode).toBe(200);
  office.provider.fail(false);
  const answer = await office.provider.walk(await begin(visitor));
  office.provider.fail(true);
  expect(await codeOf(finish(visitor, answer))).toEqual([503, 'auth.openid_unavailable']);
  expect(await office.lastEvent()).toEqual(refusedEvent('openid_unavailable'));
  office.provider.fail(false);
  expect((await office.comeIn(visitor)).statusCode).toBe(200);
});

describe('a session that rests on the provider', () => {
  test('ends with the link, and the account is open by its password as before', async () => {
    const { loginName } = person;
    await person.link();
    const visitor = visit(office.app);
    await office.comeIn(visitor);
    expect((await person.unlink()).statusCode).toBe(200);
    expect((await visitor.send(current)).json().code).toBe('auth.required');
    expect(await codeOf(office.comeIn())).toEqual([401, 'auth.openid_not_linked']);
    expect((await visit(office.app).login(loginName)).statusCode).toBe(200);
  });

  test('ends where the provider is taken out of use', async () => {
    await person.link();
    const visitor = visit(office.app);
    await office.comeIn(visitor);
    const without = visit(await office.world.serve());
    Object.assign(without.cookies, visitor.cookies);
    expect((await without.send(current)).json().code).toBe('auth.required');
  });

  test('knows no age of a password, which the log-in by password still has', async () => {
    const { loginName } = person;
    await person.link();
    office.world.clock.advance(400 * DAY);
    expect((await visit(office.app).login(loginName)).json().step).toBe('change_password');
    const visitor = visit(office.app);
    expect((await office.comeIn(visitor)).json().session.step).toBeNull();
    const payload = { current: 'correct horse battery', next: 'another horse, same battery' };
    const put = { method: 'PUT', url: '/api/account/password', payload } as const;
    expect((await visitor.send(put)).json()).toMatchObject({ byOpenId: true, step: null });
    expect((await visitor.send(work)).statusCode).toBe(200);
  });

  test('still owes our second factor, unless the settings call what the token says enough', async () => {
    await person.link();
    const asked = { ...DEFAULT_ACCOUNT_POLICY, secondFactorRoles: ['clerk' as const] };
    await setPolicy(office.world.db, office.world.context, asked);
    office.provider.bend((claims) => ({ ...claims, amr: ['pwd', 'mfa'], acr: 'high' }));
    expect((await office.comeIn()).json().session.step).toBe('set_up_second_factor');
    const amr = visit(await office.serve([{ claim: 'amr', value: 'mfa' }]));
    expect((await office.comeIn(amr)).json().session.step).toBeNull();
    expect((await amr.send(work)).statusCode).toBe(200);
    const acr = visit(await office.serve([{ claim: 'acr', value: 'high' }]));
    expect((await office.comeIn(acr)).json().session.step).toBeNull();
    office.provider.bend((claims) => ({ ...claims, amr: ['pwd'], acr: 'low' }));
    expect((await office.comeIn(amr)).json().session.step).toBe('set_up_second_factor');
    expect((await office.comeIn(acr)).json().session.step).toBe('set_up_second_factor');
    await setPolicy(office.world.db, office.world.context, PASSWORD_ALONE);
  });
});

describe('linking', () => {
  test('is an act of an administrator, audited without saying who it is at the provider', async () => {
    const { accountId, subject, admin } = person;
    expect((await person.link()).statusCode).toBe(200);
    const event = await office.lastEvent();
    expect(event).toMatchObject({
      ...{ action: 'account.manage', outcome: 'done', actorKind: 'account' },
      detail: { act: 'link_openid', reference: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const { items } = (await admin.send({ method: 'GET', url: '/api/accounts' })).json();
    const row = items.find((each: { accountId: string }) => each.accountId === accountId);
    expect(row.openId).toMatchObject({ subject, issuer: office.provider.settings.issuer });
    expect((await person.unlink()).statusCode).toBe(200);
    expect((await office.lastEvent()).detail).toEqual({ act: 'unlink_openid' });
    expect(await codeOf(person.unlink())).toEqual([409, 'account.changed_meanwhile']);
  });

  test('is refused to everybody else, and to administrators for themselves', async () => {
    const { accountId, subject, loginName, admin } = person;
    const clerk = visit(office.app);
    await clerk.login(loginName);
    const url = `/api/accounts/${accountId}/openid`;
    const put = { method: 'PUT', url, payload: { subject } } as const;
    expect((await clerk.send(put)).json().code).toBe('auth.forbidden');
    const own = (await admin.send(current)).json().accountId;
    expect(await codeOf(person.link(own))).toEqual([409, 'account.oneself']);
  });

  test('gives a person of the provider one account, and an account one person', async () => {
    const { accountId } = person;
    await person.link();
    const second = await office.world.account(`${person.loginName}.b`, ['clerk']);
    expect(await codeOf(person.link(second))).toEqual([409, 'account.openid_taken']);
    expect(await codeOf(person.link(accountId, 'another'))).toEqual([
      409,
      'account.changed_meanwhile',
    ]);
    expect(await codeOf(person.link(second, ' \u0000 '))).toEqual([422, 'input.invalid']);
  });

  test('reaches no account of another municipality', async () => {
    const { subject } = person;
    await office.world.municipality(ELSEWHERE);
    const theirs = await office.world.account(`${person.loginName}.there`, ['clerk'], ELSEWHERE);
    expect(await codeOf(person.link(theirs))).toEqual([404, 'resource.not_found']);
    await office.world.account('kanri.there', ['administrator'], ELSEWHERE);
    const there = visit(office.app);
    await there.login('kanri.there');
    const url = `/api/accounts/${theirs}/openid`;
    const put = { method: 'PUT', url, payload: { subject } } as const;
    expect((await there.send(put)).statusCode).toBe(200);
    const { session } = (await office.comeIn()).json();
    expect([session.accountId, session.municipalityId]).toEqual([theirs, ELSEWHERE]);
  });
});
