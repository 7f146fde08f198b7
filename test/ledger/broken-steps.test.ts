import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Db, openDatabase } from '../../ledger/database.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { recordChecked } from '../../ledger/intake/checked.ts';
import { findOriginal, receiveOriginal } from '../../ledger/intake/originals.ts';
import { recordSplit } from '../../ledger/intake/split.ts';
import { findSheet, recordPreprocessed, recordReading } from '../../ledger/intake/stages.ts';
import { outboxOf } from '../../ledger/outbox.ts';
import { signApproval, signVerification } from '../../ledger/review/sign.ts';
import { openQueues } from '../../queue/queues.ts';
import { startRelay } from '../../queue/relay.ts';
import { createLog } from '../../runtime/log.ts';
import { type Break, type BreakingWire, openBreakingWire } from '../support/breaking-wire.ts';
import {
  again,
  CHECKED,
  ledgerWorld,
  MUNICIPALITY,
  NOW,
  type Person,
  READING,
  TEMPLATE,
  type World,
} from '../support/ledger-world.ts';
import { memoryBlobs } from '../support/memory-blobs.ts';
import { takeSheet, verifySheet } from '../support/review-steps.ts';
import { eventually } from '../support/use-queue.ts';

/** Each step of intake, review and relay once cut off before its COMMIT arrives, once before its answer does. */
let world: World;
let a: Person;
let b: Person;
let wire: BreakingWire;
/** The same database over the wire that breaks. */
let db: Db;
beforeAll(async () => {
  world = await ledgerWorld('broken_steps');
  a = await world.person('anna', ['reviewer']);
  b = await world.person('botan', ['reviewer']);
  wire = await openBreakingWire(world.url);
  db = openDatabase(wire.url, {
    max: 2,
    scope: { kind: 'municipality', municipalityId: MUNICIPALITY },
  });
});
afterAll(async () => {
  await db.destroy();
  await wire.close();
  await world.close();
});
let brokenBefore = 0;
afterEach(() => {
  expect(wire.broken(), 'the wire broke').toBe(brokenBefore + 1);
  brokenBefore = wire.broken();
});

const COMMIT = /^commit$/;
const away = { code: 'service.database_unavailable', disposition: 'retry' };
const count = async (table: string, where: string, value: string): Promise<number> => {
  const sql = `select count(*)::integer as n from ${table} where ${where} = $1`;
  return (await world.owner.query<{ n: number }>(sql, [value])).rows[0]?.n ?? -1;
};

describe.each([
  { how: 'failed', done: false },
  { how: 'unheard', done: true },
] as const)('a step that ends $how', ({ how, done }) => {
  const breaking = async (act: () => Promise<unknown>): Promise<void> => {
    wire.breakAt(COMMIT, how);
    await expect(act()).rejects.toMatchObject(away);
  };
  intakeTests(done, breaking);
  stageTests(breaking);
  reviewTests(breaking);
  relayTests(how);
});

type Breaking = (act: () => Promise<unknown>) => Promise<void>;

function intakeTests(done: boolean, breaking: Breaking): void {
  test('of a file received: it is there once, and the second try says which', async () => {
    const blobs = memoryBlobs();
    const source = randomBytes(64);
    const { batchId } = await world.db
      .selectFrom('batches')
      .select('batchId')
      .executeTakeFirstOrThrow();
    const receive = () =>
      receiveOriginal({ db, blobs }, again(world.system), { batchId, fileName: 'a.png', source });
    await breaking(receive);
    const second = await receive();
    expect(second.state).toBe(done ? 'duplicate' : 'received');
    const { rows } = await world.owner.query(
      `select o.original_id, count(x.outbox_id)::integer as jobs from originals o
       left join outbox x on x.payload ->> 'originalId' = o.original_id::text
       where content_hash = (select content_hash from originals where original_id = $1)
         and state = 'received' group by 1`,
      [second.originalId],
    );
    expect(rows).toMatchObject([{ jobs: 1 }]);
  });

  test('of a file split: all its pages once, one job each', async () => {
    const blobs = memoryBlobs();
    const { batchId } = await world.db
      .selectFrom('batches')
      .select('batchId')
      .executeTakeFirstOrThrow();
    const file = { batchId, fileName: 'two.pdf', source: randomBytes(64) };
    const { originalId } = await receiveOriginal({ db: world.db, blobs }, world.system, file);
    const { original } = await findOriginal(world.db, MUNICIPALITY, originalId);
    const page = async (pageNumber: number) => {
      const ref = await blobs.put(MUNICIPALITY, randomBytes(64));
      return { pageNumber, ref, mediaType: 'image/png', widthPx: 10, heightPx: 10 };
    };
    const pages = [await page(1), await page(2)];
    const split = { pages, mediaType: 'image/png', missingPages: [] };
    const record = () => recordSplit(db, again(world.system), original, split);
    await breaking(record);
    expect(await count('sheets', 'original_id', originalId)).toBe(done ? 2 : 0);
    expect(await record()).toBe(done ? 'already' : 'recorded');
    const { rows } = await world.owner.query(
      `select page_number, count(distinct e.sheet_event_id)::integer as events,
              count(distinct x.outbox_id)::integer as jobs
       from sheets s
       join sheet_events e using (sheet_id)
       join outbox x on x.payload ->> 'sheetId' = s.sheet_id::text
       where s.original_id = $1 group by 1 order by 1`,
      [originalId],
    );
    expect(rows).toEqual([
      { page_number: 1, events: 1, jobs: 1 },
      { page_number: 2, events: 1, jobs: 1 },
    ]);
  });
}

