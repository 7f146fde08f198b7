import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageReading } from '../../schemas/reading.ts';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';

const FORMS = fileURLToPath(new URL('../../forms', import.meta.url));
/** Grey, colour with a rubber stamp, turned by 180°, and a PNG that is a blank back. */
const SCANS = ['scan_0001.jpg', 'scan_0003.jpg', 'scan_0006.jpg', 'scan_0018.png'];
const TIMEOUT_MS = 600_000;

const scan = (name: string): Promise<Uint8Array> =>
  readFile(fileURLToPath(new URL(`../../samples/scans/${name}`, import.meta.url)));

/** Everything but the time it took. */
function said({ ms: _, ...reading }: PageReading): string {
  return JSON.stringify(reading);
}

describe('the same bytes', { timeout: TIMEOUT_MS }, () => {
  const alone = new Map<string, string>();
  let images: Map<string, Uint8Array>;
  let warm: ReaderPool;

  beforeAll(async () => {
    images = new Map(
      await Promise.all(SCANS.map(async (name) => [name, await scan(name)] as const)),
    );
    for (const [name, image] of images) {
      const fresh = createReaderPool({ size: 1, templatesDir: FORMS });
      alone.set(name, said((await fresh.read(image)).reading));
      await fresh.close();
    }
    warm = createReaderPool({ size: 2, templatesDir: FORMS });
  }, TIMEOUT_MS);

  afterAll(() => warm.close());

  const read = async (name: string): Promise<void> => {
    const { reading } = await warm.read(images.get(name) ?? new Uint8Array());
    expect(said(reading), name).toBe(alone.get(name));
  };

  it('are read the same in any order, after any other sheet and beside any other', async () => {
    const orders = fc.array(fc.constantFrom(...SCANS), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(orders, fc.boolean(), async (names, beside) => {
        if (beside) await Promise.all(names.map(read));
        else for (const name of names) await read(name);
      }),
      { numRuns: 6, seed: 20_261_122, endOnFailure: true },
    );
  });

  it('are read the same when they were looked at before', async () => {
    for (const [name, image] of images) {
      const { template, registration } = await warm.classify(image);
      if (registration === null) continue;
      const stored = JSON.parse(JSON.stringify({ template, registration }));
      expect(said((await warm.readPlaced(image, stored)).reading), name).toBe(alone.get(name));
    }
  });

  it('are read the same by a process that a sheet before them broke off', async () => {
    const [first = ''] = SCANS;
    await expect(warm.read(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))).rejects.toThrow();
    await read(first);
  });
});
