import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { holdSmallDisk } from '../../bench/chaos/small-disk.ts';
import { decodeFile } from '../../workers/engines/decode.ts';

const MIB = 8;

test('a file is not refused because the disk was full while it was taken apart', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-full-disk-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const disk = await holdSmallDisk(folder, MIB);
  if ('why' in disk) return context.skip(disk.why);
  onTestFinished(disk.unmount);
  vi.stubEnv('TMPDIR', disk.folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  // The folder for its pages can still be made, the pages cannot be written.
  await disk.fill();
  const pages = decodeFile('samples/scans/scan_0001.jpg');
  await expect(pages.next()).rejects.toMatchObject({
    code: 'service.storage_full',
    disposition: 'retry',
  });
  await disk.free();
  expect((await decodeFile('samples/scans/scan_0001.jpg').next()).value).toMatchObject({
    pageNumber: 1,
  });
});
