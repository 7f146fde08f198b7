import type { SessionStore } from '@fastify/session';
import type { Session } from 'fastify';
import { z } from 'zod';
import { deleteSession, findSession, saveSession } from '../ledger/accounts/session-repository.ts';
import type { Db } from '../ledger/database.ts';
import { acrossMunicipalities } from '../ledger/scope.ts';
import type { Clock } from '../runtime/clock.ts';
import { MunicipalityId } from '../schemas/accounts.ts';

/** Whose session it is and since when; the rest belongs to the session plugin. */
const SessionContent = z.looseObject({
  accountId: z.uuid(),
  municipalityId: MunicipalityId,
  loggedInAt: z.iso.datetime(),
  cookie: z.looseObject({}),
});

/** Keeps sessions in PostgreSQL: every API process sees a log-out at once, and a restart logs nobody out. */
export function createSessionStore(deps: Readonly<{ db: Db; clock: Clock }>): SessionStore {
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
      const { accountId, municipalityId, loggedInAt } = content.data;
      const stored = { accountId, municipalityId, loggedInAt: new Date(loggedInAt) };
      asked(() => saveSession(db, cookieId, { ...stored, content: session }, clock.now())).then(
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

/** A cookie is all there is: whose session it is, is in the session. */
const asked = <T>(run: () => Promise<T>): Promise<T> => acrossMunicipalities('sessions', run);

/** A row this program did not write logs nobody in. */
function restored(content: unknown): Session | null {
  const parsed = SessionContent.safeParse(content);
  // Proof: the plugin wrote this object itself; what we rely on of it was just parsed.
  return parsed.success ? (parsed.data as unknown as Session) : null;
}
