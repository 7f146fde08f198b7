import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../api/deps.ts';
import type { Services } from '../../api/services.ts';
import { openDatabase } from '../../ledger/database.ts';
import { InvariantError, RejectedInputError, TransientError } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { ErrorCode } from '../../schemas/error-codes.ts';
import { openWorld, servicesThatFindNothing, type World } from './support/server.ts';
import { type Visitor, visit } from './support/visitor.ts';

const SHEETS = { method: 'GET', url: '/api/sheets' } as const;
let world: World;
beforeAll(async () => {
  world = await openWorld('server');
  await world.account('the.clerk', ['clerk']);
});
afterAll(() => world.close());

async function clerkWith(over: Partial<Services>): Promise<Visitor> {
  const { services } = servicesThatFindNothing(over);
  const visitor = visit(await world.serve({ services }));
  await visitor.login('the.clerk');
  return visitor;
}

const failing = (error: unknown) =>
  clerkWith({
    sheets: async () => {
      throw error;
    },
  });

describe('a failure', () => {
  test.each([
    [new RejectedInputError('review.lease_lost'), 409, 'review.lease_lost'],
    [new RejectedInputError('resource.not_found'), 404, 'resource.not_found'],
    [new TransientError('service.database_unavailable'), 503, 'service.database_unavailable'],
    [new InvariantError('bug.invariant'), 500, 'bug.invariant'],
    [new Error('select name from residents: 佐藤'), 500, 'bug.invariant'],
    ['a string', 500, 'bug.invariant'],
  ])('%s is answered by its code', async (error, status, code) => {
    const reply = await (await failing(error)).send(SHEETS);
    expect(reply.statusCode).toBe(status);
    expect(reply.json()).toEqual({ code, requestId: reply.headers['x-request-id'] });
    expect(ErrorCode.options).toContain(reply.json().code);
    expect(world.logLines.join('')).not.toContain('佐藤');
  });

  test('is in the log by its code', async () => {
    const reply = await (await failing(new RejectedInputError('batch.closed'))).send(SHEETS);
    const lines = world.logLines.map((text) => JSON.parse(text));
    const answered = lines.find(
      ({ msg, requestId }) => msg === 'answered' && requestId === reply.json().requestId,
    );
    expect(answered).toMatchObject({ code: 'batch.closed', statusCode: 409, method: 'GET' });
    expect(answered).toHaveProperty('accountId');
  });

  test('of a field names the field', async () => {
    const error = new RejectedInputError('review.field_open', { fields: ['doseDate'] });
    const reply = await (await failing(error)).send(SHEETS);
    expect(reply.json()).toMatchObject({ code: 'review.field_open', fields: ['doseDate'] });
  });

  test('that is ours is in the log with its place and request', async () => {
    const reply = await (await failing(new Error('x'))).send(SHEETS);
    const line = world.logLines
      .map((text) => JSON.parse(text))
      .find(
        ({ msg, requestId }) => msg === 'request failed' && requestId === reply.json().requestId,
      );
    expect(line).toMatchObject({ route: '/api/sheets', statusCode: 500, errorName: 'Error' });
  });

  test('of the database is temporary', async () => {
    const db = openDatabase('postgres://nobody@127.0.0.1:1/none', { max: 1 });
    const app = await world.serve({ db });
    const reply = await visit(app).login('the.clerk');
    expect([reply.statusCode, reply.json().code]).toEqual([503, 'service.database_unavailable']);
    expect(reply.headers['retry-after']).toBe('5');
    await db.destroy();
  });
});

describe('a request', () => {
  test.each([
    [
      'with a query nobody declared',
      { ...SHEETS, url: '/api/sheets?name=x' },
      422,
      'input.invalid',
    ],
    ['with an id that is none', { ...SHEETS, url: '/api/batches/1' }, 404, 'resource.not_found'],
    ['to an address that is none', { ...SHEETS, url: '/api/nothing' }, 404, 'resource.not_found'],
    [
      'with a method that is none',
      { ...SHEETS, method: 'PUT' as const },
      404,
      'resource.not_found',
    ],
    ['to an address that cannot be one', { ...SHEETS, url: '/api/%zz' }, 400, 'input.invalid'],
    [
      'with a body that is no JSON',
      {
        method: 'POST' as const,
        url: '/api/batches',
        payload: '{',
        headers: { 'content-type': 'application/json' },
      },
      400,
      'input.invalid',
    ],
    [
      'with a form',
      {
        method: 'POST' as const,
        url: '/api/batches',
        payload: 'a=1',
        headers: { 'content-type': 'text/plain' },
      },
      415,
      'input.unsupported_type',
    ],
    [
      'with an endless body',
      { method: 'POST' as const, url: '/api/batches', payload: { label: 'x'.repeat(70_000) } },
      413,
      'input.too_large',
    ],
    [
      'with more than was asked for',
      {
        method: 'POST' as const,
        url: '/api/batches',
        payload: {
          label: 'x',
          institutionCode: null,
          month: null,
          declaredSheets: null,
          state: 'closed',
        },
      },
      422,
      'input.invalid',
    ],
  ])('%s is refused', async (_, request, status, code) => {
    const reply = await (await clerkWith({})).send(request);
    expect([reply.statusCode, reply.json().code]).toEqual([status, code]);
  });
});

