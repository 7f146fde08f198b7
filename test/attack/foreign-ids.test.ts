import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Endpoint } from '../../schemas/api/endpoint.ts';
import { sessionApi } from '../../schemas/api/session.ts';
import { sampleOf } from '../support/body-sample.ts';
import { nameOf, wholeContract } from '../support/contract.ts';
import { MUNICIPALITY } from '../support/test-program.ts';
import { type Answer, anybody, loggedIn, type Sent } from './browserless.ts';
import { openTarget, type Target } from './target.ts';

const ENDPOINTS = (await wholeContract()).filter(({ path }) => path !== '/api/session');
/** Of each kind of id so many are tried. */
const TRIED = 3;

let target: Target;
/** The ids of the municipality by the name a parameter has. */
let stolen: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  target = await openTarget('foreign_ids');
  stolen = await idsOf(target);
});
afterAll(() => target.close());

async function idsOf({ owner }: Target): Promise<Map<string, readonly string[]>> {
  const { rows } = await sql<{ tableName: string; columnName: string }>`
    select table_name, column_name from information_schema.columns c
    where table_schema = 'yoshin' and column_name ~ '_id$' and column_name <> 'municipality_id'
      and exists (select from information_schema.columns m where m.table_schema = 'yoshin'
        and m.table_name = c.table_name and m.column_name = 'municipality_id')`.execute(owner);
  const found = new Map<string, string[]>();
  for (const { tableName, columnName } of rows) {
    const ids = await sql<{ id: string }>`
      select distinct ${sql.ref(columnName)}::text as id from ${sql.table(tableName)}
      where municipality_id = ${MUNICIPALITY} and ${sql.ref(columnName)} is not null limit ${TRIED}`.execute(
      owner,
    );
    const name = columnName.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    found.set(name, [...(found.get(name) ?? []), ...ids.rows.map(({ id }) => id)]);
  }
  return found;
}

const NOBODY = '01890000-0000-7000-8000-000000000000';
/** Words of the contract and of forms, which everybody has. */
const WORD_OF: Readonly<Record<string, string>> = {
  purpose: 'verify',
  master: 'residents',
  month: '2021-07',
  partNumber: '1',
  template: 'jp-covid19-2021',
  fieldId: 'vaccinationDate',
};

const stolenId = (nth: number) => (name: string) =>
  stolen.get(name)?.[nth % TRIED] ?? stolen.get('sheetId')?.[nth] ?? NOBODY;

const withoutIds = ({ status, text }: Answer): string =>
  `${status} ${text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')}`;

/** As somebody would ask who knows one number of one person, and no more. */
function requestFor(endpoint: Endpoint, id: (name: string) => string): Sent {
  const names = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const body = sampleOf(
    endpoint.body,
    (name, format) =>
      WORD_OF[name] ?? (format === 'uuid' || name.endsWith('Id') ? id(name) : target.known),
  );
  return {
    params: Object.fromEntries(names.map((name) => [name, WORD_OF[name] ?? id(name)])),
    ...(endpoint.method === 'GET' ? {} : { body }),
  };
}

const named = (endpoint: Endpoint): boolean =>
  [...endpoint.path.matchAll(/:(\w+)/g)].some(
    ([, name = '']) => stolen.has(name) && !(name in WORD_OF),
  );

/** What is only known here: no answer to somebody else has it in it, unless they sent it themselves. */
function expectNothingOfTheirs(answer: Answer, sent: Sent): void {
  target.expectNothingLeaked(answer.text);
  const asked = JSON.stringify(sent);
  const others = [...stolen.values()].flat().filter((id) => id.length > 20 && !asked.includes(id));
  expect(others.filter((id) => answer.text.includes(id))).toEqual([]);
}

test('the ids are there to be stolen', () => {
  const needed = ['sheetId', 'batchId', 'entryId', 'originalId', 'leaseId', 'uploadId'];
  expect(needed.filter((name) => (stolen.get(name)?.length ?? 0) === 0)).toEqual([]);
});

test('what is taken for "nothing changed" changes with a row, and what is taken for a leak is one', async () => {
  const { office, fingerprint, expectNothingLeaked, secrets } = target;
  const before = await fingerprint();
  await office.newBatch('もう一つ', null);
  expect(await fingerprint()).not.toBe(before);
  expect(() => expectNothingLeaked(`…${secrets[3]}…`)).toThrow();
  expect(target.log()).toContain('answered');
});

test('whoever may do everything elsewhere is told the same of every id here as of none, and changes nothing', async () => {
  const { address } = target.office;
  const before = await target.fingerprint();
  let intruder = await loggedIn(address, 'intruder');
  for (const endpoint of ENDPOINTS) {
    // Some of what is sent ends one's own session.
    const stands = (await intruder.send(sessionApi.current)).status === 200;
    if (!stands) intruder = await loggedIn(address, 'intruder');
    const nobodys = await intruder.send(
      endpoint,
      requestFor(endpoint, () => NOBODY),
    );
    for (let nth = 0; nth < TRIED; nth += 1) {
      const sent = requestFor(endpoint, stolenId(nth));
      const answer = await intruder.send(endpoint, sent);
      const what = `${nameOf(endpoint)} ${answer.text.slice(0, 200)}`;
      expect.soft(answer.status, what).toBeLessThan(500);
      if (named(endpoint)) expect.soft(withoutIds(answer), what).toBe(withoutIds(nobodys));
      expectNothingOfTheirs(answer, sent);
    }
    if (endpoint.path.startsWith('/api/account')) await target.restoreElsewhere();
  }
  expect(await target.fingerprint()).toBe(before);
  target.expectNothingLeaked(target.log());
});

test('nobody who is not logged in gets anything but the log-in', async () => {
  const { address } = target.office;
  const before = await target.fingerprint();
  for (const endpoint of ENDPOINTS.filter(({ action }) => action !== null)) {
    const answer = await anybody(address).send(endpoint, requestFor(endpoint, stolenId(0)));
    expect
      .soft([answer.status, JSON.parse(answer.text).code], nameOf(endpoint))
      .toEqual([401, 'auth.required']);
  }
  expect(await target.fingerprint()).toBe(before);
});
