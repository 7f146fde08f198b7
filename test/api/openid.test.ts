import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { disableAccount } from '../../ledger/accounts/disable-account.ts';
import {
  begin,
  codeOf,
  finish,
  type Newcomer,
  type OpenIdOffice,
  openOpenIdOffice,
  refusedEvent,
} from './support/openid-office.ts';
import { MUNICIPALITY } from './support/server.ts';
import { visit } from './support/visitor.ts';

const MINUTE = 60_000;
const work = { method: 'GET', url: '/api/account/sessions' } as const;

let office: OpenIdOffice;
let person: Newcomer;

beforeAll(async () => {
  office = await openOpenIdOffice('openid');
});
afterAll(() => office.close());
beforeEach(async () => {
  person = await office.newcomer();
});

describe('log-in by the provider', () => {
  test('opens the account an administrator linked, and no other', async () => {
    const { accountId, loginName } = person;
    expect((await person.link()).statusCode).toBe(200);
    const visitor = visit(office.app);
    const reply = await office.comeIn(visitor, { path: '/ledger' });
    expect(reply.json()).toMatchObject({
      session: { accountId, loginName, municipalityId: MUNICIPALITY, byOpenId: true, step: null },
      path: '/ledger',
    });
    expect((await visitor.send(work)).statusCode).toBe(200);
    expect(await office.lastEvent()).toEqual({
      ...{ action: 'session.login', outcome: 'done', actorKind: 'account', accountId },
      detail: { by: 'openid' },
    });
  });

  test('asks for a code with PKCE, state and nonce, and keeps them where no script and no other site gets at them', async () => {
    const visitor = visit(office.app);
    const payload = { path: '/', left: null };
    const reply = await visitor.send({ method: 'POST', url: '/api/session/openid', payload });
    const asked = new URL(reply.json().url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ response_type: 'code', scope: 'openid', code_challenge_method: 'S256' },
      ...{ redirect_uri: 'https://yoshin.test/login/openid', prompt: 'login', max_age: '0' },
    });
    const [cookie] = reply.cookies;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', maxAge: 600 });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect((asked.get(name) ?? '').length).toBeGreaterThanOrEqual(43);
      expect(cookie?.value).not.toContain(asked.get(name));
    }
  });

  test('goes on where somebody was, and not where somebody else was', async () => {
    const { accountId } = person;
    await person.link();
    const left = await office.comeIn(visit(office.app), { path: '/ledger', left: accountId });
    expect(left.json().path).toBe('/ledger');
    const other = await office.comeIn(visit(office.app), {
      path: '/ledger',
      left: office.world.context.newId(),
    });
    expect(other.json().path).toBeNull();
    for (const path of ['//evil.example', 'https://evil.example', '/a?b=c', 'ledger']) {
      const payload = { path, left: null };
      const reply = await visit(office.app).send({
        method: 'POST',
        url: '/api/session/openid',
        payload,
      });
      expect(reply.statusCode).toBe(422);
    }
  });

  test('is begun by our own page alone', async () => {
    for (const url of ['/api/session/openid', '/api/session/openid/answer']) {
      const headers = { 'sec-fetch-site': 'cross-site' };
      const payload = { path: '/', left: null, answer: '' };
      expect((await office.app.inject({ method: 'POST', url, payload, headers })).json().code).toBe(
        'auth.csrf',
      );
    }
  });

  test('is not there where no provider is set up', async () => {
    const plain = await office.world.serve();
    expect((await plain.inject({ method: 'GET', url: '/api/door' })).json().openId).toBeNull();
    const payload = { path: '/', left: null };
    const reply = await plain.inject({ method: 'POST', url: '/api/session/openid', payload });
    expect(reply.json().code).toBe('resource.not_found');
    const door = await office.app.inject({ method: 'GET', url: '/api/door' });
    expect(door.json().openId).toEqual({ label: '庁内共通ログイン' });
  });
});

