import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Db, openDatabase, type Tx } from '../../ledger/database.ts';
import { acrossMunicipalities, inMunicipality } from '../../ledger/scope.ts';
import { ledgerWorld, MUNICIPALITY, type World } from '../support/ledger-world.ts';
import { neighbour } from '../support/papers.ts';

const ELSEWHERE = '131016';

let world: World;
/** One connection: whoever asks next gets the one that was given back last. */
let one: Db;

beforeAll(async () => {
  world = await ledgerWorld('scope');
  await neighbour(world, ELSEWHERE);
  one = openDatabase(world.url, { max: 1 });
});
afterAll(async () => {
  await one.destroy();
  await world.close();
});

const seen = async (db: Db | Tx = one) =>
  (await db.selectFrom('municipalities').select('municipalityId').execute()).map(
    ({ municipalityId }) => municipalityId,
  );
const here = <T>(run: () => Promise<T>) => inMunicipality(MUNICIPALITY, run);
const there = <T>(run: () => Promise<T>) => inMunicipality(ELSEWHERE, run);

test('a query for nobody is a fault of ours, and asks nothing', async () => {
  await expect(seen()).rejects.toMatchObject({ code: 'bug.invariant' });
  const write = one.updateTable('batches').set({ label: 'x' }).execute();
  await expect(write).rejects.toMatchObject({ code: 'bug.invariant' });
});

describe('a connection that is given back', () => {
  test('is for whoever asks next, and for them alone', async () => {
    for (let round = 0; round < 3; round += 1) {
      expect(await here(() => seen())).toEqual([MUNICIPALITY]);
      expect(await there(() => seen())).toEqual([ELSEWHERE]);
      expect(
        (await acrossMunicipalities('choice of municipality', () => seen())).toSorted(),
      ).toEqual([MUNICIPALITY, ELSEWHERE].toSorted());
      await expect(seen()).rejects.toMatchObject({ code: 'bug.invariant' });
    }
  });

  test.each([
    ['an error', (db: Db) => sql`select 1 / 0`.execute(db)],
    ['a statement that is refused', (db: Db) => sql`delete from ledger_entries`.execute(db)],
    [
      'a transaction that broke',
      (db: Db) => db.transaction().execute(async (tx) => sql`select 1 / 0`.execute(tx)),
    ],
    [
      'a transaction somebody gave up',
      (db: Db) =>
        db.transaction().execute(async (tx) => {
          await seen(tx);
          throw new Error('given up');
        }),
    ],
    [
      'a setting that somebody made in a transaction',
      (db: Db) =>
        db.transaction().execute(async (tx) => {
          await sql`select set_config('yoshin.municipality_id', ${MUNICIPALITY}, true)`.execute(tx);
          throw new Error('given up');
        }),
    ],
    [
      'the end of its process',
      (db: Db) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(db),
    ],
  ])('carries nothing over after %s', async (_, breaks) => {
    await expect(here(async () => breaks(one))).rejects.toThrow();
    expect(await there(() => seen())).toEqual([ELSEWHERE]);
    await expect(there(async () => breaks(one))).rejects.toThrow();
    expect(await here(() => seen())).toEqual([MUNICIPALITY]);
    await expect(seen()).rejects.toMatchObject({ code: 'bug.invariant' });
  });
});

test('many at once, on fewer connections, each see their own', async () => {
  const few = openDatabase(world.url, { max: 3 });
  try {
    const asked = Array.from({ length: 300 }, (_, at) => [MUNICIPALITY, ELSEWHERE][at % 2] ?? '');
    const answers = await Promise.all(
      asked.map((whose, at) =>
        inMunicipality(whose, async () => {
          if (at % 7 === 0) await sql`select 1 / 0`.execute(few).catch(() => undefined);
          if (at % 3 === 0) return few.transaction().execute((tx) => seen(tx));
          return seen(few);
        }),
      ),
    );
    expect(answers).toEqual(asked.map((whose) => [whose]));
  } finally {
    await few.destroy();
  }
});

