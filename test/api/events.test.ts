import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, type Limits } from '../../api/deps.ts';
import { mayHear } from '../../api/event-stream.ts';
import { createAccount } from '../../ledger/accounts/create-account.ts';
import { disableAccount } from '../../ledger/accounts/disable-account.ts';
import { ensureMunicipality } from '../../ledger/accounts/municipality.ts';
import { systemActor } from '../../ledger/accounts/system-actor.ts';
import type { ActContext } from '../../ledger/act-context.ts';
import { type ChangeFeed, openChangeFeed } from '../../ledger/change-feed.ts';
import { createBatch } from '../../ledger/intake/batches.ts';
import { recordDeadLetter } from '../../ledger/intake/dead-letters.ts';
import { recordPreprocessed } from '../../ledger/intake/stages.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { newId } from '../../runtime/ids.ts';
import { createLog } from '../../runtime/log.ts';
import { Role } from '../../schemas/accounts.ts';
import type { Change } from '../../schemas/api/events.ts';
import { receivedSheet } from '../support/ledger-world.ts';
import { type EventReader, readEvents } from './support/event-reader.ts';
import { MUNICIPALITY, openWorld, PASSWORD, type World } from './support/server.ts';
import { type Visitor, visit } from './support/visitor.ts';

const MINUTE = 60_000;
const ELSEWHERE = '131016';
const OFTEN: Limits = { ...DEFAULT_LIMITS, streamBeatMs: 50 };
const waiting = { timeout: 10_000, interval: 20 };

let world: World;
let feed: ChangeFeed;
let app: FastifyInstance;
let address: string;
let elsewhere: ActContext;
let readers: EventReader[] = [];

beforeAll(async () => {
  world = await openWorld('events');
  feed = await openChangeFeed(world.ownerUrl, createLog('silent'));
  elsewhere = { ...world.context, actor: systemActor(ELSEWHERE) };
  const other = { municipalityId: ELSEWHERE, name: '別の市', demonstration: true };
  await inMunicipality(ELSEWHERE, () => ensureMunicipality(world.db, elsewhere, other));
  for (const role of Role.options) await world.account(`the.${role}`, [role]);
  const account = { loginName: 'the.other', displayName: '別の市の職員', password: PASSWORD };
  await inMunicipality(ELSEWHERE, () =>
    createAccount(world.db, elsewhere, { ...account, roles: ['clerk'] }),
  );
});
afterAll(async () => {
  await feed.close();
  await world.close();
});
beforeEach(() => serve(OFTEN));
afterEach(async () => {
  for (const reader of readers) reader.leave();
  readers = [];
  await app.close();
});

async function serve(limits: Limits): Promise<void> {
  app = await world.serve({ changes: feed, limits });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
}

async function enter(loginName: string): Promise<Visitor> {
  const visitor = visit(app);
  await visitor.login(loginName);
  return visitor;
}

async function listen(visitor: Visitor): Promise<EventReader> {
  const reader = await readEvents(address, visitor);
  readers.push(reader);
  return reader;
}

async function newBatch(context = world.context): Promise<string> {
  const batch = { label: '束', institutionCode: null, month: null, declaredSheets: null };
  return (await createBatch(world.db, context, batch)).batchId;
}

const ofBatch = (batchId: string) => ({ kind: 'batch', batchId });
const beats = ({ heard }: EventReader) => heard.filter(({ event }) => event === 'beat').length;

/** Two beats later whatever had been announced before has arrived. */
async function twoBeatsLater(reader: EventReader): Promise<void> {
  const before = beats(reader);
  await expect.poll(() => beats(reader), waiting).toBeGreaterThan(before + 1);
}

