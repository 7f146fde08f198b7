import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerWorld, MUNICIPALITY, type World } from '../support/ledger-world.ts';
import { type Planted, plantRows } from '../support/plant-rows.ts';

const ELSEWHERE = '112453';
/** What belongs to no municipality: see tenancy.test.ts. */
const OURS = ['migrations', 'orphan_blobs', 'sheet_transitions', 'worker_processes'];

let world: World;
/** The program's role on a connection of its own, with no scope and no program around it. */
let stranger: pg.Client;
let planted: readonly Planted[];

beforeAll(async () => {
  world = await ledgerWorld('municipalities_apart');
  planted = await plantRows(world.owner, [MUNICIPALITY, ELSEWHERE]);
  stranger = new pg.Client({
    connectionString: world.url,
    options: '-c search_path=yoshin -c role=yoshin_app',
  });
  await stranger.connect();
});
afterAll(async () => {
  await stranger.end();
  await world.close();
});

const be = (municipalityId: string) =>
  stranger.query("select set_config('yoshin.municipality_id', $1, false)", [municipalityId]);
const count = async (sql: string, values: unknown[] = []) =>
  (await stranger.query(sql, values)).rowCount;

describe('the catalogue', () => {
  test('has a policy of its own municipality on every table, and no other', async () => {
    const { rows } = await world.owner.query(
      `select c.relname as name, c.relrowsecurity as on,
         coalesce(array_agg(p.polname || ' ' || p.polcmd::text || ' ' || p.polpermissive::text || ' ' ||
           array_to_string(array(select r.rolname from pg_roles r where r.oid = any(p.polroles)), ',')
           || ': ' || pg_get_expr(p.polqual, p.polrelid) || coalesce(' check ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
           order by p.polname) filter (where p.oid is not null), '{}') as policies
       from pg_class c left join pg_policy p on p.polrelid = c.oid
       where c.relnamespace = 'yoshin'::regnamespace and c.relkind in ('r', 'p')
       group by 1, 2 order by 1`,
    );
    const apart = rows.filter(({ name }) => !OURS.includes(name));
    expect(apart.length).toBeGreaterThan(40);
    for (const { name, on, policies } of apart) {
      expect([name, on, policies]).toEqual([name, true, POLICIES]);
    }
  });

  test('lets the program own nothing, pass no policy by, and look through two views alone', async () => {
    const { rows: roles } = await world.owner.query(
      "select rolname, rolsuper, rolbypassrls from pg_roles where rolname in ('yoshin_app', 'yoshin_installation') order by 1",
    );
    expect(roles).toEqual([
      { rolname: 'yoshin_app', rolsuper: false, rolbypassrls: false },
      { rolname: 'yoshin_installation', rolsuper: false, rolbypassrls: false },
    ]);
    const { rows: owned } = await world.owner.query(
      "select relname from pg_class where relowner in ('yoshin_app'::regrole, 'yoshin_installation'::regrole)",
    );
    expect(owned).toEqual([]);
    const { rows: views } = await world.owner.query(
      `select relname as name, pg_get_viewdef(oid) as text from pg_class
       where relnamespace = 'yoshin'::regnamespace and relkind in ('v', 'm') order by 1`,
    );
    expect(views.map(({ name }) => name)).toEqual(VIEWS);
    for (const { text } of views) expect(text).toContain(`WHERE ${CONDITION}`);
    const { rows: definers } = await world.owner.query(
      "select proname from pg_proc where pronamespace = 'yoshin'::regnamespace and prosecdef",
    );
    expect(definers).toEqual([]);
  });
});

const CONDITION =
  "(municipality_id = ( SELECT current_setting('yoshin.municipality_id'::text, true) AS current_setting))";
const POLICIES = [
  `own_municipality * true yoshin_app: ${CONDITION}`,
  'whole_installation * true yoshin_installation: true',
];
/** Numbers by which rows are found; the rows themselves stay behind the policy. */
const VIEWS = ['master_histories', 'resident_names'];

describe.each([
  ['nobody', ''],
  ['what no municipality is called', '%'],
  ['another municipality', ELSEWHERE],
])('on a connection of %s', (_, whose) => {
  beforeAll(() => be(whose));

  test('nothing of this municipality is seen, changed or taken away, with its ids at hand', async () => {
    expect(planted.length).toBeGreaterThan(40);
    for (const { table, key, idsOf } of planted) {
      const own = whose === ELSEWHERE ? 1 : 0;
      expect([table, await count(`select from ${table}`)]).toEqual([table, own]);
      for (const id of idsOf(MUNICIPALITY)) {
        const stolen = `${table} where (${key.join(', ')}) = (${key.map((__, at) => `$${at + 1}`).join(', ')})`;
        expect([table, await count(`select from ${stolen}`, id)]).toEqual([table, 0]);
        const setting = stolen.replace(' where', ' set municipality_id = municipality_id where');
        expect([table, await count(`update ${setting}`, id)]).toEqual([table, 0]);
        expect([table, await count(`delete from ${stolen}`, id)]).toEqual([table, 0]);
      }
    }
    for (const view of VIEWS) {
      const seen = await count(`select from ${view} where municipality_id = $1`, [MUNICIPALITY]);
      expect([view, seen]).toEqual([view, 0]);
    }
    const { rows } = await world.owner.query(COUNT_ALL(planted), [MUNICIPALITY]);
    expect(rows.filter(({ rows: left }) => left !== '1')).toEqual([]);
  });

  test('nothing is written into this municipality, nor moved into it', async () => {
    for (const { table, key } of planted) {
      const refused = expect.objectContaining({ code: '42501' });
      await expect([
        table,
        await refusal(`insert into ${table} (municipality_id) values ($1)`),
      ]).toEqual([table, refused]);
      if (whose !== ELSEWHERE || key.length === 0) continue;
      await expect([table, await refusal(`update ${table} set municipality_id = $1`)]).toEqual([
        table,
        refused,
      ]);
    }
  });
});

test('the whole municipality is there for itself', async () => {
  await be(MUNICIPALITY);
  for (const { table } of planted) {
    expect([table, await count(`select from ${table}`)]).toEqual([table, 1]);
  }
  for (const view of VIEWS) expect([view, await count(`select from ${view}`)]).toEqual([view, 1]);
});

async function refusal(sql: string): Promise<unknown> {
  return stranger.query(sql, [MUNICIPALITY]).then(
    () => 'was let in',
    (error: unknown) => error,
  );
}

const COUNT_ALL = (tables: readonly Planted[]) =>
  tables
    .map(
      ({ table }) =>
        `select '${table}' as name, count(*) as rows from ${table} where municipality_id = $1`,
    )
    .join(' union all ');
