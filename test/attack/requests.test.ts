import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { disableAccount } from '../../ledger/accounts/disable-account.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { type Endpoint, Nothing } from '../../schemas/api/endpoint.ts';
import { sessionApi } from '../../schemas/api/session.ts';
import { sampleOf } from '../support/body-sample.ts';
import { nameOf, wholeContract } from '../support/contract.ts';
import { type Answer, type Attacker, anybody, loggedIn } from './browserless.ts';
import { ELSEWHERE, openTarget, type Target } from './target.ts';

const NOBODY = '01890000-0000-7000-8000-000000000000';
const BEHIND = (await wholeContract()).filter(({ action }) => action !== null);
const CHANGING = BEHIND.filter(({ method }) => method !== 'GET');
const TAKING_JSON = CHANGING.filter(({ body }) => body !== Nothing);

let target: Target;
let address: string;
beforeAll(async () => {
  target = await openTarget('requests');
  address = target.office.address;
});
afterAll(() => target.close());

const codeOf = ({ text }: Answer): unknown => JSON.parse(text).code;
const paramsOf = ({ path }: Endpoint, word = NOBODY) =>
  Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, word]));
const whoIs = async (who: Attacker) => (await who.send(sessionApi.current)).status;

test('a session that was planted before the log-in is nobody’s after it', async () => {
  const planted = `yoshin=${randomBytes(24).toString('base64url')}.${randomBytes(32).toString('base64url')}`;
  const victim = await loggedIn(address, 'jimu', planted);
  expect(victim.cookie()).not.toBe(planted);
  expect(await whoIs(anybody(address, planted))).toBe(401);
  // One that is valid, of whoever plants it: the victim’s log-in does not make it the victim’s.
  const intruder = await loggedIn(address, 'intruder');
  const second = await loggedIn(address, 'jimu', intruder.cookie());
  expect(second.cookie()).not.toBe(intruder.cookie());
  const answer = await anybody(address, intruder.cookie()).send(sessionApi.current);
  expect(answer.text).not.toContain('jimu');
});

test('a stolen cookie is worth nothing once its session or its account is over, nor what the table holds', async () => {
  const { program } = target.office;
  const victim = await loggedIn(address, 'intruder');
  const [row] = await target.owner.selectFrom('sessions').select('sessionId').execute();
  expect(await whoIs(anybody(address, `yoshin=${row?.sessionId}`))).toBe(401);
  expect(await whoIs(anybody(address, victim.cookie()))).toBe(200);
  await victim.send(sessionApi.logout);
  expect(await whoIs(anybody(address, victim.cookie()))).toBe(401);
  const { accountId } = await inMunicipality(ELSEWHERE, () =>
    target.owner
      .selectFrom('accounts')
      .select('accountId')
      .where('loginName', '=', 'intruder')
      .executeTakeFirstOrThrow(),
  );
  const again = await loggedIn(address, 'intruder');
  await inMunicipality(ELSEWHERE, () =>
    disableAccount(program.db, program.operator(ELSEWHERE), accountId),
  );
  expect(await whoIs(again)).toBe(401);
  await inMunicipality(ELSEWHERE, () =>
    target.owner
      .updateTable('accounts')
      .set({ disabledAt: null })
      .where('accountId', '=', accountId)
      .execute(),
  );
});

test('no act is done for another site’s page, without the token, or with somebody else’s', async () => {
  const before = await target.fingerprint();
  const chief = await loggedIn(address, 'sekinin');
  const other = await loggedIn(address, 'jimu');
  const attempts: readonly [string, Attacker, Record<string, string>][] = [
    ['no token', anybody(address, chief.cookie()), {}],
    ['another’s token', anybody(address, chief.cookie(), other.csrfToken()), {}],
    ['another origin', chief, { origin: 'https://example.invalid' }],
    ['another site', chief, { 'sec-fetch-site': 'cross-site' }],
    ['a sibling host', chief, { 'sec-fetch-site': 'same-site' }],
  ];
  for (const endpoint of CHANGING) {
    for (const [what, who, headers] of attempts) {
      const body = sampleOf(endpoint.body, () => NOBODY);
      const answer = await who.send(endpoint, { params: paramsOf(endpoint), body, headers });
      expect
        .soft([answer.status, codeOf(answer)], `${nameOf(endpoint)}: ${what}`)
        .toEqual([403, 'auth.csrf']);
    }
  }
  expect(await whoIs(chief)).toBe(200);
  expect(await target.fingerprint()).toBe(before);
});

test('nobody becomes somebody by saying so: what the contract does not ask for is refused', async () => {
  const before = await target.fingerprint();
  const chief = await loggedIn(address, 'sekinin');
  const additions = [
    { municipalityId: ELSEWHERE },
    { roles: ['administrator'] },
    { accountId: NOBODY, staffMemberId: NOBODY },
    { isAdmin: true, state: 'committed' },
  ];
  for (const endpoint of TAKING_JSON) {
    const body = sampleOf(endpoint.body, () => NOBODY);
    for (const addition of additions) {
      if (typeof body !== 'object' || body === null) continue;
      const names = Object.keys(addition).filter((name) => name in body);
      if (names.length > 0) continue;
      const answer = await chief.send(endpoint, {
        params: paramsOf(endpoint),
        body: { ...body, ...addition },
      });
      const what = `${nameOf(endpoint)} ${JSON.stringify(addition)} ${answer.text}`;
      expect.soft([403, 404, 422], what).toContain(answer.status);
      expect.soft(await whoIs(chief), what).toBe(200);
    }
    const polluted = JSON.stringify(body).replace('{', '{"__proto__":{"isAdmin":true},');
    const answer = await chief.send(endpoint, { params: paramsOf(endpoint), body: polluted });
    expect.soft(answer.status, nameOf(endpoint)).toBeGreaterThanOrEqual(400);
  }
  expect(await target.fingerprint()).toBe(before);
});

const INJECTIONS = [
  `' or '1'='1`,
  `'; drop table yoshin.sheets; --`,
  `%' union select name from yoshin.residents --`,
  `\\'; select pg_sleep(20); --`,
  `$$; copy yoshin.residents to '/tmp/x'; $$`,
  'a\u0000b',
  '\ud800',
  '{{constructor.constructor("return process")()}}',
];

test('what looks like SQL is text wherever text goes: nothing fails, nothing is told, nothing is changed', async () => {
  const before = await target.fingerprint();
  let intruder = await loggedIn(address, 'intruder');
  for (const endpoint of BEHIND.filter(({ path }) => path !== '/api/session')) {
    for (const word of INJECTIONS) {
      if ((await whoIs(intruder)) !== 200) intruder = await loggedIn(address, 'intruder');
      const body = sampleOf(endpoint.body, (_, format) => (format === 'uuid' ? NOBODY : word));
      const isQuery = Object.keys(paramsOf(endpoint)).length === 0 && endpoint.method === 'GET';
      const answer = await intruder.send(endpoint, {
        params: paramsOf(endpoint, word.replace('\ud800', '')),
        ...(isQuery && { query: { batchId: word, offset: word, state: word } }),
        ...(endpoint.method !== 'GET' && { body }),
      });
      const what = `${nameOf(endpoint)} ${word} ${answer.text.slice(0, 300)}`;
      expect.soft(answer.status, what).toBeLessThan(500);
      target.expectNothingLeaked(answer.text);
    }
    if (endpoint.path.startsWith('/api/account')) await target.restoreElsewhere();
  }
  expect(await target.fingerprint()).toBe(before);
  target.expectNothingLeaked(target.log());
  expect(target.log()).not.toContain('drop table');
});
