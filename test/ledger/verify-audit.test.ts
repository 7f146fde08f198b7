import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { auditHash } from '../../ledger/audit.ts';
import type { AuditProblem, Kept } from '../../ledger/auditing/audit-problem.ts';
import {
  type AuditCheckpoint,
  checkpointLine,
  readCheckpointLine,
  signAuditCheckpoint,
} from '../../ledger/auditing/checkpoint.ts';
import { verifyAudit } from '../../ledger/auditing/verify-audit.ts';
import { verifyLedger } from '../../ledger/entries/verify-ledger.ts';
import { ledgerWorld, MUNICIPALITY, NOW, type World } from '../support/ledger-world.ts';
import { commitSheet } from '../support/review-steps.ts';

let world: World;
let kept: AuditCheckpoint[];
let length: number;

const checkpoint = async () => {
  const outcome = await signAuditCheckpoint(world.db, MUNICIPALITY, world.deps.signer, NOW);
  if (outcome.kind !== 'signed') throw new Error(outcome.kind);
  return outcome.checkpoint;
};

/** Three checkpoints, the last of them at the very end; then every guard is taken away, as their owner can. */
beforeAll(async () => {
  world = await ledgerWorld('verify_audit');
  const a = await world.person('anna', ['reviewer']);
  const b = await world.person('botan', ['reviewer']);
  kept = [await checkpoint()];
  for (let count = 0; count < 2; count += 1) {
    await commitSheet(world, { a, b }, await world.checkedSheet());
    kept.push(await checkpoint());
  }
  length = kept.at(-1)?.events ?? 0;
  for (const table of ['audit_events', 'audit_checkpoints', 'ledger_entries', 'ledger_checkpoints'])
    await sql(`alter table ${table} disable trigger user`);
  await sql('create table whole_events as table audit_events');
  await sql('create table whole_checkpoints as table audit_checkpoints');
});
afterAll(() => world.close());
afterEach(async () => {
  await sql('delete from audit_events');
  await sql('insert into audit_events table whole_events');
  await sql('delete from audit_checkpoints');
  await sql('insert into audit_checkpoints table whole_checkpoints');
});

type Row = Record<string, unknown>;
const sql = async (text: string, values: unknown[] = []): Promise<Row[]> =>
  (await world.owner.query<Row>(text, values)).rows;
const verify = (lines: Kept = []) => verifyAudit(world.db, MUNICIPALITY, world.publicKeyPem, lines);
const problems = async (lines?: Kept) => (await verify(lines)).problems;
const event = (row: number | string, problem: AuditProblem['problem']): AuditProblem => ({
  ...{ table: 'audit_events', row: String(row), problem },
});
const point = (row: number | string, problem: AuditProblem['problem']): AuditProblem => ({
  ...{ table: 'audit_checkpoints', row: String(row), problem },
});

test('an untouched log has nothing to report, and everything in it is signed for', async () => {
  expect(length).toBeGreaterThan(15);
  expect(await verify(kept)).toEqual({
    ...{ municipalityId: MUNICIPALITY, events: length, checkpoints: 3, uncovered: 0 },
    problems: [],
  });
});

test('one changed byte in any column of an event is named with its sequence', async () => {
  const [victim = {}] = await sql('select * from audit_events where sequence = 9');
  const columns = Object.keys(victim).filter(
    (name) => name !== 'sequence' && victim[name] !== null,
  );
  expect(columns.length).toBeGreaterThan(10);
  await sql('alter table audit_events drop constraint audit_events_municipality_id_fkey');
  for (const name of columns) {
    const value = changed(name, victim[name]);
    await sql(`update audit_events set ${name} = $1 where sequence = 9`, [value]);
    const expected = name === 'municipality_id' ? 'event_missing' : 'event_changed';
    expect(await problems(), name).toContainEqual(event(9, expected));
    const before = name === 'detail' ? JSON.stringify(victim[name]) : victim[name];
    await sql(`update audit_events set ${name} = $1 where sequence = 9`, [before]);
  }
  expect(await problems()).toEqual([]);
});

function changed(name: string, value: unknown): unknown {
  if (value instanceof Date) return new Date(value.getTime() + 1);
  if (name === 'actor_kind') return value === 'system' ? 'anonymous' : 'system';
  if (name === 'outcome') return 'refused';
  if (name === 'detail') return JSON.stringify({ ...Object(value), more: 1 });
  const text = String(value);
  return text.replace(/[0-9a-z]/i, (c) => (c === '1' ? '2' : '1'));
}

test('an event that was dropped is named, and so is a stretch of them', async () => {
  await sql('delete from audit_events where sequence = 4');
  await sql('delete from audit_events where sequence between 7 and 9');
  expect(await problems()).toEqual([event(4, 'event_missing'), event('7-9', 'event_missing')]);
});

test('the last event cannot be cut off: a checkpoint names the length', async () => {
  await sql('delete from audit_events where sequence = $1', [length - 1]);
  expect(await problems()).toEqual([event(length - 1, 'event_missing')]);
  const again = await signAuditCheckpoint(world.db, MUNICIPALITY, world.deps.signer, NOW);
  expect(again).toEqual({ kind: 'cut_off' });
});

test('cutting the checkpoint off with the tail leaves the copy that was kept', async () => {
  const before = kept[1]?.events ?? 0;
  await sql('delete from audit_events where sequence >= $1', [before]);
  await sql('delete from audit_checkpoints where number = 2');
  expect(await problems()).toEqual([]);
  expect(await problems(kept)).toEqual([
    event(`${before}-${length - 1}`, 'event_missing'),
    point(2, 'checkpoint_missing'),
  ]);
});

