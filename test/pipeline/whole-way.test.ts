import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followBatch } from '../../cli/commands/ingest.ts';
import { verifyLedgerCommand } from '../../cli/commands/verify-ledger.ts';
import { type HttpClient, logIn } from '../../cli/demo/http-client.ts';
import { truthBySheet, workThrough } from '../../cli/demo/reviewers.ts';
import { loadTruths } from '../../cli/demo/truth.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { ledgerApi } from '../../schemas/api/ledger.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import {
  MUNICIPALITY,
  PASSWORD,
  startTestProgram,
  type TestProgram,
} from '../support/test-program.ts';

const quiet = { show: () => undefined, stop: () => undefined };

type World = {
  database: TestDatabase;
  redis: TestRedis | undefined;
  running: TestProgram;
  clerk: HttpClient;
  batchId: string;
};

describe.each(['postgres', 'redis'] as const)('from scan to ledger, queue on %s', (backend) => {
  // Proof: filled before any test runs.
  const world = {} as World;
  beforeAll(async () => void Object.assign(world, await openWorld(backend)));
  afterAll(async () => {
    await world.running.close();
    await world.redis?.stop();
    await world.database.drop();
  });
  intakeTests(world);
  reviewTests(world);
});

async function openWorld(backend: 'postgres' | 'redis'): Promise<World> {
  const database = await createTestDatabase(`whole_way_${backend}`);
  const redis = backend === 'redis' ? await startTestRedis() : undefined;
  const urls = {
    databaseUrl: database.url,
    ...(redis === undefined ? {} : { redisUrl: redis.url }),
  };
  const accounts = { uketsuke: 'clerk', kakunin: 'reviewer', shonin: 'reviewer' } as const;
  const running = await startTestProgram(urls, accounts, 'samples/masters');
  const clerk = await logIn(running.address, 'uketsuke', PASSWORD);
  const batch = { label: '試験', institutionCode: null, month: null, declaredSheets: 2 };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body: batch });
  return { database, redis, running, clerk, batchId };
}

const upload = ({ clerk, batchId }: World, name: string, bytes: Uint8Array<ArrayBuffer>) =>
  clerk.upload(intakeApi.upload, { params: { batchId } }, new File([bytes], name));
const sample = async (name: string) => new Uint8Array(await readFile(`samples/scans/${name}`));

function intakeTests(world: World): void {
  test('each file comes to its end, the good and the bad', async () => {
    const { clerk, batchId, running } = world;
    const whole = await sample('scan_0001.jpg');
    await upload(world, 'scan_0001.jpg', whole);
    await upload(world, 'scan_0002.jpg', await sample('scan_0002.jpg'));
    await upload(world, 'cut.jpg', whole.slice(0, Math.floor(whole.length / 3)));
    await upload(world, 'words.pdf', new TextEncoder().encode('これは予診票ではありません'));
    expect((await upload(world, 'again.jpg', whole)).state).toBe('duplicate');
    const batch = await followBatch(running.program, MUNICIPALITY, batchId, quiet);
    expect(batch).toMatchObject({ files: 5, filesRefused: 2, filesPending: 0, pages: 2 });
    expect(batch.sheetsByState).toEqual({ checked: 2 });
    const { originals } = await clerk.call(intakeApi.batch, { params: { batchId } });
    const codes = Object.fromEntries(originals.map((each) => [each.fileName, each.errorCode]));
    expect(codes).toMatchObject({
      'scan_0001.jpg': null,
      'cut.jpg': 'input.truncated',
      'words.pdf': 'input.unsupported_type',
    });
  });

  test('the metrics tell what happened, and nothing of whom', async () => {
    const { address } = world.running;
    expect(await (await fetch(`${address}/api/ready`)).json()).toEqual({
      status: 'ready',
      reading: 'here',
      workers: { working: 1, shortOfMemory: 0 },
    });
    const text = await (await fetch(`${address}/metrics`)).text();
    expect(text).toContain('yoshin_sheets{state="checked"} 2');
    expect(text).toContain('yoshin_stage_seconds{stage="read",quantile="0.5"}');
    expect(text).toMatch(/yoshin_queue_jobs\{queue="read",state="waiting"\} 0/);
    expect(text).toMatch(/yoshin_child_memory_bytes\{kind="page-reader"\} [1-9]\d{7}/);
    expect(text).not.toMatch(/272035|uketsuke|scan_0001/);
  });

  test('nobody closes a batch that still waits for somebody', async () => {
    const { clerk, batchId } = world;
    const body = { reason: '急ぎ' };
    await expect(
      clerk.call(intakeApi.closeBatch, { params: { batchId }, body }),
    ).rejects.toMatchObject({ code: 'batch.not_balanced' });
  });
}

function reviewTests(world: World): void {
  test('two people confirm over HTTP and the ledger verifies', async () => {
    const { clerk, batchId, running } = world;
    const truths = await truthBySheet(clerk, batchId, await loadTruths('samples/truth'));
    const first = await logIn(running.address, 'kakunin', PASSWORD);
    const second = await logIn(running.address, 'shonin', PASSWORD);
    const outcomes: string[] = [];
    const tell = (outcome: string) => void outcomes.push(outcome);
    await workThrough(first, 'verify', truths, tell);
    const own = first.call(reviewApi.claim, { body: { purpose: 'approve' } });
    await expect(own).rejects.toMatchObject({ code: 'review.none_waiting' });
    await workThrough(second, 'approve', truths, tell);
    expect(outcomes).toEqual(['verified', 'verified', 'committed', 'committed']);
    const { items } = await second.call(ledgerApi.entries, {
      body: { residentId: null, offset: 0 },
    });
    for (const entry of items) {
      const truth = truths.get(entry.sheetId)?.fields;
      expect(entry.record).toMatchObject({
        ticketCode: truth?.['ocrLine'],
        vaccinationDate: truth?.['vaccinationDate'],
        institutionCode: truth?.['institutionCode'],
      });
    }
    const lines: string[] = [];
    const options = { municipality: MUNICIPALITY, images: true, json: true };
    const print = (line: string) => void lines.push(line);
    expect(await verifyLedgerCommand(running.program, options, print)).toBe(0);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ...{ entries: 2, images: { images: 2, problems: [] }, intact: true },
    });
  });

  test('refused files are dealt with, and then the batch balances and closes', async () => {
    const { clerk, batchId } = world;
    const params = { batchId };
    const { originals } = await clerk.call(intakeApi.batch, { params });
    for (const { originalId } of originals.filter((each) => each.state === 'refused')) {
      const body = { reason: '予診票ではない' };
      await clerk.call(intakeApi.discardOriginal, { params: { originalId }, body });
    }
    const closed = await clerk.call(intakeApi.closeBatch, { params, body: { reason: null } });
    expect(closed).toMatchObject({ state: 'closed', imbalance: [] });
    const late = upload(world, 'late.jpg', await sample('scan_0003.jpg'));
    await expect(late).rejects.toMatchObject({ code: 'batch.closed' });
  });
}