test('a write into another municipality is refused, though its program says it is right', async () => {
  const { batchId } = await world.db
    .selectFrom('batches')
    .select('batchId')
    .executeTakeFirstOrThrow();
  const moved = there(() =>
    one
      .updateTable('batches')
      .set({ label: 'x' })
      .where('batchId', '=', batchId)
      .executeTakeFirst(),
  );
  expect((await moved).numUpdatedRows).toBe(0n);
  const planted = there(() =>
    one
      .insertInto('institutions')
      .values({
        municipalityId: MUNICIPALITY,
        institutionCode: '1110113719',
        name: 'x',
        address: 'x',
      })
      .execute(),
  );
  await expect(planted).rejects.toMatchObject({ code: '42501' });
});

describe('what spans municipalities', () => {
  test('sees these columns and no other', async () => {
    const { rows } = await world.owner.query<{ name: string; columns: string[] }>(
      `select table_name as name, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.column_privileges join information_schema.columns using (table_schema, table_name, column_name)
       where grantee = 'yoshin_installation' and privilege_type = 'SELECT' and table_schema = 'yoshin' group by 1 order by 1`,
    );
    expect(Object.fromEntries(rows.map(({ name, columns }) => [name, columns.join(' ')]))).toEqual(
      SEEN,
    );
  });

  test('writes these and no other', async () => {
    const { rows } = await world.owner.query<{ written: string }>(
      `select distinct privilege_type || ' ' || table_name as written
       from information_schema.role_table_grants
       where grantee = 'yoshin_installation' and privilege_type <> 'SELECT' and table_schema = 'yoshin' order by 1`,
    );
    expect(rows.map(({ written }) => written)).toEqual(WRITTEN);
    const { rows: columns } = await world.owner.query<{ written: string }>(
      `select table_name || '.' || column_name as written from information_schema.column_privileges
       where grantee = 'yoshin_installation' and privilege_type = 'UPDATE' and table_name in ('outbox', 'batches') order by 1`,
    );
    expect(columns.map(({ written }) => written)).toEqual([
      'batches.requeue_since',
      'outbox.relayed_at',
    ]);
  });

  test('is done in these places and no other', async () => {
    const program = globSync('{ledger,queue,workers,print,api,cli}/**/*.ts');
    const texts = await Promise.all(program.map((path) => readFile(path, 'utf8')));
    const places = program.filter((_, at) => texts[at]?.includes('acrossMunicipalities('));
    expect(program.length).toBeGreaterThan(300);
    expect(places.toSorted()).toEqual(PLACES);
  });
});

/** All of them are in ADR 0027, with their reason. */
const PLACES = [
  'api/event-streams.ts',
  'api/session-store.ts',
  'ledger/accounts/municipality.ts',
  'ledger/backlog.ts',
  'ledger/figures.ts',
  'ledger/installation-facts.ts',
  'ledger/intake/orphan-blobs.ts',
  'ledger/intake/pending.ts',
  'ledger/intake/priority.ts',
  'ledger/outbox.ts',
  'ledger/worker-processes.ts',
];

const SEEN = {
  accounts: 'account_id municipality_id login_name',
  audit_events: 'municipality_id occurred_at',
  batches: 'batch_id municipality_id state priority requeue_since',
  blobs: 'blob_id municipality_id content_hash byte_size wrapped_key key_id storage_name',
  dead_letters: 'dead_letter_id municipality_id queue payload resolved_at',
  leases: 'municipality_id purpose expires_at',
  ledger_checkpoints: 'municipality_id key_id signed_at',
  municipalities: 'municipality_id name demonstration created_at',
  originals: 'original_id municipality_id batch_id state received_at',
  openid_links: 'account_id municipality_id issuer subject',
  orphan_blobs: 'storage_name seen_at',
  outbox: 'outbox_id municipality_id queue payload created_at relayed_at',
  sessions:
    'session_id municipality_id account_id content expires_at session_ref began_at last_seen_at device address',
  sheet_events: 'sheet_event_id municipality_id sheet_id stage occurred_at',
  sheets: 'sheet_id municipality_id batch_id state updated_at',
  stage_attempts: 'municipality_id queue subject_id begun begun_alone begun_at',
  worker_processes: 'worker_id host state free_memory_bytes seen_at',
};

const WRITTEN = [
  'DELETE orphan_blobs',
  'DELETE sessions',
  'DELETE stage_attempts',
  'DELETE worker_processes',
  'INSERT orphan_blobs',
  'INSERT sessions',
  'INSERT worker_processes',
  'UPDATE sessions',
  'UPDATE worker_processes',
];
