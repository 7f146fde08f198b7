import { readFile } from 'node:fs/promises';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseUndeclaredRoutes } from '../../api/register-endpoint.ts';
import type { Services } from '../../api/services.ts';
import { disableAccount } from '../../ledger/accounts/disable-account.ts';
import type { ActContext } from '../../ledger/act-context.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { isAuthorised } from '../../rules/authorise.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { Role } from '../../schemas/accounts.ts';
import type { Endpoint } from '../../schemas/api/endpoint.ts';
import { sessionApi } from '../../schemas/api/session.ts';
import { contract } from '../../scripts/contract.ts';
import { permissionDocs } from '../../scripts/permission-docs.ts';
import { nameOf, type Route, withRoutes } from './support/routes.ts';
import { MUNICIPALITY, openWorld, type World } from './support/server.ts';
import { visit } from './support/visitor.ts';

/** Where nobody need be logged in: to log in, and to ask what house this is and whether the program is there. */
const OPEN = [
  ...['GET /api/door', 'GET /api/health', 'GET /api/ready', 'POST /api/session'],
  ...['POST /api/session/openid', 'POST /api/session/openid/answer'],
];
const ELSEWHERE = '272035';
/** Everything one account can be. */
const OF_STAFF = Role.options.filter((role) => role !== 'contractor');
/** What ships with the program is the same for every municipality. */
const OF_NOBODY: readonly (keyof Services)[] = [
  ...(['forms', 'masterProfiles', 'vaccines', 'exportProfiles'] as const),
];

let world: World;
let app: FastifyInstance;
let routes: readonly Route[];
let guarded: Guarded[];
type Guarded = Readonly<{ name: string; url: string; endpoint: Endpoint }>;
/** For whom each service was called. */
const called: string[] = [];

beforeAll(async () => {
  world = await openWorld('permissions');
  await world.municipality(ELSEWHERE);
  ({ app, routes } = await withRoutes(() => world.serve({ services: servicesThatTellForWhom() })));
  guarded = routes.flatMap(({ method, url, endpoint }) =>
    endpoint === undefined || endpoint.action === null
      ? []
      : [{ name: nameOf({ method, url }), url: withIds(url), endpoint }],
  );
});
afterAll(() => world.close());

const withIds = (url: string) => url.replace(/:\w+/g, '01890000-0000-7000-8000-000000000000');

test('serves the contract, the metrics and the page, and nothing else', async () => {
  const declared = (await contract()).map(({ method, path }) => nameOf({ method, url: path }));
  const served = [...declared, 'GET /metrics'].toSorted();
  expect(routes.map(nameOf).toSorted()).toEqual(served);
  expect(printed(app).toSorted()).toEqual(served);
  const page = await withRoutes(() => world.serve({ staticFolder: import.meta.dirname }));
  const more = page.routes.map(nameOf).filter((name) => !served.includes(name));
  expect(more.toSorted()).toEqual(['GET /*', 'HEAD /*']);
});

test('is open without a log-in only where somebody logs in or asks whether it is there', () => {
  const open = routes.filter(({ endpoint }) => (endpoint?.action ?? null) === null).map(nameOf);
  expect(open.toSorted()).toEqual([...OPEN, 'GET /metrics'].toSorted());
  expect(guarded.length).toBe(routes.length - open.length);
});

test('refuses to start with a route under /api that the contract does not have', () => {
  const bare = fastify();
  refuseUndeclaredRoutes(bare);
  expect(() => bare.get('/api/extra', async () => ({}))).toThrow('bug.invariant');
  expect(() => bare.get('/page', async () => ({}))).not.toThrow();
});

test('every route is closed to who is not logged in', async () => {
  for (const { name, endpoint, url } of guarded) {
    const reply = await app.inject({ method: endpoint.method, url });
    expect([name, reply.statusCode, reply.json().code]).toEqual([name, 401, 'auth.required']);
  }
  expect(called).toEqual([]);
});

test('every route is closed to an account that was disabled, whatever its roles', async () => {
  const accountId = await world.account('the.disabled', OF_STAFF);
  const visitor = visit(app);
  await visitor.login('the.disabled');
  // Its sessions end with it; here one is left over, as after a restore.
  const sessions = await world.db.selectFrom('sessions').selectAll().execute();
  await disableAccount(world.db, world.context, accountId);
  for (const { content, ...row } of sessions) {
    await world.db
      .insertInto('sessions')
      .values({ ...row, content: JSON.stringify(content) })
      .execute();
  }
  for (const { name, endpoint, url } of guarded) {
    const reply = await visitor.send({ method: endpoint.method, url });
    expect([name, reply.statusCode, reply.json().code]).toEqual([name, 401, 'auth.required']);
  }
  expect(called).toEqual([]);
});