describe('a page is told', () => {
  test('where to look, and nothing else, when a page of a batch moves', async () => {
    const batchId = await newBatch();
    const clerk = await listen(await enter('the.clerk'));
    expect(clerk.status).toBe(200);
    expect(clerk.headers.get('content-type')).toContain('text/event-stream');
    expect(clerk.headers.get('cache-control')).toBe('no-store');
    expect(clerk.headers.get('x-accel-buffering')).toBe('no');
    const sheet = await receivedSheet(world.db, world.context, batchId);
    await expect.poll(clerk.changes, waiting).toContainEqual(ofBatch(batchId));
    const told = clerk.changes().length;
    await recordPreprocessed(world.db, world.context, sheet, {
      to: 'unknown_form',
      template: 'other',
      registration: null,
    });
    await expect.poll(() => clerk.changes().length, waiting).toBeGreaterThan(told + 1);
    expect(new Set(clerk.changes().map((change) => JSON.stringify(change)))).toEqual(
      new Set([JSON.stringify(ofBatch(batchId)), '{"kind":"counts"}']),
    );
  });

  test('when the machine gives something up', async () => {
    const sheet = await receivedSheet(world.db, world.context, await newBatch());
    const clerk = await listen(await enter('the.clerk'));
    const ids = { municipalityId: MUNICIPALITY, requestId: newId(), traceId: newId() };
    await recordDeadLetter(
      world.db,
      {
        municipalityId: MUNICIPALITY,
        queue: 'read',
        jobId: newId(),
        payload: { ...ids, sheetId: sheet.sheetId },
        errorCode: 'reading.memory',
        attempts: 3,
      },
      { now: world.clock.now(), newId },
    );
    await expect.poll(clerk.changes, waiting).toContainEqual({ kind: 'stuck' });
  });

  test('once a second at most of what happens all the time', async () => {
    const batchId = await newBatch();
    const clerk = await listen(await enter('the.clerk'));
    const began = performance.now();
    for (let page = 0; page < 30; page += 1) {
      await receivedSheet(world.db, world.context, batchId);
    }
    await newBatch();
    await expect
      .poll(clerk.changes, waiting)
      .toContainEqual(expect.not.objectContaining({ batchId }));
    const told = clerk.changes().filter((change) => JSON.stringify(change).includes(batchId));
    const seconds = Math.ceil((performance.now() - began) / 1_000);
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThanOrEqual(seconds + 1);
  });
});

describe('nobody is told', () => {
  test('what happens in another municipality', async () => {
    const ours = await listen(await enter('the.clerk'));
    const theirs = await listen(await enter('the.other'));
    const batchHere = await newBatch();
    const batchThere = await inMunicipality(ELSEWHERE, () => newBatch(elsewhere));
    await expect.poll(ours.changes, waiting).toEqual([ofBatch(batchHere)]);
    await expect.poll(theirs.changes, waiting).toEqual([ofBatch(batchThere)]);
    await twoBeatsLater(ours);
    expect([ours.changes(), theirs.changes()]).toEqual([
      [ofBatch(batchHere)],
      [ofBatch(batchThere)],
    ]);
  });

  test('what they may not look at', async () => {
    const administrator = await listen(await enter('the.administrator'));
    const auditor = await listen(await enter('the.auditor'));
    const batchId = await newBatch();
    await expect.poll(auditor.changes, waiting).toEqual([ofBatch(batchId)]);
    await twoBeatsLater(administrator);
    expect(administrator.changes()).toEqual([]);
  });

  test('what a change of roles has taken from them', async () => {
    const accountId = await world.account('the.moved', ['clerk']);
    const moved = await listen(await enter('the.moved'));
    await world.db
      .updateTable('accounts')
      .set({ roles: ['administrator'] })
      .where('accountId', '=', accountId)
      .execute();
    await twoBeatsLater(moved);
    await newBatch();
    await twoBeatsLater(moved);
    expect(moved.changes()).toEqual([]);
  });

  const KINDS: readonly Change[] = [
    { kind: 'batch', batchId: newId() },
    { kind: 'counts' },
    { kind: 'leases' },
    { kind: 'stuck' },
  ];
  test.each([
    ['clerk', ['batch', 'counts', 'leases', 'stuck']],
    ['reviewer', ['batch', 'counts', 'leases', 'stuck']],
    ['supervisor', ['batch', 'counts', 'leases', 'stuck']],
    ['auditor', ['batch', 'counts', 'leases', 'stuck']],
    ['administrator', []],
  ] as const)('a role without the view: %s hears of %j', (role, kinds) => {
    const actor = { ...world.context.actor, kind: 'account' as const, roles: [role] };
    const heard = KINDS.filter((change) => mayHear(actor, MUNICIPALITY, change));
    expect(heard.map(({ kind }) => kind)).toEqual(kinds);
    expect(KINDS.filter((change) => mayHear(actor, ELSEWHERE, change))).toEqual([]);
  });
});

