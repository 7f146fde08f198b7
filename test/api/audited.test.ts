import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildServices } from '../../api/build-services.ts';
import { setSamplingRate } from '../../ledger/sampling/decide.ts';
import { newId } from '../../runtime/ids.ts';
import type { Role } from '../../schemas/accounts.ts';
import { accountsApi } from '../../schemas/api/accounts.ts';
import { auditApi } from '../../schemas/api/audit.ts';
import { columnApi } from '../../schemas/api/column.ts';
import type { Endpoint } from '../../schemas/api/endpoint.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { ledgerApi } from '../../schemas/api/ledger.ts';
import { mastersApi } from '../../schemas/api/masters.ts';
import { numbersApi } from '../../schemas/api/numbers.ts';
import { overridesApi } from '../../schemas/api/overrides.ts';
import { practiceApi } from '../../schemas/api/practice.ts';
import { replyMarksApi } from '../../schemas/api/reply-marks.ts';
import { retentionApi } from '../../schemas/api/retention.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { samplingApi } from '../../schemas/api/sampling.ts';
import { sessionApi } from '../../schemas/api/session.ts';
import { statementApi } from '../../schemas/api/statement.ts';
import { storyApi } from '../../schemas/api/story.ts';
import { AuditDetailKey } from '../../schemas/audit-vocabulary.ts';
import { contract } from '../../scripts/contract.ts';
import { COLUMN, withQuestion } from '../support/column-world.ts';
import {
  again,
  ledgerWorld,
  type Person,
  type WaitingSheet,
  type World,
} from '../support/ledger-world.ts';
import { commitSheet, takeSheet, verifySheet } from '../support/review-steps.ts';
import { suspectedSheet } from '../support/suspected-sheet.ts';
import { openTestBlobs } from '../support/test-blobs.ts';
import {
  ANY_EVENT,
  CROPS,
  MARK,
  NEW_ACCOUNT,
  NEW_BATCH,
  OVERRIDE,
  PAST,
  RESIDENTS,
} from './support/asked-with.ts';
import { buildTestServer } from './support/build-test-server.ts';
import { UNAUDITED } from './support/unaudited.ts';
import { type Visitor, visit } from './support/visitor.ts';

let world: World;
let files: Awaited<ReturnType<typeof openTestBlobs>>;
let app: FastifyInstance;
const people: Record<string, { person: Person; visitor: Visitor }> = {};
let entryId: string;
let committed: WaitingSheet;
let waiting: WaitingSheet;
let suspected: readonly Parts[];
let atDesk: { sheetId: string; fencingToken: string };

const PEOPLE = {
  kurumi: 'clerk',
  anna: 'reviewer',
  botan: 'reviewer',
  chika: 'reviewer',
  ...{ daiki: 'supervisor', emi: 'auditor', fumi: 'administrator' },
} as const satisfies Record<string, Role>;

beforeAll(async () => {
  files = await openTestBlobs();
  const { blobs } = files;
  world = await ledgerWorld('audited', blobs);
  const services = buildServices({
    ...withQuestion(world).deps,
    ...{ blobs, intake: blobs, crops: CROPS },
  });
  app = await buildTestServer({ services, db: world.db });
  for (const [name, role] of Object.entries(PEOPLE)) {
    const person = await world.person(name, [role]);
    const visitor = visit(app);
    await visitor.login(name);
    people[name] = { person, visitor };
  }
  const [a, b] = [of('anna').person, of('botan').person];
  await setSamplingRate(world.db, again(of('daiki').person.context), 1);
  committed = await world.checkedSheet();
  entryId = await commitSheet(world, { a, b }, committed);
  waiting = await world.checkedSheet();
  const desk = await takeSheet(world, a, 'verify', waiting.sheetId);
  await desk.confirm('ocrLine', 'name');
  const { sheetId, fencingToken } = desk.lease;
  atDesk = { sheetId, fencingToken };
  await verifySheet(world, b, await world.checkedSheet());
  await world.checkedSheet();
  suspected = [await suspectedSheet(world, blobs), await suspectedSheet(world, blobs)];
});
afterAll(async () => {
  await app.close();
  await world.close();
  await files.remove();
});

function of(name: keyof typeof PEOPLE): { person: Person; visitor: Visitor } {
  const found = people[name];
  if (found === undefined) throw new Error(name);
  return found;
}

