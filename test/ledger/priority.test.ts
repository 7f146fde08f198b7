import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBatch, createBatch, listBatches } from '../../ledger/intake/batches.ts';
import { pendingJobs } from '../../ledger/intake/pending.ts';
import {
  batchesToRequeue,
  prioritiseBatch,
  requeued,
  subjectsWithMachine,
} from '../../ledger/intake/priority.ts';
import { outboxOf } from '../../ledger/outbox.ts';
import { claim, release } from '../../ledger/review/leases.ts';
import { newId } from '../../runtime/ids.ts';
import type { Priority } from '../../schemas/jobs.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  type World,
} from '../support/ledger-world.ts';

let world: World;
let chief: Person;
let clerk: Person;
let reader: Person;
beforeAll(async () => {
  world = await ledgerWorld('priority');
  chief = await world.person('chief', ['supervisor']);
  clerk = await world.person('clerk', ['clerk']);
  reader = await world.person('reader', ['reviewer']);
});
afterAll(() => world.close());

async function openBatch(label: string): Promise<string> {
  const batch = { label, institutionCode: null, month: null, declaredSheets: null };
  return (await createBatch(world.db, again(world.system), batch)).batchId;
}
const move = (batchId: string, priority: Priority, person = chief) =>
  prioritiseBatch(world.db, again(person.context), { batchId, priority });

test('a supervisor moves a batch forward, and it stands in the list and in the audit log', async () => {
  const batchId = await openBatch('急ぎ');
  expect(await move(batchId, 'urgent')).toMatchObject({ priority: 'urgent' });
  const { items } = await listBatches(world.db, MUNICIPALITY, { offset: 0 });
  expect(items.find((batch) => batch.batchId === batchId)?.priority).toBe('urgent');
  const { rows } = await world.owner.query(
    `select outcome, account_id, detail from audit_events where action = 'batch.prioritise'
     and resource_id = $1`,
    [batchId],
  );
  const { accountId } = chief;
  expect(rows).toEqual([
    { outcome: 'done', account_id: accountId, detail: { priority: 'urgent' } },
  ]);
});

test('nobody else may, and a closed batch is moved by nobody', async () => {
  const batchId = await openBatch('ふつう');
  await expect(move(batchId, 'urgent', clerk)).rejects.toMatchObject({ code: 'auth.forbidden' });
  await expect(move(newId(), 'urgent')).rejects.toMatchObject({ code: 'resource.not_found' });
  await closeBatch(world.db, again(chief.context), { batchId, reason: '空の束' });
  await expect(move(batchId, 'urgent')).rejects.toMatchObject({ code: 'batch.closed' });
});

test('its jobs are queued with its priority from then on, also by whoever rebuilds the queue', async () => {
  const batchId = await openBatch('列');
  const { sheetId, originalId } = await world.receivedSheet(batchId);
  const priorities = async () => {
    const rows = await outboxOf(world.db).claimBatch(1_000);
    const own = rows.filter(({ payload }) => {
      const text = JSON.stringify(payload);
      return text.includes(sheetId) || text.includes(originalId);
    });
    const rebuilt = [];
    for await (const { payload, priority } of pendingJobs(world.db, newId)) {
      if (JSON.stringify(payload).includes(sheetId)) rebuilt.push(priority);
    }
    return [...own.map(({ priority }) => priority), ...rebuilt];
  };
  expect(await priorities()).toEqual(['normal', 'normal', 'normal']);
  await move(batchId, 'urgent');
  expect(await priorities()).toEqual(['urgent', 'urgent', 'urgent']);
});

test('an outbox row whose ids are none is handed out all the same', async () => {
  await world.owner.query(
    `insert into outbox (municipality_id, queue, payload) values ($1, 'read', '{"sheetId": "x"}')`,
    [MUNICIPALITY],
  );
  const rows = await outboxOf(world.db).claimBatch(1_000);
  expect(rows.filter(({ payload }) => JSON.stringify(payload).includes('"x"'))).toMatchObject([
    { priority: 'normal' },
  ]);
});

test('the queue is told until somebody says it knows, and told again when the batch moves once more', async () => {
  const batchId = await openBatch('二度');
  const { sheetId } = await world.receivedSheet(batchId);
  await move(batchId, 'urgent');
  const own = async () =>
    (await batchesToRequeue(world.db)).filter((each) => each.batchId === batchId);
  const [first] = await own();
  expect(first).toMatchObject({ priority: 'urgent' });
  expect(await subjectsWithMachine(world.db, batchId)).toEqual(new Set([sheetId]));
  if (first === undefined) throw new Error('nothing to requeue');
  const later = { ...chief.context, now: new Date(first.requeueSince.getTime() + 1) };
  await prioritiseBatch(world.db, again(later), { batchId, priority: 'normal' });
  await requeued(world.db, first);
  const [second] = await own();
  expect(second).toMatchObject({ priority: 'normal' });
  if (second !== undefined) await requeued(world.db, second);
  expect(await own()).toEqual([]);
});

test('reviewers get the sheets of an urgent batch before older ones', async () => {
  const urgentBatch = await openBatch('先に');
  const usual = await world.checkedSheet();
  const first = await world.checkedSheet({}, urgentBatch);
  const second = await world.checkedSheet({}, urgentBatch);
  const handedOut = () => claim(world.db, again(reader.context), { purpose: 'verify' });
  const before = await handedOut();
  expect(before.sheetId).toBe(usual.sheetId);
  await release(world.db, again(reader.context), before);
  await move(urgentBatch, 'urgent');
  const lease = await handedOut();
  expect([first.sheetId, second.sheetId]).toContain(lease.sheetId);
  await release(world.db, again(reader.context), lease);
  await move(urgentBatch, 'normal');
  expect((await handedOut()).sheetId).toBe(usual.sheetId);
});

test('of more batches than a page shows none is out of reach, and open ones come first', async () => {
  const list = (query: Parameters<typeof listBatches>[2]) =>
    listBatches(world.db, MUNICIPALITY, query);
  for (let { total } = await list({ offset: 0 }); total < 101; total += 1) await openBatch('束');
  const [first, rest] = [await list({ offset: 0 }), await list({ offset: 100 })];
  expect([first.items.length, rest.items.length]).toEqual([100, 1]);
  const all = [...first.items, ...rest.items];
  expect(new Set(all.map(({ batchId }) => batchId)).size).toBe(101);
  const open = all.filter(({ state }) => state === 'open').length;
  expect(open).toBeLessThan(101);
  expect(all.slice(0, open).every(({ state }) => state === 'open')).toBe(true);
  expect((await list({ state: 'open', offset: 0 })).total).toBe(open);
});
