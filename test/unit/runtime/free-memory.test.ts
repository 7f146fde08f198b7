import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freeMemoryBytes } from '../../../runtime/free-memory.ts';

const MIB = 1024 ** 2;

/** What the kernel would say, as files under another root. */
async function machine(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'yoshin-memory-'));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), `${text}\n`);
  }
  return root;
}

const MEMINFO = `MemTotal: 8192000 kB\nMemAvailable: ${2_000 * 1024} kB`;
const group = (folder: string, max: string, current: number, inactive: number) => ({
  [`sys/fs/cgroup/${folder}memory.max`]: max,
  [`sys/fs/cgroup/${folder}memory.current`]: String(current * MIB),
  [`sys/fs/cgroup/${folder}memory.stat`]: `anon 1\ninactive_file ${inactive * MIB}\nactive_file 5`,
});

test.runIf(process.platform === 'linux')('is what this machine can still give', async () => {
  const free = await freeMemoryBytes();
  expect(free).toBeGreaterThan(0);
  expect(free).toBeLessThanOrEqual(totalmem());
});

test.each([
  ['without a limit, what the machine has', {}, 2_000],
  [
    'in a container, what is left of its limit; cached files count as free',
    group('', String(1_000 * MIB), 700, 200),
    500,
  ],
  ['with a limit of `max`, what the machine has', group('', 'max', 700, 200), 2_000],
  [
    'in a group inside another, the smaller of the two',
    {
      ...group('', String(1_000 * MIB), 900, 0),
      ...group('yoshin/worker/', String(800 * MIB), 100, 0),
    },
    100,
  ],
])('%s', async (_, limits, expectedMib) => {
  const root = await machine({
    'proc/meminfo': MEMINFO,
    'proc/self/cgroup': '0::/yoshin/worker',
    ...limits,
  });
  expect(await freeMemoryBytes(root)).toBe(expectedMib * MIB);
});

test('where the system does not say, nothing is said', async () => {
  expect(await freeMemoryBytes(await machine({ 'etc/hosts': '' }))).toBeNull();
});
