import type { FastifyInstance } from 'fastify';
import { DEFAULT_LIMITS, type ServerDeps } from '../../../api/deps.ts';
import { buildServer } from '../../../api/server.ts';
import { systemClock } from '../../../runtime/clock.ts';
import { TransientError } from '../../../runtime/errors.ts';
import { newId } from '../../../runtime/ids.ts';
import { createLog } from '../../../runtime/log.ts';
import { ACCOUNT_DEPS } from '../../support/account-deps.ts';

/** Nothing in the queue, and somebody else reads. */
export const QUIET: ServerDeps['operating'] = {
  metricsToken: undefined,
  queueCounts: async () => ({}),
  checkBlobs: async () => undefined,
  maxBacklog: 0,
  reading: 'elsewhere',
};

/** Nobody tells this server what happens. */
const UNHEARD: ServerDeps['changes'] = {
  listen: () => {
    throw new TransientError('service.database_unavailable');
  },
};

type Wanted = Pick<ServerDeps, 'services' | 'db'> & Partial<ServerDeps>;

/** The server as it runs, but for what a test says otherwise: nothing in the queue, nobody tells it of changes. */
export const buildTestServer = (wanted: Wanted): Promise<FastifyInstance> =>
  buildServer({
    ...ACCOUNT_DEPS,
    changes: UNHEARD,
    log: createLog('silent'),
    clock: systemClock,
    newId,
    sessionSecret: 's'.repeat(64),
    staticFolder: null,
    secureCookies: false,
    trustedProxies: [],
    limits: DEFAULT_LIMITS,
    operating: QUIET,
    ...wanted,
  });