test('every route that changes something is closed without the token', async () => {
  await world.account('the.tokenless', OF_STAFF);
  const visitor = visit(app);
  await visitor.login('the.tokenless');
  const { cookies } = visitor;
  for (const { name, endpoint, url } of guarded.filter(
    ({ endpoint: { method } }) => method !== 'GET',
  )) {
    const reply = await app.inject({ method: endpoint.method, url, cookies });
    expect([name, reply.statusCode, reply.json().code]).toEqual([name, 403, 'auth.csrf']);
  }
  expect(called).toEqual([]);
});

const MATRIX = [MUNICIPALITY, ELSEWHERE].flatMap((municipalityId) =>
  Role.options.map((role) => [role, municipalityId] as const),
);

test.each(MATRIX)(
  'a %s of %s may what the rules say, on every route, for nobody else',
  async (role, municipalityId) => {
    const loginName = `the.${role}.${municipalityId}`;
    await world.account(loginName, [role], municipalityId);
    let visitor = visit(app);
    await visitor.login(loginName);
    const outcomes: [string, boolean][] = [];
    for (const { name, endpoint, url } of guarded) {
      called.length = 0;
      const reply = await visitor.send({ method: endpoint.method, url });
      outcomes.push([name, reply.statusCode !== 403]);
      if (reply.statusCode === 403) {
        expect([name, reply.json().code, called]).toEqual([name, 'auth.forbidden', []]);
        expect([name, await refusalsOf(endpoint, municipalityId)]).not.toEqual([name, 0]);
      } else {
        // Past the gate: the empty body is refused, or nothing is found, or nobody tells of events.
        expect([name, [200, 404, 415, 422, 503].includes(reply.statusCode)]).toEqual([name, true]);
        expect([name, called.filter((whose) => whose !== municipalityId)]).toEqual([name, []]);
      }
      if (endpoint === sessionApi.logout) {
        visitor = visit(app);
        await visitor.login(loginName);
      }
    }
    expect(outcomes).toEqual(guarded.map(({ name, endpoint }) => [name, mayCall(role, endpoint)]));
  },
);

test('docs/permissions.md is the table; else run: node scripts/write-permission-docs.ts', async () => {
  expect(await readFile('docs/permissions.md', 'utf8')).toBe(permissionDocs(await contract()));
});

function mayCall(role: Role, { action }: Endpoint): boolean {
  if (action === null) throw new Error('behind the gate');
  const municipalityId = MUNICIPALITY;
  const actor = { kind: 'account', accountId: null, staffMemberId: null, municipalityId } as const;
  return isAuthorised({ ...actor, roles: [role] }, action, { municipalityId });
}

async function refusalsOf(endpoint: Endpoint, municipalityId: string): Promise<number> {
  const { action, path, method } = endpoint;
  const refused = await inMunicipality(municipalityId, () =>
    world.db
      .selectFrom('auditEvents')
      .select(['detail', 'actorKind'])
      .where('action', '=', action ?? '')
      .where('outcome', '=', 'refused')
      .execute(),
  );
  return refused.filter(
    ({ detail, actorKind }) =>
      actorKind === 'account' && detail['route'] === path && detail['method'] === method,
  ).length;
}

/** Services that find nothing and remember for which municipality they were asked. */
function servicesThatTellForWhom(): Services {
  const services = new Proxy(
    {},
    {
      get: (_, name: keyof Services) => async (context?: ActContext) => {
        if (!OF_NOBODY.includes(name)) called.push(context?.actor.municipalityId ?? name);
        throw new RejectedInputError('resource.not_found');
      },
    },
  );
  // Proof: the proxy answers every name with a function that rejects.
  return services as Services;
}

/** The routes once more, from the tree that Fastify draws of them. */
function printed(server: FastifyInstance): string[] {
  const prefixes: string[] = [];
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods] =
        /^([│ ]*)[├└]── (\S+)(?: \((.+)\))?$/.exec(line) ?? [];
      const depth = indent.length / 4;
      const path = `${depth === 0 ? '' : prefixes[depth - 1]}${part}`;
      prefixes[depth] = path;
      return methods === undefined ? [] : methods.split(', ').map((method) => `${method} ${path}`);
    });
}