describe('whoever is not let in', () => {
  test('because nobody linked them, is told what to tell the administrator; the log does not hold it', async () => {
    const { subject } = person;
    const before = await office.world.db.selectFrom('accounts').select('accountId').execute();
    const reply = await office.comeIn();
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'auth.openid_not_linked']);
    expect(reply.json().fields).toEqual([subject]);
    expect(await office.lastEvent()).toEqual(refusedEvent('openid_not_linked'));
    expect(await office.world.db.selectFrom('accounts').select('accountId').execute()).toEqual(
      before,
    );
    expect(JSON.stringify(office.world.logLines)).not.toContain(subject);
  });

  test('because the account is out of use, is told the same', async () => {
    const { accountId, subject } = person;
    await person.link();
    await disableAccount(office.world.db, office.world.context, accountId);
    const reply = await office.comeIn();
    expect(reply.json()).toMatchObject({ code: 'auth.openid_not_linked', fields: [subject] });
    expect(await office.lastEvent()).toEqual(refusedEvent('disabled', accountId));
  });

  test('because the account is locked, is told so and is let in later', async () => {
    const { accountId, loginName } = person;
    await person.link();
    for (let guess = 0; guess < 5; guess += 1) await visit(office.app).login(loginName, 'wrong');
    expect(await codeOf(office.comeIn())).toEqual([423, 'auth.locked']);
    expect(await office.lastEvent()).toEqual(refusedEvent('locked', accountId));
    office.world.clock.advance(MINUTE);
    expect((await office.comeIn()).statusCode).toBe(200);
  });

  test('because they turned back at the provider, or yoshin may not ask it', async () => {
    for (const error of ['access_denied', 'unauthorized_client']) {
      const visitor = visit(office.app);
      const state = new URL(await begin(visitor)).searchParams.get('state');
      const { issuer } = office.provider.settings;
      const iss = issuer.slice(0, -1);
      const answer = new URLSearchParams({ error, state: state ?? '', iss }).toString();
      expect(await codeOf(finish(visitor, answer))).toEqual([401, 'auth.openid_refused']);
      expect(await office.lastEvent()).toEqual(refusedEvent('openid_refused'));
      expect(office.world.logLines.at(-2)).toContain(error);
    }
  });
});

describe('an answer is refused', () => {
  test('with another state than the one that was asked with', async () => {
    const visitor = visit(office.app);
    const first = await office.provider.walk(await begin(visitor));
    const second = await office.provider.walk(await begin(visitor));
    expect(await codeOf(finish(visitor, first))).toEqual([401, 'auth.openid_expired']);
    expect(await office.lastEvent()).toEqual(refusedEvent('openid_expired'));
    // The one that is under way is not disturbed by it.
    expect(await codeOf(finish(visitor, second))).toEqual([401, 'auth.openid_not_linked']);
  });

  test('in a browser that did not ask', async () => {
    await person.link();
    const answer = await office.provider.walk(await begin(visit(office.app)));
    expect(await codeOf(finish(visit(office.app), answer))).toEqual([401, 'auth.openid_expired']);
    const other = visit(office.app);
    await begin(other);
    expect(await codeOf(finish(other, answer))).toEqual([401, 'auth.openid_expired']);
  });

  test('with a cookie that somebody made up, or changed', async () => {
    const visitor = visit(office.app);
    const answer = await office.provider.walk(await begin(visitor));
    const sealed = visitor.cookies['yoshin-openid'] ?? '';
    const changed = `${sealed.slice(0, -4)}${sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    for (const cookie of ['', 'forged', changed]) {
      visitor.cookies['yoshin-openid'] = cookie;
      expect(await codeOf(finish(visitor, answer))).toEqual([401, 'auth.openid_expired']);
    }
  });

  test('ten minutes after it was asked for', async () => {
    await person.link();
    const visitor = visit(office.app);
    const answer = await office.provider.walk(await begin(visitor));
    office.world.clock.advance(10 * MINUTE);
    expect(await codeOf(finish(visitor, answer))).toEqual([401, 'auth.openid_expired']);
  });

  test('the second time, also with the cookie of the first', async () => {
    await person.link();
    const visitor = visit(office.app);
    const answer = await office.provider.walk(await begin(visitor));
    const kept = { ...visitor.cookies };
    expect((await finish(visitor, answer)).statusCode).toBe(200);
    expect(await codeOf(finish(visitor, answer))).toEqual([401, 'auth.openid_expired']);
    const thief = visit(office.app);
    Object.assign(thief.cookies, kept);
    expect(await codeOf(finish(thief, answer))).toEqual([401, 'auth.openid_refused']);
    expect(await office.lastEvent()).toEqual(refusedEvent('openid_refused'));
  });
});

describe('what the provider says is refused', () => {
  test('when the code was asked for with another nonce', async () => {
    await person.link();
    const visitor = visit(office.app);
    const url = new URL(await begin(visitor));
    url.searchParams.set('nonce', 'somebody-elses');
    const answer = await office.provider.walk(url.href);
    expect(await codeOf(finish(visitor, answer))).toEqual([401, 'auth.openid_refused']);
  });

  test.each([
    ['is for another audience', { aud: 'another-client' }],
    ['is from another issuer', { iss: 'http://127.0.0.1:1' }],
    ['has run out', { exp: 1_000_000_000 }],
    ['names nobody', { sub: undefined }],
    ['is of somebody who showed who they are long before', { auth_time: 1_700_000_000 }],
    ['does not say when they showed who they are', { auth_time: undefined }],
  ])('when its token %s', async (_what, claims) => {
    await person.link();
    office.provider.bend((honest) => ({ ...honest, ...claims }));
    expect(await codeOf(office.comeIn())).toEqual([401, 'auth.openid_refused']);
    expect(await office.lastEvent()).toEqual(refusedEvent('openid_refused'));
  });

  test('when its token is signed by somebody else', async () => {
    await person.link();
    office.provider.bend((claims) => claims, 'other');
    expect(await codeOf(office.comeIn())).toEqual([401, 'auth.openid_refused']);
  });
});