function stageTests(breaking: Breaking): void {
  test.each(['preprocess', 'read', 'check'] as const)(
    'of stage %s: one arrow, one result, one next job',
    async (broken) => {
      const sheet = await world.receivedSheet();
      const { sheetId } = sheet;
      const preprocessed = {
        to: 'preprocessed',
        template: TEMPLATE.id,
        registration: null,
      } as const;
      const steps = {
        preprocess: (on: Db) => recordPreprocessed(on, again(world.system), sheet, preprocessed),
        read: (on: Db) => recordReading(on, again(world.system), sheet, READING),
        check: (on: Db) => recordChecked(on, again(world.system), sheet, CHECKED),
      };
      for (const stage of ['preprocess', 'read', 'check'] as const) {
        if (stage === broken) await breaking(() => steps[stage](db));
        await steps[stage](world.db);
      }
      expect((await findSheet(world.db, MUNICIPALITY, sheetId)).state).toBe('checked');
      expect(await count('sheet_events', 'sheet_id', sheetId)).toBe(4);
      expect(await count('sheet_readings', 'sheet_id', sheetId)).toBe(1);
      expect(await count('review_rounds', 'sheet_id', sheetId)).toBe(1);
      expect(await count('outbox', "payload ->> 'sheetId'", sheetId)).toBe(3);
    },
  );
}

function reviewTests(breaking: Breaking): void {
  test('of the first signature: it stands once', async () => {
    const sheet = await world.checkedSheet();
    const hands = await takeSheet(world, a, 'verify', sheet.sheetId);
    await hands.confirm('ocrLine', 'name', 'lotNumber');
    await hands.key('vaccinationDate', '2021-10-15');
    const act = { ...hands.held, imageHash: sheet.imageHash, note: null };
    const sign = () => signVerification({ ...world.deps, db }, again(a.context), act);
    await breaking(sign);
    await sign();
    expect(await count('signatures', 'sheet_id', sheet.sheetId)).toBe(1);
    const { state } = await findSheet(world.db, MUNICIPALITY, sheet.sheetId);
    expect(state).toBe('awaiting_approval');
  });

  test('of the second signature: one entry, and the ledger verifies', async () => {
    const sheet = await world.checkedSheet();
    await verifySheet(world, a, sheet);
    const hands = await takeSheet(world, b, 'approve', sheet.sheetId);
    const act = { ...hands.held, imageHash: sheet.imageHash, acknowledged: [] };
    const sign = () => signApproval({ ...world.deps, db }, again(b.context), act);
    await breaking(sign);
    expect(await sign()).toMatchObject({ outcome: 'committed' });
    expect(await count('ledger_entries', 'sheet_id', sheet.sheetId)).toBe(1);
    expect(await count('signatures', 'sheet_id', sheet.sheetId)).toBe(2);
    const { state } = await findSheet(world.db, MUNICIPALITY, sheet.sheetId);
    expect(state).toBe('committed');
    const { problems } = await verifyLedger(world.db, MUNICIPALITY, world.publicKeyPem);
    expect(problems).toEqual([]);
  });
}

function relayTests(how: Break): void {
  test('of a row relayed: the queue has the job once', async () => {
    await world.owner.query('update outbox set relayed_at = now()');
    const log = createLog('silent');
    const queues = await openQueues({ kind: 'postgres', url: world.url }, log);
    const before = (await queues.counts()).preprocess.waiting;
    await world.receivedSheet();
    wire.breakAt(/^update "outbox"/, how);
    const clock = { now: () => NOW };
    const relay = startRelay(outboxOf(db), queues, { log, clock, pollMs: 20 });
    try {
      await eventually(async () => expect(await outboxOf(world.db).claimBatch(9)).toEqual([]));
      // One more round for what a second relaying would have added.
      expect((await queues.counts()).preprocess.waiting).toBe(before + 1);
    } finally {
      await relay.close();
      await queues.close();
    }
  });
}
