import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { DEFAULT_LIMITS } from '../../../api/deps.ts';
import { openWorld, PASSWORD, type World } from './server.ts';
import { type Visitor, visit } from './visitor.ts';

/** A municipality with an administrator, who is logged in at the beginning of each test, and a free login name for each. */
export function accountOffice(database: string) {
  let world: World;
  let app: FastifyInstance;
  let administrator: Visitor;
  let administratorId: string;
  let tests = 0;
  const enter = async (loginName: string, password = PASSWORD): Promise<Visitor> => {
    const visitor = visit(app);
    expect((await visitor.login(loginName, password)).statusCode).toBe(200);
    return visitor;
  };
  const administratorReturns = async () => {
    administrator = await enter('the.administrator');
  };
  beforeAll(async () => {
    world = await openWorld(database);
    app = await world.serve({ limits: { ...DEFAULT_LIMITS, loginsPerMinute: 1_000 } });
    administratorId = await world.account('the.administrator', ['administrator']);
  });
  beforeEach(async () => {
    tests += 1;
    await administratorReturns();
  });
  afterAll(() => world.close());
  return {
    get world() {
      return world;
    },
    get app() {
      return app;
    },
    get administrator() {
      return administrator;
    },
    get administratorId() {
      return administratorId;
    },
    /** Nobody’s yet. */
    get loginName() {
      return `person.${tests}`;
    },
    enter,
    /** After so long that the session is over. */
    administratorReturns,
  };
}

export const DAY = 86_400_000;
/** What somebody chooses instead of the one-time password. */
export const OWN = 'my own long password';

export const post = (url: string, payload: object = {}) =>
  ({ method: 'POST', url, payload }) as const;
export const get = (url: string) => ({ method: 'GET', url }) as const;
export const current = get('/api/session');
export const changePassword = (current: string, next: string) =>
  ({ method: 'PUT', url: '/api/account/password', payload: { current, next } }) as const;
