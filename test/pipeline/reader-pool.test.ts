import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';

const entry = new URL('../support/misbehaving-reader.ts', import.meta.url);
const pools: ReaderPool[] = [];

function pool(options: { size?: number; pagesPerProcess?: number; pageTimeoutMs?: number } = {}) {
  const made = createReaderPool({
    size: 1,
    templatesDir: '/nowhere',
    entry,
    pageTimeoutMs: 5_000,
    maxRssBytes: 400 * 1024 * 1024,
    ...options,
  });
  pools.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((made) => made.close()));
});

async function pidOf(readers: ReaderPool): Promise<number> {
  return Number((await readers.classify('pid')).template.replace('pid-', ''));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it.each([
  ['crash', 'reading.crashed'],
  ['throw', 'reading.crashed'],
  ['hang', 'reading.timeout'],
  ['bloat', 'reading.memory'],
] as const)('a page that makes its process %s costs that page only', async (image, code) => {
  const readers = pool();
  await expect(readers.classify(image)).rejects.toMatchObject({ code, disposition: 'retry' });
  expect(await pidOf(readers)).toBeGreaterThan(0);
});

it('keeps other pages going while one is lost', async () => {
  const readers = pool({ size: 2 });
  const [lost, ...read] = await Promise.allSettled([
    readers.classify('crash'),
    ...Array.from({ length: 5 }, () => readers.classify('pid')),
  ]);
  expect(lost.status).toBe('rejected');
  expect(read.map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'));
});

it('gives back the process that reads nothing, and starts another for the next page', async () => {
  const readers = pool({ size: 2 });
  const idle = await pidOf(readers);
  const busy = expect(readers.classify('hang')).rejects.toMatchObject({ code: 'reading.timeout' });
  await readers.releaseIdle();
  expect(await pidOf(readers)).not.toBe(idle);
  await busy;
});

it('replaces a process after its share of pages', async () => {
  const readers = pool({ pagesPerProcess: 2 });
  const [first, second, third] = [await pidOf(readers), await pidOf(readers), await pidOf(readers)];
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(isAlive(first)).toBe(false);
});

it('gives up a page that nobody waits for any more', async () => {
  const readers = pool({ pageTimeoutMs: 60_000 });
  const stop = new AbortController();
  const asked = Promise.allSettled([
    readers.classify('hang', stop.signal),
    readers.classify('pid', stop.signal),
  ]);
  const cancelled = new Error('the job was cancelled');
  stop.abort(cancelled);
  for (const result of await asked) {
    expect(result).toEqual({ status: 'rejected', reason: cancelled });
  }
  expect(await pidOf(readers)).toBeGreaterThan(0);
});

it('refuses what is under way or comes late when it is closed', async () => {
  const readers = pool({ pageTimeoutMs: 60_000 });
  const pid = await pidOf(readers);
  const asked = Promise.allSettled([readers.classify('hang'), readers.classify('pid')]);
  await readers.close();
  for (const result of await asked) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'reading.stopped' } });
  }
  await expect(readers.classify('pid')).rejects.toMatchObject({ code: 'reading.stopped' });
  expect(isAlive(pid)).toBe(false);
});

it('leaves no child behind when the parent is killed, even one stuck in a loop', async () => {
  const script = fileURLToPath(new URL('../support/isolate-parent.ts', import.meta.url));
  const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout, 'data');
  const child = Number(String(line).trim());
  expect(isAlive(child)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(child)).toBe(false), { timeout: 10_000, interval: 50 });
});