type Parts = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
  file?: string;
};
type Asked = readonly [Endpoint, keyof typeof PEOPLE, () => Parts];

const sheet = () => ({ params: { sheetId: atDesk.sheetId } });
const held = () => ({ fencingToken: atDesk.fencingToken });
const year = { params: { fiscalYear: '2021' } };
const month = { params: { month: '2021-10' } };
const resident = () => ({ residentId: committed.residentId });

/** Everything that shows something of a person, by somebody who may see it. What closes something comes after what needs it open. */
const SHOWS: readonly Asked[] = [
  [intakeApi.sheetImage, 'kurumi', () => ({ params: { sheetId: committed.sheetId } })],
  [numbersApi.page, 'kurumi', () => suspected[0] ?? {}],
  [storyApi.sheet, 'emi', () => ({ params: { sheetId: committed.sheetId } })],
  [ledgerApi.entries, 'emi', () => ({ body: { residentId: null, offset: 0 } })],
  [ledgerApi.history, 'emi', () => ({ body: resident() })],
  [auditApi.overview, 'emi', () => ({})],
  [auditApi.search, 'emi', () => ({ body: { ...ANY_EVENT, until: null, offset: 0 } })],
  [auditApi.export, 'emi', () => ({ body: ANY_EVENT })],
  [auditApi.terms, 'emi', () => ({ params: { auditEventId: newId() } })],
  [auditApi.verify, 'emi', () => ({})],
  [ledgerApi.entry, 'emi', () => ({ params: { entryId } })],
  [
    mastersApi.search,
    'daiki',
    () => ({
      params: { master: 'residents' },
      body: { words: '増田', birthDate: null, offset: 0 },
    }),
  ],
  [
    mastersApi.plan,
    'daiki',
    () => ({ params: { master: 'residents' }, query: { profile: 'standard' }, file: RESIDENTS }),
  ],
  [
    mastersApi.history,
    'daiki',
    () => ({ params: { master: 'residents' }, body: { key: [committed.residentId] } }),
  ],
  [overridesApi.search, 'emi', () => ({ body: { ...resident(), state: null, offset: 0 } })],
  [replyMarksApi.search, 'emi', () => ({ body: { ...resident(), part: null, offset: 0 } })],
  [reviewApi.sheet, 'anna', sheet],
  [
    reviewApi.answer,
    'anna',
    () => ({
      params: { sheetId: atDesk.sheetId, fieldId: 'vaccinationDate' },
      body: { ...held(), answer: 'value', value: '2021-10-15' },
    }),
  ],
  [reviewApi.undo, 'anna', () => ({ ...sheet(), body: held() })],
  [
    reviewApi.confirmShown,
    'anna',
    () => ({ ...sheet(), body: { ...held(), fieldIds: ['lotNumber'] } }),
  ],
  [
    reviewApi.searchPersons,
    'anna',
    () => ({ ...sheet(), body: { ...held(), words: '増田', birthDate: null } }),
  ],
  [
    reviewApi.namePerson,
    'anna',
    () => ({
      ...sheet(),
      body: {
        ...held(),
        word: { kind: 'registered', residentId: committed.residentId, reason: '券の取り違え' },
      },
    }),
  ],
  [columnApi.column, 'chika', () => ({ params: COLUMN })],
  [columnApi.crops, 'chika', () => ({ params: COLUMN, body: { sheetIds: [waiting.sheetId] } })],
  [samplingApi.next, 'chika', () => ({})],
  [samplingApi.disputes, 'daiki', () => ({})],
  [retentionApi.due, 'daiki', () => ({ query: { kind: 'record' } })],
  [statementApi.statement, 'emi', () => month],
  [statementApi.csv, 'emi', () => ({ ...month, query: { encoding: 'utf-8' } })],
  [statementApi.pdf, 'emi', () => month],
  [practiceApi.list, 'emi', () => year],
  [practiceApi.csv, 'emi', () => ({ ...year, query: { encoding: 'utf-8' } })],
  [practiceApi.pdf, 'emi', () => year],
];

