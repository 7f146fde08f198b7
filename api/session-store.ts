import type { SessionStore } from '@fastify/session';
import type { Session } from 'fastify';
import { z } from 'zod';
import { policyOf } from '../ledger/accounts/policy.ts';
import {
  deleteSession,
  findSession,
  type StoredSession,
  saveSession,
} from '../ledger/accounts/session-repository.ts';
import type { Db } from '../ledger/database.ts';
import { acrossMunicipalities, inMunicipality } from '../ledger/scope.ts';
import type { Clock } from '../runtime/clock.ts';
import { MunicipalityId } from '../schemas/accounts.ts';

/** Whose session it is and since when; the rest belongs to the session plugin. */
const SessionContent = z.looseObject({
  accountId: z.uuid(),
  municipalityId: MunicipalityId,
  loggedInAt: z.iso.datetime(),
  device: z.string(),
  address: z.string(),
  cookie: z.looseObject({}),
});

type Deps = Readonly<{ db: Db; clock: Clock }>;

/** Keeps sessions in PostgreSQL: every API process sees a log-out at once, and a restart logs nobody out. */
export function createSessionStore(deps: Deps): SessionStore {
  const { db, clock } = deps;
  return {
    get: (cookieId, done) => {
      asked(() => findSession(db, cookieId, clock.now())).then(
        (content) => done(null, restored(content)),
        (error: unknown) => done(error),
      );
    },
    set: (cookieId, session, done) => {
      const content = SessionContent.safeParse(session);
      // Nobody is logged in: such a session is never kept, so a stranger cannot fill the table.
      if (!content.success) return done();
      keep(deps, cookieId, { ...content.data, content: session }).then(
        () => done(),
        (error: unknown) => done(error),
      );
    },
    destroy: (cookieId, done) => {
      asked(() => deleteSession(db, cookieId)).then(
        () => done(),
        (error: unknown) => done(error),
      );
    },
  };
}

type Kept = Omit<StoredSession, 'loggedInAt'> & Readonly<{ loggedInAt: string }>;

/** For as long as its municipality lets a session stand. */
async function keep({ db, clock }: Deps, cookieId: string, session: Kept): Promise<void> {
  const { accountId, municipalityId, device, address, content } = session;
  const loggedInAt = new Date(session.loggedInAt);
  const stored = { accountId, municipalityId, loggedInAt, device, address, content };
  const limits = await inMunicipality(municipalityId, () => policyOf(db, municipalityId));
  await asked(() => saveSession(db, cookieId, stored, clock.now(), limits));
}

/** A cookie is all there is: whose session it is, is in the session. */
const asked = <T>(run: () => Promise<T>): Promise<T> => acrossMunicipalities('sessions', run);

/** A row this program did not write logs nobody in. */
function restored(content: unknown): Session | null {
  const parsed = SessionContent.safeParse(content);
  // Proof: the plugin wrote this object itself; what we rely on of it was just parsed.
  return parsed.success ? (parsed.data as unknown as Session) : null;
}