test('two events that changed places are named as such, each at its place', async () => {
  await sql('update audit_events set sequence = -1 + 1000000 where sequence = 5');
  await sql('update audit_events set sequence = 5 where sequence = 11');
  await sql('update audit_events set sequence = 11 where sequence = 999999');
  expect(await problems()).toEqual([event(5, 'event_reordered'), event(11, 'event_reordered')]);
});

test('an event put in where there was one already is named', async () => {
  await sql('alter table audit_events drop constraint audit_events_pkey');
  await sql('alter table audit_events drop constraint audit_events_audit_event_id_key');
  await sql(`insert into audit_events select municipality_id, sequence, gen_random_uuid(), occurred_at, actor_kind,
    account_id, staff_member_id, 'ledger.read', outcome, resource_kind, resource_id, detail, request_id, trace_id,
    previous_hash, event_hash from audit_events where sequence = 6`);
  const found = await problems();
  expect(found.map((each) => each.row)).toContain('6');
  expect(found.map((each) => each.problem)).toContain('event_inserted');
});

test('an event changed together with its hash is named by the one after it', async () => {
  await rehash(8, 8);
  expect(await problems()).toEqual([event(8, 'event_changed')]);
});

test('a chain recomputed to its end is not the one that was signed for', async () => {
  const covered = kept[0]?.events ?? 0;
  await rehash(covered + 2, length - 1);
  const until = (kept[1]?.events ?? 0) - 1;
  expect(await problems()).toEqual([event(`${covered}-${until}`, 'chain_rewritten')]);
});

/** Another action in the first event, and every hash from there on as it would have been. */
async function rehash(from: number, to: number): Promise<void> {
  let previousHash: string | undefined;
  for (let sequence = from; sequence <= to; sequence += 1) {
    const { eventHash: _, ...row } = await world.db
      .selectFrom('auditEvents')
      .selectAll()
      .where('sequence', '=', sequence)
      .executeTakeFirstOrThrow();
    const action = sequence === from ? 'batch.read' : row.action;
    const other = { ...row, action, previousHash: previousHash ?? row.previousHash };
    previousHash = auditHash(other);
    await sql(
      'update audit_events set action = $1, previous_hash = $2, event_hash = $3 where sequence = $4',
      [action, other.previousHash, previousHash, sequence],
    );
  }
}

test('one changed byte in any column of a checkpoint is named with its number', async () => {
  const [victim = {}] = await sql('select * from audit_checkpoints where number = 1');
  await sql('alter table audit_checkpoints drop constraint audit_checkpoints_municipality_id_fkey');
  for (const name of Object.keys(victim)) {
    if (name === 'number' || name === 'municipality_id') continue;
    const was = victim[name];
    const value = typeof was === 'number' ? was + 1 : changed(name, was);
    const other = /^\d+$/.test(String(was)) ? Number(was) + 1 : value;
    await sql(`update audit_checkpoints set ${name} = $1 where number = 1`, [other]);
    expect(await problems(), name).toEqual([point(1, 'checkpoint_forged')]);
    await sql(`update audit_checkpoints set ${name} = $1 where number = 1`, [was]);
  }
});

test('a dropped checkpoint is named, and two that changed places are', async () => {
  await sql('delete from audit_checkpoints where number = 0');
  expect(await problems()).toEqual([point(0, 'checkpoint_missing')]);
  for (const [from, to] of [
    [1, 9],
    [2, 1],
    [9, 2],
  ]) {
    await sql('update audit_checkpoints set number = $1 where number = $2', [to, from]);
  }
  expect(await problems()).toEqual([
    point(0, 'checkpoint_missing'),
    point(1, 'checkpoint_forged'),
    point(2, 'checkpoint_forged'),
  ]);
});

test('a checkpoint signed by another hand is none', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const signer = {
    ...world.deps.signer,
    sign: (bytes: Uint8Array) => sign(null, bytes, privateKey),
  };
  await sql('delete from audit_checkpoints where number = 2');
  const forged = await signAuditCheckpoint(world.db, MUNICIPALITY, signer, NOW);
  expect(forged.kind).toBe('signed');
  expect(await problems()).toEqual([point(2, 'checkpoint_forged')]);
});

test('the ledger cannot be put back to an older state alone', async () => {
  const references =
    await sql(`select conname as name, conrelid::regclass::text as "table" from pg_constraint
    where confrelid = 'ledger_entries'::regclass and contype = 'f'`);
  for (const { name, table } of references) {
    await sql(`alter table ${String(table)} drop constraint ${String(name)}`);
  }
  await sql('create table whole_entries as table ledger_entries');
  await sql('delete from ledger_entries where leaf_index = 1');
  expect(await problems()).toEqual([point(2, 'ledger_cut_off')]);
  await sql('insert into ledger_entries select * from whole_entries where leaf_index = 1');
  expect(await problems()).toEqual([]);
  const { publicKeyPem } = world;
  expect((await verifyLedger(world.db, MUNICIPALITY, publicKeyPem)).problems).toEqual([]);
});

test('a line of the kept file reads as it was written, and a spoilt one is named', async () => {
  const [first] = kept;
  if (first === undefined) throw new Error('no checkpoint');
  const line = checkpointLine(first);
  expect(readCheckpointLine(line)).toEqual(first);
  const spoilt = [line.slice(0, 40), line.replace('"number":0', '"number":7')];
  expect(await problems([first, ...spoilt.map(readCheckpointLine)])).toEqual([
    point('kept:2', 'kept_line_unreadable'),
    point('kept:3', 'kept_line_unreadable'),
  ]);
});
