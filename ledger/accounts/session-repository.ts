import { inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { appendAudit } from '../audit.ts';
import { sha256Hex } from '../canonical.ts';
import { type Db, type Tx, translateDatabaseError } from '../database.ts';
import { releaseAll } from '../review/leases.ts';
import { type SessionLimits, sessionEnd } from './session-limits.ts';

export type StoredSession = Readonly<{
  accountId: string;
  municipalityId: string;
  loggedInAt: Date;
  /** What the browser calls itself, and the address it came from: for people to tell their sessions apart. */
  device: string;
  address: string;
  content: unknown;
}>;

/** A touch sooner than this after the last one is not written: reading a page is several requests. */
const TOUCH_EVERY_MS = 10_000;

/** What the table holds is a hash of the cookie, so a copy of the table logs nobody in. */
export const keyOf = (cookieId: string) => sha256Hex('yoshin.session|', cookieId);

export async function saveSession(
  db: Db,
  cookieId: string,
  session: StoredSession,
  now: Date,
  limits: SessionLimits,
): Promise<void> {
  const { accountId, municipalityId, loggedInAt, device, address } = session;
  const changing = {
    content: JSON.stringify(session.content),
    expiresAt: sessionEnd(loggedInAt, now, limits),
    lastSeenAt: now,
    accountId,
    municipalityId,
  };
  await db
    .insertInto('sessions')
    .values({ sessionId: keyOf(cookieId), beganAt: loggedInAt, device, address, ...changing })
    .onConflict((conflict) => conflict.column('sessionId').doUpdateSet(changing))
    .execute()
    .catch(rethrow);
}

/** The content of a session that has not ended, `null` otherwise. */
export async function findSession(db: Db, cookieId: string, now: Date): Promise<unknown> {
  const row = await db
    .selectFrom('sessions')
    .select('content')
    .where('sessionId', '=', keyOf(cookieId))
    .where('expiresAt', '>', now)
    .executeTakeFirst()
    .catch(rethrow);
  return row?.content ?? null;
}

/** Somebody did something. Never revives a session that is gone, nor one that was logged out meanwhile. */
export async function touchSession(
  db: Db,
  cookieId: string,
  loggedInAt: Date,
  now: Date,
  limits: SessionLimits,
): Promise<void> {
  const expiresAt = sessionEnd(loggedInAt, now, limits);
  await db
    .updateTable('sessions')
    .set({ expiresAt, lastSeenAt: now })
    .where('sessionId', '=', keyOf(cookieId))
    .where('expiresAt', '>', now)
    .where('expiresAt', '<', new Date(expiresAt.getTime() - TOUCH_EVERY_MS))
    .execute()
    .catch(rethrow);
}

export async function deleteSession(db: Db, cookieId: string): Promise<void> {
  await db.deleteFrom('sessions').where('sessionId', '=', keyOf(cookieId)).execute().catch(rethrow);
}

/**
 * Log-out: the session and the record of its end go together. The account's sheets go to whoever comes next, also one
 * that lies open at another desk; what was answered on them stays.
 */
export async function endSession(db: Db, context: ActContext, cookieId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    await deleteSession(tx, cookieId);
    const { accountId } = context.actor;
    if (accountId !== null) await releaseAll(tx, accountId);
    await appendAudit(tx, context, {
      action: 'session.logout',
      outcome: 'done',
      resourceKind: 'session',
      resourceId: null,
    });
  });
}

export async function deleteSessionsOfAccount(tx: Tx, accountId: string): Promise<number> {
  const result = await tx
    .deleteFrom('sessions')
    .where('accountId', '=', accountId)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

export async function deleteExpiredSessions(tx: Tx, now: Date): Promise<void> {
  await tx.deleteFrom('sessions').where('expiresAt', '<=', now).execute();
}

function rethrow(error: unknown): never {
  throw translateDatabaseError(error);
}
