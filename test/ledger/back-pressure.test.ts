import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { backlog } from '../../cli/doctor/work.ts';
import { holdBack } from '../../cli/program/hold-back.ts';
import { mindMemory } from '../../cli/program/mind-memory.ts';
import { countBacklog } from '../../ledger/backlog.ts';
import { workersThere } from '../../ledger/worker-processes.ts';
import { parseConfig } from '../../runtime/config.ts';
import { createLog } from '../../runtime/log.ts';
import { ledgerWorld, MUNICIPALITY, type World } from '../support/ledger-world.ts';

const MIB = 1024 ** 2;
const log = createLog('silent');
let world: World;
beforeAll(async () => {
  world = await ledgerWorld('back_pressure');
});
afterAll(() => world.close());

test('what the machine has still to do is counted, and no further than asked', async () => {
  const before = await countBacklog(world.db);
  await world.receivedSheet();
  await world.receivedSheet();
  await world.checkedSheet();
  expect(await countBacklog(world.db)).toBe(before + 2);
  expect(await countBacklog(world.db, 1)).toBe(1);
  const verdict = async (maxBacklog: number) => (await backlog(world.db, { maxBacklog })).state;
  const limits = [0, 2 * before + 5, before + 3, before + 2];
  expect(await Promise.all(limits.map(verdict))).toEqual(['ok', 'ok', 'warn', 'bad']);
});

test('a full backlog refuses a file before a byte of it is read, and a smaller one takes it', async () => {
  const stored: number[] = [];
  const put = async (_: string, source: unknown) => {
    stored.push(1);
    for await (const _chunk of source as AsyncIterable<Uint8Array>);
    return {} as never;
  };
  let read = 0;
  async function* file() {
    read += 1;
    yield Buffer.from('scan');
  }
  let waiting = 10;
  const intake = holdBack({ put }, async () => waiting, 10);
  const refused = intake.put(MUNICIPALITY, file());
  await expect(refused).rejects.toMatchObject({
    code: 'service.backlog_full',
    disposition: 'retry',
  });
  expect([read, stored.length]).toEqual([0, 0]);
  waiting = 9;
  await intake.put(MUNICIPALITY, file());
  expect([read, stored.length]).toEqual([1, 1]);
});

test('a worker short of memory takes no job, gives back its idle readers, says so, and goes on', async () => {
  const free = { bytes: 900 * MIB };
  const acts: string[] = [];
  const act = (name: string) => async () => void acts.push(name);
  const config = parseConfig({ YOSHIN_MIN_FREE_MEMORY_MB: '400' });
  const { close } = mindMemory(
    { config, db: world.db, log },
    {
      workers: { pause: act('pause'), resume: act('resume') },
      readers: { releaseIdle: act('release') },
      freeBytes: async () => free.bytes,
      everyMs: 10,
    },
  );
  onTestFinished(close);
  const says = (state: string, mib: number) =>
    vi.waitFor(async () =>
      expect(await workersThere(world.db)).toMatchObject([{ state, freeMemoryBytes: mib * MIB }]),
    );
  await says('working', 900);
  expect(acts).toEqual([]);
  free.bytes = 399 * MIB;
  await says('short_of_memory', 399);
  expect(acts.slice(0, 2)).toEqual(['pause', 'release']);
  // Enough to begin with, not enough to begin again with.
  free.bytes = 500 * MIB;
  await says('short_of_memory', 500);
  expect(acts).not.toContain('resume');
  free.bytes = 600 * MIB;
  await says('working', 600);
  expect(acts.filter((name) => name !== 'release')).toEqual(['pause', 'resume']);
  await close();
  expect(await workersThere(world.db)).toEqual([]);
});
