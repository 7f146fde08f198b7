import { createHash } from 'node:crypto';
import { type ClientRequest, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../api/deps.ts';
import type { Services } from '../../api/services.ts';
import { AppError, TransientError } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { openWorld, servicesThatFindNothing, type World } from './support/server.ts';
import { visit } from './support/visitor.ts';

const LIMIT = 3 * 1024 * 1024;
const BATCH = newId();
const BOUNDARY = 'a-boundary';

type Kept = { fileName: string; byteSize: number; sha256: string; chunks: number };
let kept: Kept[] = [];
let failures: string[] = [];
let full = false;

/** Reads the stream as the blob store does, and remembers how it ended. */
const receiveFile: Services['receiveFile'] = async (_, batchId, { fileName, stream }) => {
  if (full) throw new TransientError('service.backlog_full');
  const hash = createHash('sha256');
  let byteSize = 0;
  let chunks = 0;
  try {
    for await (const chunk of stream) {
      hash.update(chunk);
      byteSize += chunk.length;
      chunks += 1;
    }
  } catch (error) {
    failures.push(error instanceof AppError ? error.code : String(error));
    throw error;
  }
  kept.push({ fileName, byteSize, chunks, sha256: hash.digest('hex') });
  return {
    originalId: batchId,
    batchId,
    fileName,
    mediaType: null,
    byteSize,
    state: 'received',
    errorCode: null,
    pageCount: null,
    refusedPage: null,
    missingPages: [],
    pages: 0,
    pagesDone: 0,
    pagesWaiting: { preprocess: 0, read: 0, check: 0 },
    pagesHere: 0,
    receivedAt: '2026-04-01T00:00:00.000Z',
  };
};

let world: World;
let app: FastifyInstance;
let url: string;
let headers: Record<string, string>;

beforeAll(async () => {
  world = await openWorld('upload');
  await world.account('the.clerk', ['clerk']);
  app = await world.serve({
    services: servicesThatFindNothing({ receiveFile }).services,
    limits: { ...DEFAULT_LIMITS, uploadBytes: LIMIT },
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  // Proof: a server that listens on TCP has an AddressInfo.
  const { port } = app.server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/api/batches/${BATCH}/files`;
  const visitor = visit(app);
  await visitor.login('the.clerk');
  const cookie = Object.entries(visitor.cookies)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('; ');
  headers = { cookie, 'x-csrf-token': visitor.csrfToken() ?? '' };
});
afterAll(() => world.close());
beforeEach(() => {
  kept = [];
  failures = [];
  full = false;
});

const send = (form: FormData) => fetch(url, { method: 'POST', body: form, headers });
const formOf = (bytes: Uint8Array<ArrayBuffer>, fileName: string, field = 'file') => {
  const form = new FormData();
  form.set(field, new Blob([bytes]), fileName);
  return form;
};

test('a file arrives as it was sent, in pieces, under the name a person gave it', async () => {
  const bytes = new Uint8Array(LIMIT).map((_, index) => index % 251);
  // As macOS writes it: the voiced kana in two characters.
  const reply = await send(formOf(bytes, 'テスト医院_予診票\u30CF\u309A1.pdf'));
  expect(reply.status).toBe(200);
  expect(kept).toMatchObject([
    {
      fileName: 'テスト医院_予診票パ1.pdf',
      byteSize: LIMIT,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
  ]);
  expect(kept[0]?.chunks).toBeGreaterThan(10);
  expect(world.logLines.join('')).not.toContain('テスト医院');
});

test('a file a little over the limit is refused, and the whole answer arrives', async () => {
  const reply = await send(formOf(new Uint8Array(LIMIT + 1), 'a.pdf'));
  expect([reply.status, await reply.json()]).toMatchObject([413, { code: 'input.too_large' }]);
  expect([kept, failures]).toEqual([[], ['input.too_large']]);
});

test('with too much to be read a file is refused, unread, with the time to try again', async () => {
  full = true;
  const reply = await send(formOf(new Uint8Array(LIMIT), 'a.pdf'));
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '60']);
  expect(await reply.json()).toMatchObject({ code: 'service.backlog_full' });
  expect([kept, failures]).toEqual([[], []]);
});

test('a file announced as far too large is refused unread', async () => {
  const { status, code } = await announce(LIMIT * 100);
  expect([status, code]).toEqual([413, 'input.too_large']);
  expect([kept, failures]).toEqual([[], []]);
});

test('a file of unknown length is cut at the limit', async () => {
  const endless = chunkedUpload();
  endless.write(headOf('file', 'a.pdf'));
  for (let sent = 0; sent <= LIMIT; sent += 65_536) endless.write(Buffer.alloc(65_536));
  const { status, code } = await answerOf(endless);
  endless.destroy();
  expect([status, code]).toEqual([413, 'input.too_large']);
  expect([kept, failures]).toEqual([[], ['input.too_large']]);
});

test('a file whose sender goes away is not kept', async () => {
  const broken = chunkedUpload();
  broken.on('error', () => undefined);
  broken.write(headOf('file', 'a.pdf'));
  broken.write(Buffer.alloc(100_000), () => broken.destroy());
  await expect.poll(() => failures).toEqual(['input.truncated']);
  expect(kept).toEqual([]);
});

test('a request that ends inside the file is not kept', async () => {
  const cut = chunkedUpload();
  cut.write(headOf('file', 'a.pdf'));
  cut.end(Buffer.alloc(1_000));
  const { status, code } = await answerOf(cut);
  expect([status, code]).toEqual([422, 'input.truncated']);
  expect([kept, failures]).toEqual([[], ['input.truncated']]);
});

test('an empty file is refused', async () => {
  const reply = await send(formOf(new Uint8Array(0), 'a.pdf'));
  expect([reply.status, await reply.json()]).toMatchObject([422, { code: 'input.empty' }]);
  expect(kept).toEqual([]);
});

test('a path in the name is dropped', async () => {
  await send(formOf(new Uint8Array(1), '..\\secret/../../a.pdf'));
  expect(kept).toMatchObject([{ fileName: 'a.pdf' }]);
});

test.each([
  ['a file under another field', formOf(new Uint8Array(1), 'a.pdf', 'other'), 422, 'input.invalid'],
  ['a form without a file', formWithText(), 422, 'input.invalid'],
])('%s is refused', async (_, form, status, code) => {
  const reply = await send(form);
  expect([reply.status, await reply.json()]).toMatchObject([status, { code }]);
  expect(kept).toEqual([]);
});

test('a body that is no form is refused', async () => {
  const reply = await fetch(url, {
    method: 'POST',
    body: '{}',
    headers: { ...headers, 'content-type': 'application/json' },
  });
  expect([reply.status, await reply.json()]).toMatchObject([
    415,
    { code: 'input.unsupported_type' },
  ]);
});

test('nothing of a file is read before its sender is known', async () => {
  const reply = await fetch(url, {
    method: 'POST',
    body: formOf(new Uint8Array(1_000_000), 'a.pdf'),
  });
  expect([reply.status, await reply.json()]).toMatchObject([401, { code: 'auth.required' }]);
  expect([kept, failures]).toEqual([[], []]);
});

test('after a refusal the same server goes on', async () => {
  await send(formOf(new Uint8Array(LIMIT + 1), 'a.pdf'));
  expect((await send(formOf(new Uint8Array(10), 'b.pdf'))).status).toBe(200);
  expect(kept).toMatchObject([{ fileName: 'b.pdf', byteSize: 10 }]);
});

function formWithText(): FormData {
  const form = new FormData();
  form.set('file', 'only a word');
  return form;
}

const TYPE = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
const chunkedUpload = () => httpRequest(url, { method: 'POST', headers: { ...headers, ...TYPE } });

const headOf = (field: string, fileName: string) =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${field}"; filename="${fileName}"\r\n\r\n`;

function announce(byteSize: number) {
  const length = { 'content-length': String(byteSize) };
  const announced = httpRequest(url, {
    method: 'POST',
    headers: { ...headers, ...TYPE, ...length },
  });
  announced.flushHeaders();
  return answerOf(announced).finally(() => announced.destroy());
}

function answerOf(sent: ClientRequest): Promise<{ status: number | undefined; code: unknown }> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const { code } = JSON.parse(Buffer.concat(parts).toString());
        resolve({ status: response.statusCode, code });
      });
    });
  });
}
