import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { sessionApi } from '../../schemas/api/session.ts';
import { type Attacker, anybody, loggedIn } from './browserless.ts';
import { ELSEWHERE, openTarget, type Target } from './target.ts';

let target: Target;
let clerk: Attacker;
let port: number;
beforeAll(async () => {
  target = await openTarget('flood');
  const { address } = target.office;
  clerk = await loggedIn(address, 'jimu');
  port = Number(new URL(address).port);
});
afterAll(() => target.close());

/** Sends as it stands, and reads what comes until the other side is done or has answered. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text, 'latin1');
  let answer = '';
  for await (const chunk of socket.setEncoding('latin1')) {
    answer += chunk;
    if (/\r\n\r\n/.test(answer)) break;
  }
  socket.destroy();
  return answer;
}

const HOST = 'Host: 127.0.0.1\r\nConnection: close\r\n';

test.each([
  '/../../../../etc/passwd',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/assets/..%5c..%5cetc%5cpasswd',
  '/.git/config',
  '/api/%2e%2e/%2e%2e/etc/passwd',
  '/package.json',
  '/api/sheets/..%2f..%2fmetrics/image',
])('%s leads to no file of the machine', async (path) => {
  const answer = await raw(`GET ${path} HTTP/1.1\r\n${HOST}\r\n`);
  const [head = ''] = answer.split('\r\n');
  expect(answer).not.toMatch(/root:|\[core\]|"dependencies"/);
  expect(head).toMatch(/ (200|400|401|403|404) /);
});

test('what is too large, too deep or too long is refused, and the next request is answered', async () => {
  const label = (text: string) => ({
    label: text,
    institutionCode: null,
    month: null,
    declaredSheets: null,
  });
  const tooLarge = await clerk.send(intakeApi.createBatch, { body: label('x'.repeat(100_000)) });
  expect(tooLarge.status).toBe(413);
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  const tooDeep = await clerk.send(intakeApi.createBatch, { body: deep });
  expect([400, 413, 422]).toContain(tooDeep.status);
  const longHeader = await raw(
    `GET /api/health HTTP/1.1\r\n${HOST}X-Long: ${'a'.repeat(40_000)}\r\n\r\n`,
  );
  expect(longHeader).toMatch(/^HTTP\/1\.1 431 /);
  const longPath = await raw(`GET /api/sheets/${'a'.repeat(9_000)} HTTP/1.1\r\n${HOST}\r\n`);
  expect(longPath).toMatch(/^HTTP\/1\.1 (400|401|403|404|414) /);
  const smuggled = await raw(
    `POST /api/session HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/sheets HTTP/1.1\r\n\r\n`,
  );
  expect(smuggled).toMatch(/^HTTP\/1\.1 400 /);
  expect((await clerk.send(sessionApi.current)).status).toBe(200);
});

test('hundreds who never finish what they send hold up nobody', async () => {
  const halves = [
    'POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"',
    'GET /api/sheets HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a',
  ];
  const open: Socket[] = [];
  for (let n = 0; n < 400; n += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(halves[n % 2] ?? '');
    open.push(socket);
  }
  for (let n = 0; n < 5; n += 1) {
    const answer = await clerk.send(intakeApi.batches);
    expect(answer.status).toBe(200);
  }
  for (const socket of open) socket.destroy();
});

test('one password tried on many names is put off, and no answer tells which names there are', async () => {
  const { program, address } = target.office;
  const anyone = anybody(address);
  for (let n = 0; n < 5; n += 1) {
    const account = {
      loginName: `member.${n}`,
      displayName: `職員${n}`,
      password: 'correct horse battery',
      roles: ['clerk' as const],
    };
    await inMunicipality(ELSEWHERE, () =>
      createAccount(program.db, program.operator(ELSEWHERE), account),
    );
  }
  const answers: string[] = [];
  for (let n = 0; n < 45; n += 1) {
    const loginName = n % 2 === 0 ? `member.${n % 5}` : `nobody.${n}`;
    const { status, text } = await anyone.send(sessionApi.login, {
      body: { loginName, password: 'Spring2026!!' },
    });
    answers.push(`${status} ${JSON.parse(text).code}`);
  }
  const kinds = [...new Set(answers)];
  expect(kinds).toContain('429 auth.rate_limited');
  expect(answers.at(-1)).toBe('429 auth.rate_limited');
  expect(answers.filter((answer) => answer.startsWith('200'))).toEqual([]);
  // The first word to a name that exists and to one that does not.
  expect(answers[0]).toBe(answers[1]);
  expect((await clerk.send(sessionApi.current)).status).toBe(200);
  expect(target.log()).not.toMatch(/member\.|nobody\.|Spring2026/);
});
