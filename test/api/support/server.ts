import type { FastifyInstance } from 'fastify';
import type { ServerDeps } from '../../../api/deps.ts';
import type { Services } from '../../../api/services.ts';
import { createAccount } from '../../../ledger/accounts/create-account.ts';
import { ensureMunicipality } from '../../../ledger/accounts/municipality.ts';
import { setPolicy } from '../../../ledger/accounts/policy.ts';
import { systemActor } from '../../../ledger/accounts/system-actor.ts';
import type { ActContext } from '../../../ledger/act-context.ts';
import { type Db, openDatabase } from '../../../ledger/database.ts';
import { migrate } from '../../../ledger/migrate.ts';
import { inMunicipality } from '../../../ledger/scope.ts';
import { RejectedInputError } from '../../../runtime/errors.ts';
import { newId } from '../../../runtime/ids.ts';
import { createLog } from '../../../runtime/log.ts';
import type { Role } from '../../../schemas/accounts.ts';
import { PASSWORD_ALONE } from '../../support/account-deps.ts';
import { createTestDatabase } from '../../support/postgres.ts';
import { buildTestServer } from './build-test-server.ts';

export const MUNICIPALITY = '112453';
export const PASSWORD = 'correct horse battery';

export type World = Readonly<{
  db: Db;
  ownerUrl: string;
  clock: { now(): Date; advance(ms: number): void };
  logLines: string[];
  context: ActContext;
  serve(over?: Partial<ServerDeps>): Promise<FastifyInstance>;
  /** One more municipality on the same database. */
  municipality(municipalityId: string): Promise<void>;
  account(loginName: string, roles: readonly Role[], municipalityId?: string): Promise<string>;
  close(): Promise<void>;
}>;

const of = (municipalityId: string) => ({ kind: 'municipality', municipalityId }) as const;

/** A municipality with nobody in it, on a database of its own, and a clock that stands still. */
export async function openWorld(name: string): Promise<World> {
  const database = await createTestDatabase(name);
  let nowMs = Date.parse('2026-04-01T00:00:00Z');
  const clock = {
    now: () => new Date(nowMs),
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
  await migrate(database.url, clock.now());
  const db = openDatabase(database.url, { max: 5, scope: of(MUNICIPALITY) });
  // Whatever a request asks for, it asks for its own municipality; what a test asks for, for the world's.
  const served = openDatabase(database.url, { max: 5 });
  const contextIn = (municipalityId: string): ActContext => ({
    actor: systemActor(municipalityId),
    requestId: newId(),
    traceId: newId(),
    now: clock.now(),
    newId,
  });
  const municipality = async (municipalityId: string) => {
    const wanted = { municipalityId, name: '試験市', demonstration: true };
    await inMunicipality(municipalityId, async () => {
      await ensureMunicipality(db, contextIn(municipalityId), wanted);
      await setPolicy(db, contextIn(municipalityId), PASSWORD_ALONE);
    });
  };
  await municipality(MUNICIPALITY);
  const servers: FastifyInstance[] = [];
  const logLines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void logLines.push(line) });
  return {
    db,
    ownerUrl: database.url,
    clock,
    logLines,
    context: contextIn(MUNICIPALITY),
    municipality,
    serve: async (over = {}) => {
      const { services } = servicesThatFindNothing();
      const app = await buildTestServer({ services, db: served, log, clock, ...over });
      servers.push(app);
      return app;
    },
    account: async (loginName, roles, municipalityId = MUNICIPALITY) => {
      const displayName = `職員 ${loginName}`;
      const account = { loginName, displayName, roles, password: PASSWORD };
      const create = () => createAccount(db, contextIn(municipalityId), account);
      return (await inMunicipality(municipalityId, create)).accountId;
    },
    close: async () => {
      for (const app of servers) await app.close();
      await db.destroy();
      await served.destroy();
      await database.drop();
    },
  };
}

/** Services of an empty municipality: each call is remembered and finds nothing. */
export function servicesThatFindNothing(over: Partial<Services> = {}): {
  services: Services;
  called: string[];
} {
  const called: string[] = [];
  const services = new Proxy(over, {
    get: (given, name: keyof Services) =>
      given[name] ??
      (async () => {
        called.push(name);
        throw new RejectedInputError('resource.not_found');
      }),
  });
  // Proof: the proxy answers every name with a function that rejects.
  return { services: services as Services, called };
}
