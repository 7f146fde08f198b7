import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ApiError } from '../../../review-ui/api/api-error.ts';
import { createCall } from '../../../review-ui/api/client.ts';
import { endpoint, Nothing, urlOf } from '../../../schemas/api/endpoint.ts';

const requestId = '01a202dc-e057-762a-9e32-34ee0e829311';
const read = endpoint('GET', '/api/things/:thingId', null, {
  params: z.strictObject({ thingId: z.string() }),
  query: z.strictObject({ offset: z.coerce.number().default(0), state: z.string().optional() }),
  reply: z.strictObject({ name: z.string() }),
});
const change = endpoint('PUT', '/api/things/:thingId', null, {
  params: z.strictObject({ thingId: z.string() }),
  body: z.strictObject({ name: z.string() }),
  reply: Nothing,
});

type Sent = { url: string; init: RequestInit | undefined };

function clientAnswering(answer: () => Response | Promise<Response>, token: string | null = 't') {
  const sent: Sent[] = [];
  const call = createCall({
    csrfToken: () => token,
    fetch: async (url, init) => {
      sent.push({ url: String(url), init });
      return answer();
    },
  });
  return { call, sent };
}

const refusalOf = async (act: Promise<unknown>): Promise<ApiError> => {
  const error = await act.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error('expected a refusal');
  return error;
};

describe('a call', () => {
  test('asks for what the endpoint says and returns what its schema read', async () => {
    const { call, sent } = clientAnswering(() => Response.json({ name: 'a' }));
    const reply = await call(read, { params: { thingId: 'x/1' }, query: { offset: 20 } });
    expect(reply).toEqual({ name: 'a' });
    expect(sent[0]?.url).toBe('/api/things/x%2F1?offset=20');
  });

  test('carries the session token with changes only', async () => {
    const { call, sent } = clientAnswering(() => new Response(null, { status: 204 }));
    await call(change, { params: { thingId: '1' }, body: { name: 'b' } });
    expect(new Headers(sent[0]?.init?.headers).get('x-csrf-token')).toBe('t');
    const reading = clientAnswering(() => Response.json({ name: 'a' }));
    await reading.call(read, { params: { thingId: '1' } });
    expect(new Headers(reading.sent[0]?.init?.headers).get('x-csrf-token')).toBeNull();
  });

  test('takes an empty answer for the endpoint that says nothing', async () => {
    const { call } = clientAnswering(() => new Response(null, { status: 204 }));
    await expect(call(change, { params: { thingId: '1' }, body: { name: 'b' } })).resolves.toEqual(
      {},
    );
  });

  test('turns a refusal into an error that knows its code, its fields and its request', async () => {
    const body = { code: 'review.field_open', requestId, fields: ['birthDate'] };
    const { call } = clientAnswering(() => Response.json(body, { status: 409 }));
    const refused = await refusalOf(call(read, { params: { thingId: '1' } }));
    expect(refused).toMatchObject({
      code: 'review.field_open',
      fields: ['birthDate'],
      requestId,
    });
  });

  test('never passes on a reply its schema does not know', async () => {
    const { call } = clientAnswering(() => Response.json({ name: 'a', more: 1 }));
    const refused = await refusalOf(call(read, { params: { thingId: '1' } }));
    expect(refused.code).toBe('client.unexpected_reply');
  });

  test('says that the server cannot be reached, also behind a gateway', async () => {
    const cut = clientAnswering(() => Promise.reject(new TypeError('network')));
    const gateway = clientAnswering(() => new Response('{"error":"bad"}', { status: 502 }));
    for (const { call } of [cut, gateway]) {
      const refused = await refusalOf(call(read, { params: { thingId: '1' } }));
      expect(refused.code).toBe('client.unreachable');
    }
  });

  test('does not take a page of a proxy for an answer', async () => {
    const { call } = clientAnswering(() => new Response('<html>', { status: 200 }));
    const refused = await refusalOf(call(read, { params: { thingId: '1' } }));
    expect(refused.code).toBe('client.unexpected_reply');
  });
});

test('leaves out of the address what was not asked', () => {
  expect(urlOf(read, { thingId: '1' }, { state: undefined })).toBe('/api/things/1');
});
