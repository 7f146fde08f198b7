import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ErrorCode } from '../../schemas/error-codes.ts';
import { openWorld, type World } from './support/server.ts';

let world: World;
let folder: string;
let app: FastifyInstance;
const html = { accept: 'text/html,application/xhtml+xml' };
beforeAll(async () => {
  world = await openWorld('page');
  folder = await mkdtemp(join(tmpdir(), 'yoshin-page-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>予診票</title>');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'export {};');
  await writeFile(join(folder, '.secret'), 'x');
  app = await world.serve({ staticFolder: folder });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

test('the page answers its own addresses, without a session', async () => {
  for (const url of ['/', '/intake', '/review/verify/0a']) {
    const reply = await app.inject({ method: 'GET', url, headers: html });
    expect([reply.statusCode, reply.body]).toEqual([200, expect.stringContaining('予診票')]);
    expect(reply.headers['content-type']).toContain('text/html');
    expect(reply.headers['cache-control']).toBe('no-cache');
    expect(reply.headers).toHaveProperty('content-security-policy');
    expect(reply.cookies).toEqual([]);
  }
});

test('the page lets browsers keep what carries a hash in its name', async () => {
  const reply = await app.inject({ method: 'GET', url: '/assets/main-1a2b.js' });
  expect(reply.headers['cache-control']).toContain('immutable');
  expect(reply.headers['content-type']).toContain('javascript');
});

test.each(['/assets/gone.js', '/api/nothing', '/api', '/.secret', '/..%2f..%2fetc/passwd'])(
  'the page is not what %s gets',
  async (url) => {
    const reply = await app.inject({ method: 'GET', url, headers: html });
    expect(reply.statusCode).toBeGreaterThanOrEqual(400);
    expect(reply.body).not.toContain('予診票');
    expect(ErrorCode.options).toContain(reply.json().code);
  },
);
