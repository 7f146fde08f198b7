import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureMunicipality } from '../ledger/accounts/municipality.ts';
import { recordRefusal } from '../ledger/accounts/record-refusal.ts';
import { systemActor } from '../ledger/accounts/system-actor.ts';
import { type Db, openDatabase } from '../ledger/database.ts';
import { databasePersons } from '../ledger/masters/persons.ts';
import { migrate } from '../ledger/migrate.ts';
import { inMunicipality } from '../ledger/scope.ts';
import { newId } from '../runtime/ids.ts';
import { createLog } from '../runtime/log.ts';
import { superviseDatabase } from './installation/database-server.ts';

/**
 * npm run bench:municipalities -- [residents of each municipality]
 * What holding municipalities apart costs (ADR 0027): the same with the policies and without, in turns; and a connection that
 * goes from one municipality to another.
 */
const RESIDENTS = Number(process.argv[2] ?? '100000');
const TOWNS = ['272035', '112453'] as const;
const [HOME, OTHER] = TOWNS;
const ROUNDS = 20;
const REPEATED = 50;

const contextOf = (municipalityId: string) => ({
  actor: systemActor(municipalityId),
  ...{ requestId: newId(), traceId: newId(), now: new Date(), newId },
});

async function settle(db: Db, owner: pg.Client): Promise<void> {
  for (const municipalityId of TOWNS) {
    const town = { municipalityId, name: 'bench', demonstration: true };
    await inMunicipality(municipalityId, () =>
      ensureMunicipality(db, contextOf(municipalityId), town),
    );
    await owner.query(
      `insert into residents (municipality_id, resident_id, name, kana, birth_date, sex, address, household_id, non_registered)
       select $1, n::text, chr(20000 + n % 900) || '　' || chr(22000 + n % 811), chr(12450 + n % 70) || chr(12450 + n % 61),
         date '1930-01-01' + n % 30000, 'male', 'x', (n / 3)::text, false from generate_series(1, $2::integer) n`,
      [municipalityId, RESIDENTS],
    );
  }
  await owner.query('analyze');
}

const here = <T>(run: () => Promise<T>): Promise<T> => inMunicipality(HOME, run);

/** What is asked a thousand times a day, and what is written with every act. */
const asked = (db: Db): Readonly<Record<string, () => Promise<unknown>>> => {
  const persons = databasePersons(db, HOME);
  const audited = { action: 'audit.read', resourceKind: 'route', resourceId: null } as const;
  return {
    'persons of a birth date': () => here(() => persons.bornOn(['1950-02-09'])),
    'persons of a name': () => here(() => persons.named([`${String.fromCharCode(20777)}`], [], [])),
    'one person': () =>
      here(() => db.selectFrom('residents').selectAll().where('residentId', '=', '777').execute()),
    'an audited act': () => here(() => recordRefusal(db, contextOf(HOME), audited)),
  };
};

async function millisecondsEach(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  for (let n = 0; n < REPEATED; n += 1) await run();
  return (performance.now() - began) / REPEATED;
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;

async function switchPolicies(owner: pg.Client, to: 'enable' | 'disable'): Promise<void> {
  const { rows } = await owner.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'yoshin'::regnamespace and oid in (select polrelid from pg_policy)",
  );
  for (const { name } of rows) await owner.query(`alter table ${name} ${to} row level security`);
}

async function compare(db: Db, owner: pg.Client): Promise<void> {
  for (const [what, run] of Object.entries(asked(db))) {
    const taken: Record<'enable' | 'disable', number[]> = { enable: [], disable: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const policies of ['enable', 'disable'] as const) {
        await switchPolicies(owner, policies);
        await run();
        taken[policies].push(await millisecondsEach(run));
      }
    }
    await switchPolicies(owner, 'enable');
    print(what, median(taken.enable), median(taken.disable));
  }
}

/** Of one connection: for the same municipality every time, and for another one every time. */
async function compareSwitching(url: string): Promise<void> {
  const one = openDatabase(url, { max: 1 });
  const ask = (municipalityId: string) =>
    inMunicipality(municipalityId, () => one.selectFrom('municipalities').select('name').execute());
  let turn = 0;
  const stay: number[] = [];
  const change: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    stay.push(await millisecondsEach(() => ask(HOME)));
    change.push(await millisecondsEach(() => ask(turn++ % 2 === 0 ? OTHER : HOME)));
  }
  await one.destroy();
  print('a connection that changes town', median(change), median(stay));
}

const print = (what: string, withPolicies: number, without: number): void =>
  void process.stdout.write(
    `${what.padEnd(32)} ${withPolicies.toFixed(3)} ms, else ${without.toFixed(3)} ms: ×${(withPolicies / without).toFixed(2)}\n`,
  );

const folder = await mkdtemp(join(tmpdir(), 'yoshin-municipalities-'));
const server = await superviseDatabase(join(folder, 'server'), createLog('error'));
try {
  await migrate(server.url, new Date());
  const owner = new pg.Client({ connectionString: server.url, options: '-c search_path=yoshin' });
  await owner.connect();
  const db = openDatabase(server.url, { max: 2 });
  await settle(db, owner);
  await compare(db, owner);
  await compareSwitching(server.url);
  await db.destroy();
  await owner.end();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