/** Some of what changes something, one of each kind of place it goes through. */
const CHANGES: readonly Asked[] = [
  [intakeApi.createBatch, 'kurumi', () => ({ body: NEW_BATCH })],
  [overridesApi.enter, 'anna', () => ({ body: { ...resident(), ...OVERRIDE } })],
  [replyMarksApi.ask, 'anna', () => ({ body: { ...resident(), ...MARK } })],
  [numbersApi.confirm, 'kurumi', () => suspected[0] ?? {}],
  [numbersApi.restore, 'kurumi', () => suspected[1] ?? {}],
  [reviewApi.claim, 'chika', () => ({ body: { purpose: 'verify' } })],
  [
    ledgerApi.amend,
    'daiki',
    () => ({ params: { entryId }, body: { kind: 'correction', reason: '転記の誤り' } }),
  ],
  [
    mastersApi.edit,
    'daiki',
    () => ({
      params: { master: 'residents' },
      body: { before: null, after: PAST, reason: '転入' },
    }),
  ],
  [samplingApi.setRate, 'daiki', () => ({ body: { rate: 0.5 } })],
  [accountsApi.create, 'fumi', () => ({ body: NEW_ACCOUNT })],
  [
    retentionApi.setRule,
    'fumi',
    () => ({ body: { kind: 'sheet', basis: 'last_change', years: 5, grounds: '規程' } }),
  ],
  [sessionApi.theme, 'emi', () => ({ body: { theme: 'dark' } })],
  [sessionApi.logout, 'kurumi', () => ({})],
];

const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;

function ask([endpoint, who, parts]: Asked) {
  const { params = {}, query, body, file } = parts();
  return of(who).visitor.send({
    method: endpoint.method,
    url: endpoint.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? ''),
    ...(query && { query }),
    ...(body && { payload: body }),
    ...(file && {
      headers: { 'content-type': 'multipart/form-data; boundary=cut' },
      payload: `--cut\r\ncontent-disposition: form-data; name="file"; filename="residents.csv"\r\n\r\n${file}\r\n--cut--\r\n`,
    }),
  });
}

const eventsOf = (requestId: string) =>
  world.db
    .selectFrom('auditEvents')
    .select(['action', 'outcome', 'accountId', 'detail'])
    .where('requestId', '=', requestId)
    .execute();

test('every route is either known to be audited or known to show and change nothing of anybody', async () => {
  const audited = [...SHOWS, ...CHANGES].map(([endpoint]) => nameOf(endpoint));
  const known = new Set([...audited, ...Object.keys(UNAUDITED)]);
  const all = (await contract()).map(nameOf);
  expect(all.filter((name) => !known.has(name))).toEqual([]);
  expect([...known].filter((name) => !all.includes(name))).toEqual([]);
  expect(audited.filter((name) => name in UNAUDITED)).toEqual([]);
});

describe('while the audit log cannot be written', () => {
  beforeAll(async () => {
    await world.owner.query(`create function no_log() returns trigger language plpgsql as
      $$ begin raise exception 'no log' using errcode = 'restrict_violation'; end $$`);
    await world.owner.query(
      'create trigger no_log before insert on audit_events for each row execute function no_log()',
    );
  });
  afterAll(async () => {
    await world.owner.query('drop trigger no_log on audit_events');
  });

  test.each([...SHOWS, ...CHANGES].map((asked) => [nameOf(asked[0]), asked] as const))(
    '%s shows and changes nothing',
    async (_name, asked) => {
      const reply = await ask(asked);
      expect(reply.statusCode).toBe(500);
      expect(Object.keys(reply.json()).toSorted()).toEqual(['code', 'requestId']);
    },
  );
});

describe('an event of this request is in the log, with who asked, once', () => {
  test.each([...SHOWS, ...CHANGES].map((asked) => [nameOf(asked[0]), asked] as const))(
    '%s answers',
    async (_name, asked) => {
      const reply = await ask(asked);
      expect([reply.statusCode, reply.statusCode === 200 ? '' : reply.body]).toEqual([200, '']);
      const events = await eventsOf(String(reply.headers['x-request-id']));
      const { accountId } = of(asked[1]).person;
      expect(events).toMatchObject([{ outcome: 'done', accountId }]);
      // What the compiler does not see to: the auditor's page has words for all of it.
      const names = events.flatMap(({ detail }) => Object.keys(detail));
      expect(AuditDetailKey.array().safeParse(names).error).toBeUndefined();
    },
  );
});
