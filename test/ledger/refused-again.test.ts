import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginAttempt, lostAttempts } from '../../ledger/intake/attempts.ts';
import { batchView, createBatch } from '../../ledger/intake/batches.ts';
import { discardOriginal, receiveOriginal, refuseOriginal } from '../../ledger/intake/originals.ts';
import { again, ledgerWorld, MUNICIPALITY, NOW, type World } from '../support/ledger-world.ts';
import { memoryBlobs } from '../support/memory-blobs.ts';

let world: World;
beforeAll(async () => {
  world = await ledgerWorld('refused_again');
});
afterAll(() => world.close());

const newBatch = async () =>
  (
    await createBatch(world.db, again(world.system), {
      ...{ label: '箱', institutionCode: null, month: null, declaredSheets: null },
    })
  ).batchId;
type File = { batchId: string; fileName: string; source: Uint8Array };
const receive = (file: File) =>
  receiveOriginal({ db: world.db, blobs: memoryBlobs() }, again(world.system), file);
const refuse = (originalId: string) =>
  refuseOriginal(world.db, again(world.system), {
    ...{ originalId, errorCode: 'input.truncated', page: { pageNumber: 2, pageCount: 3 } },
  });
async function refusedFile(): Promise<{ file: File; originalId: string }> {
  const file = { batchId: await newBatch(), fileName: 'box.pdf', source: randomBytes(32) };
  const { originalId } = await receive(file);
  await refuse(originalId);
  return { file, originalId };
}
const jobsOf = async (originalId: string) =>
  (
    await world.owner.query(`select 1 from outbox where payload ->> 'originalId' = $1`, [
      originalId,
    ])
  ).rowCount;

test('a refused file that comes again is the same one, opened again, and is listed refused once', async () => {
  const { file, originalId } = await refusedFile();
  const split = { municipalityId: MUNICIPALITY, queue: 'split', subjectId: originalId } as const;
  await beginAttempt(world.db, split, { alone: true, now: NOW });
  expect(await receive(file)).toMatchObject({
    ...{ originalId, state: 'received', errorCode: null, refusedPage: null, pageCount: null },
  });
  expect(await jobsOf(originalId)).toBe(2);
  expect(await lostAttempts(world.db, split)).toEqual({ begun: 0, begunAlone: 0 });
  await refuse(originalId);
  expect(await batchView(world.db, MUNICIPALITY, file.batchId)).toMatchObject({
    ...{ files: 1, filesRefused: 1 },
  });
  const { rows } = await world.owner.query(
    `select outcome from audit_events where action = 'batch.upload' and resource_id = $1`,
    [originalId],
  );
  expect(rows).toEqual([{ outcome: 'done' }, { outcome: 'done' }]);
});

test('one whose refusal somebody has dealt with, of another name or in another batch is a file of its own', async () => {
  const { file, originalId } = await refusedFile();
  const renamed = await receive({ ...file, fileName: 'other.pdf' });
  await refuse(renamed.originalId);
  const elsewhere = await receive({ ...file, batchId: await newBatch() });
  await refuse(elsewhere.originalId);
  const act = { originalId, reason: '入れ直した' };
  await discardOriginal(world.db, again(world.system), act);
  const anew = await receive(file);
  expect(anew.state).toBe('received');
  const all = [originalId, renamed.originalId, elsewhere.originalId, anew.originalId];
  expect(new Set(all).size).toBe(4);
});

test('of many that come at once one is opened, and the others are its duplicates', async () => {
  const { file } = await refusedFile();
  const names = ['box.pdf', 'a.pdf', 'box.pdf', 'b.pdf', 'box.pdf', 'a.pdf'];
  const came = await Promise.all(names.map((fileName) => receive({ ...file, fileName })));
  expect(came.map(({ state }) => state).toSorted()).toEqual([
    ...names.slice(1).map(() => 'duplicate'),
    'received',
  ]);
});