test('too many requests of one account are put off, and another’s are not', async () => {
  await world.account('the.other', ['clerk']);
  const app = await world.serve({ limits: { ...DEFAULT_LIMITS, requestsPerMinute: 3 } });
  const [one, other] = [visit(app), visit(app)];
  await one.login('the.clerk');
  await other.login('the.other');
  for (let time = 0; time < 3; time += 1) expect((await one.send(SHEETS)).statusCode).toBe(404);
  const reply = await one.send(SHEETS);
  expect([reply.statusCode, reply.json().code]).toEqual([429, 'auth.rate_limited']);
  expect((await other.send(SHEETS)).statusCode).toBe(404);
});

describe('a reply', () => {
  const sheet = {
    sheetId: newId(),
    batchId: newId(),
    originalId: newId(),
    pageNumber: 1,
    state: 'in_review' as const,
    template: null,
    coverProblem: null,
    updatedAt: '2026-04-01T00:00:00.000Z',
    rotation: 0 as const,
    byHand: null,
    twin: null,
  };

  test('leaves out what the contract does not declare, however deep', async () => {
    const extra = { ...sheet, residentName: '佐藤' };
    const visitor = await clerkWith({
      sheets: async () => ({ items: [extra], total: 1, debug: 'x' }),
    });
    expect((await visitor.send(SHEETS)).json()).toEqual({ items: [sheet], total: 1 });
  });

  test('that breaks the contract is our fault and is not sent', async () => {
    // Proof: the wrong type is the point of this test.
    const broken = { ...sheet, pageNumber: '佐藤' as unknown as number };
    const visitor = await clerkWith({ sheets: async () => ({ items: [broken], total: 1 }) });
    const reply = await visitor.send(SHEETS);
    expect([reply.statusCode, reply.json().code]).toEqual([500, 'bug.invariant']);
    expect(reply.body + world.logLines.join('')).not.toContain('佐藤');
  });

  test('of an image is its bytes', async () => {
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0x00]);
    const imageHash = 'a'.repeat(64);
    const visitor = await clerkWith({
      sheetImage: async () => ({ mediaType: 'image/jpeg', bytes: bytes.subarray(1), imageHash }),
    });
    const url = `/api/sheets/${sheet.sheetId}/image`;
    const reply = await visitor.send({ method: 'GET', url });
    expect(reply.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'no-store',
    });
    expect([...reply.rawPayload]).toEqual([0xd8, 0xff, 0x00]);
  });

  test('of a service that fails after naming a type is still a refusal', async () => {
    const visitor = await clerkWith({});
    const reply = await visitor.send({ method: 'GET', url: `/api/sheets/${sheet.sheetId}/image` });
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('carries the caller’s request id when it is a uuid, and a new one otherwise', async () => {
    const visitor = await clerkWith({});
    const requestId = newId();
    const same = await visitor.send({ ...SHEETS, headers: { 'x-request-id': requestId } });
    expect([same.headers['x-request-id'], same.json().requestId]).toEqual([requestId, requestId]);
    const other = await visitor.send({ ...SHEETS, headers: { 'x-request-id': '佐藤\n' } });
    expect(other.json().requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('hands the trace of the caller on', async () => {
    const traces: string[] = [];
    const visitor = await clerkWith({
      sheets: async ({ traceId }) => {
        traces.push(traceId);
        return { items: [], total: 0 };
      },
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await visitor.send({ ...SHEETS, headers: { traceparent } });
    await visitor.send({ ...SHEETS, headers: { traceparent: 'nonsense' } });
    expect(traces[0]).toBe('0af76519-16cd-43dd-8448-eb211c80319c');
    expect(traces[1]).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test('every answer forbids scripts from elsewhere, frames, sniffing and caches', async () => {
  const app = await world.serve();
  const reply = await app.inject({ method: 'GET', url: '/api/health' });
  expect(reply.json()).toEqual({ status: 'ok' });
  const policy = String(reply.headers['content-security-policy']);
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(reply.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  // Over plain HTTP on loopback, telling browsers to insist on TLS would lock everybody out.
  expect(reply.headers).not.toHaveProperty('strict-transport-security');
});
