import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseUndeclaredRoutes } from '../../api/register-endpoint.ts';
import { isAuthorised } from '../../rules/authorise.ts';
import { Role } from '../../schemas/accounts.ts';
import { backlogApi } from '../../schemas/api/backlog.ts';
import { columnApi } from '../../schemas/api/column.ts';
import type { Endpoint } from '../../schemas/api/endpoint.ts';
import { eventsApi } from '../../schemas/api/events.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { ledgerApi } from '../../schemas/api/ledger.ts';
import { mastersApi } from '../../schemas/api/masters.ts';
import { operatingApi } from '../../schemas/api/operating.ts';
import { queueApi } from '../../schemas/api/queue.ts';
import { reviewApi } from '../../schemas/api/review.ts';
import { samplingApi } from '../../schemas/api/sampling.ts';
import { sessionApi } from '../../schemas/api/session.ts';
import { statementApi } from '../../schemas/api/statement.ts';
import { storyApi } from '../../schemas/api/story.ts';
import { uploadApi } from '../../schemas/api/upload.ts';
import { MUNICIPALITY, openWorld, servicesThatFindNothing, type World } from './support/server.ts';
import { type Visitor, visit } from './support/visitor.ts';

const CONTRACT: readonly Endpoint[] = [
  sessionApi,
  intakeApi,
  reviewApi,
  columnApi,
  ledgerApi,
  queueApi,
  operatingApi,
  storyApi,
  uploadApi,
  backlogApi,
  samplingApi,
  statementApi,
  mastersApi,
  eventsApi,
].flatMap((api) => Object.values<Endpoint>(api));
const BEHIND_THE_GATE = CONTRACT.filter(({ action }) => action !== null);
const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`;
const urlOf = ({ path }: Endpoint) => path.replace(/:\w+/g, '01890000-0000-7000-8000-000000000000');

let world: World;
let app: FastifyInstance;
const { services, called } = servicesThatFindNothing();
const visitors = new Map<Role, Visitor>();

beforeAll(async () => {
  world = await openWorld('permissions');
  app = await world.serve({ services });
  for (const role of Role.options) {
    await world.account(`the.${role}`, [role]);
    const visitor = visit(app);
    await visitor.login(`the.${role}`);
    visitors.set(role, visitor);
  }
});
afterAll(() => world.close());

const visitorOf = (role: Role): Visitor => {
  const visitor = visitors.get(role);
  if (visitor === undefined) throw new Error(role);
  return visitor;
};

test('serves the contract, the metrics and the page, and nothing else', async () => {
  const served = [...CONTRACT.map(nameOf), 'GET /metrics'];
  expect(routesOf(app).toSorted()).toEqual(served.toSorted());
  const withPage = await world.serve({ staticFolder: import.meta.dirname });
  const page = routesOf(withPage).filter((route) => !served.includes(route));
  expect(page.toSorted()).toEqual(['GET *', 'HEAD *']);
});

test('refuses to start with a route under /api that the contract does not have', () => {
  const bare = fastify();
  refuseUndeclaredRoutes(bare);
  expect(() => bare.get('/api/extra', async () => ({}))).toThrow('bug.invariant');
  expect(() => bare.get('/page', async () => ({}))).not.toThrow();
});

const rows = (endpoints: readonly Endpoint[]) =>
  endpoints.map((endpoint) => [nameOf(endpoint), endpoint] as const);
const requestOf = (endpoint: Endpoint) => ({ method: endpoint.method, url: urlOf(endpoint) });

test.each(rows(BEHIND_THE_GATE))('%s is closed to who is not logged in', async (_, endpoint) => {
  const reply = await app.inject(requestOf(endpoint));
  expect([reply.statusCode, reply.json().code]).toEqual([401, 'auth.required']);
});

const CHANGING = BEHIND_THE_GATE.filter(({ method }) => method !== 'GET');
test.each(rows(CHANGING))('%s is closed without the token', async (_, endpoint) => {
  const { cookies } = visitorOf('clerk');
  const reply = await app.inject({ ...requestOf(endpoint), cookies });
  expect([reply.statusCode, reply.json().code]).toEqual([403, 'auth.csrf']);
});

// Logging out would end what the other rows of the table work with; the stream of events does not end by itself.
const LASTING = BEHIND_THE_GATE.filter(
  (endpoint) => endpoint !== sessionApi.logout && endpoint !== eventsApi.stream,
);
test.each(rows(LASTING))('%s is open to the roles of the rules alone', async (_, endpoint) => {
  for (const role of Role.options) {
    called.length = 0;
    const reply = await visitorOf(role).send(requestOf(endpoint));
    const allowed = mayCall(role, endpoint);
    expect([role, reply.statusCode !== 403]).toEqual([role, allowed]);
    if (allowed) {
      // Past the gate: the empty body is refused, or nothing is found.
      expect([200, 404, 415, 422]).toContain(reply.statusCode);
    } else {
      expect(reply.json().code).toBe('auth.forbidden');
      expect(called).toEqual([]);
      expect(await refusalsOf(endpoint)).toBeGreaterThan(0);
    }
  }
});

function mayCall(role: Role, { action }: Endpoint): boolean {
  if (action === null) throw new Error('behind the gate');
  const municipalityId = MUNICIPALITY;
  const actor = { kind: 'account', accountId: null, staffMemberId: null, municipalityId } as const;
  return isAuthorised({ ...actor, roles: [role] }, action, { municipalityId });
}

async function refusalsOf({ action, path, method }: Endpoint): Promise<number> {
  const refused = await world.db
    .selectFrom('auditEvents')
    .select(['detail', 'actorKind'])
    .where('action', '=', action)
    .where('outcome', '=', 'refused')
    .execute();
  return refused.filter(
    ({ detail, actorKind }) =>
      actorKind === 'account' && detail['route'] === path && detail['method'] === method,
  ).length;
}

/** Reads the routes back from the tree that Fastify draws of them. */
function routesOf(server: FastifyInstance): string[] {
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
