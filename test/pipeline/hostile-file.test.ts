import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { picture } from '../support/picture-fixtures.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { childrenOf } from '../support/processes.ts';
import { loopingPdf } from '../support/raw-pdf.ts';
import { PASSWORD, startTestProgram, type TestProgram } from '../support/test-program.ts';

let database: TestDatabase;
let running: TestProgram;
let clerk: HttpClient;
let batchId: string;

beforeAll(async () => {
  database = await createTestDatabase('hostile_file');
  const accounts = { uketsuke: 'clerk' } as const;
  running = await startTestProgram({ databaseUrl: database.url }, accounts, 'samples/masters');
  clerk = await logIn(running.address, 'uketsuke', PASSWORD);
  const body = { label: '試験', institutionCode: null, month: null, declaredSheets: null };
  ({ batchId } = await clerk.call(intakeApi.createBatch, { body }));
});
afterAll(async () => {
  await running.close();
  await database.drop();
});

const upload = (name: string, bytes: Uint8Array) =>
  clerk.upload(intakeApi.upload, { params: { batchId } }, new File([new Uint8Array(bytes)], name));
const batch = () => clerk.call(intakeApi.batch, { params: { batchId } });
const eventually = (check: () => Promise<void>, timeout = 60_000) =>
  vi.waitFor(check, { timeout, interval: 50 });

async function decoder(not?: number): Promise<number> {
  const found = (await childrenOf(process.pid, 'decode.main')).find((pid) => pid !== not);
  if (found === undefined) throw new Error('no decoder');
  return found;
}

test('a file that draws for ever holds up nobody, survives a kill of its decoder, and is refused by name', async () => {
  await upload('loop.pdf', loopingPdf());
  const killed = await vi.waitFor(() => decoder(), { timeout: 60_000, interval: 20 });
  process.kill(killed, 'SIGKILL');
  const pictures = await Promise.all(
    [1, 2, 3, 4, 5].map((n) =>
      picture(300 + 2 * n)
        .jpeg()
        .toBuffer(),
    ),
  );
  for (const [n, bytes] of pictures.entries()) await upload(`${n}.jpg`, bytes);
  await eventually(async () => {
    const { batch: seen } = await batch();
    expect(seen).toMatchObject({ files: 6, filesRefused: 0, filesPending: 1, pages: 5 });
  });
  expect(await vi.waitFor(() => decoder(killed), { timeout: 60_000, interval: 20 })).toBeTruthy();
  await eventually(async () => {
    const { originals } = await batch();
    const loop = originals.find(({ fileName }) => fileName === 'loop.pdf');
    expect(loop).toMatchObject({ state: 'refused', errorCode: 'input.decoder_timeout' });
  }, 240_000);
  expect(await childrenOf(process.pid, 'decode.main')).toEqual([]);
  const left = (await readdir(tmpdir())).filter((name) =>
    new RegExp(`^yoshin-(split|decode)-${process.pid}-`).test(name),
  );
  expect(left).toEqual([]);
});