describe('the stream', () => {
  test('ends at once with the log-out', async () => {
    await app.close();
    await serve(DEFAULT_LIMITS);
    const visitor = await enter('the.clerk');
    const colleague = await listen(await enter('the.reviewer'));
    const clerk = await listen(visitor);
    await visitor.send({ method: 'DELETE', url: '/api/session' });
    await expect.poll(clerk.hasEnded, waiting).toBe(true);
    expect(colleague.hasEnded()).toBe(false);
  });

  test('ends at once with the account', async () => {
    await app.close();
    await serve(DEFAULT_LIMITS);
    const accountId = await world.account('the.leaver', ['clerk']);
    const leaver = await listen(await enter('the.leaver'));
    await disableAccount(world.db, world.context, accountId);
    await expect.poll(leaver.hasEnded, waiting).toBe(true);
  });

  test('keeps no empty chair logged in, and ends with the session', async () => {
    const visitor = await enter('the.clerk');
    const clerk = await listen(visitor);
    world.clock.advance(9 * MINUTE);
    await newBatch();
    await twoBeatsLater(clerk);
    expect([clerk.changes().length, clerk.hasEnded()]).toEqual([1, false]);
    world.clock.advance(MINUTE);
    await expect.poll(clerk.hasEnded, waiting).toBe(true);
    const reply = await visitor.send({ method: 'GET', url: '/api/session' });
    expect(reply.statusCode).toBe(401);
    expect((await listen(visitor)).status).toBe(401);
  });

  test('gives way to newer ones of the same session, and says so', async () => {
    const visitor = await enter('the.clerk');
    const colleague = await listen(await enter('the.reviewer'));
    const opened: EventReader[] = [];
    for (let page = 0; page < 4; page += 1) opened.push(await listen(visitor));
    const [oldest, ...newer] = opened;
    await expect.poll(() => oldest?.hasEnded(), waiting).toBe(true);
    expect(oldest?.heard.at(-1)?.event).toBe('replaced');
    expect([colleague, ...newer].map((reader) => reader.hasEnded())).toEqual([
      false,
      false,
      false,
      false,
    ]);
    newer[0]?.leave();
    const batchId = await newBatch();
    for (const reader of newer.slice(1)) {
      await expect.poll(reader.changes, waiting).toEqual([ofBatch(batchId)]);
    }
  });
});

describe('the server', () => {
  test('is not held up by a stream when it stops', async () => {
    const clerk = await listen(await enter('the.clerk'));
    await app.close();
    await expect.poll(clerk.hasEnded, waiting).toBe(true);
  });

  test('ends every stream when it no longer hears, and opens new ones as soon as it does', async () => {
    const visitor = await enter('the.clerk');
    const clerk = await listen(visitor);
    const owner = new pg.Client({ connectionString: world.ownerUrl });
    await owner.connect();
    await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where query = 'listen "yoshin_changes"' and datname = current_database()`,
    );
    await owner.end();
    await expect.poll(clerk.hasEnded, waiting).toBe(true);
    await expect.poll(async () => (await listen(visitor)).status, waiting).toBe(200);
    const again = readers.at(-1);
    const batchId = await newBatch();
    await expect.poll(() => again?.changes(), waiting).toEqual([ofBatch(batchId)]);
  });
});
