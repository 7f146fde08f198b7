import { RejectedInputError } from '../../runtime/errors.ts';
import type { SessionRow } from '../../schemas/api/own-account.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { releaseAll } from '../review/leases.ts';
import { keyOf } from './session-repository.ts';

/** The open sessions of an account, the latest used first. `cookieId`: of whoever asks. */
export async function listSessions(
  db: Db,
  { actor, now }: ActContext,
  accountId: string,
  cookieId: string,
): Promise<SessionRow[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(['sessionId', 'sessionRef', 'beganAt', 'lastSeenAt', 'device', 'address'])
    .where('municipalityId', '=', actor.municipalityId)
    .where('accountId', '=', accountId)
    .where('expiresAt', '>', now)
    .orderBy('lastSeenAt', 'desc')
    .execute();
  return rows.map(({ sessionId, beganAt, lastSeenAt, ...row }) => ({
    ...row,
    isThis: sessionId === keyOf(cookieId),
    beganAt: beganAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  }));
}

type Ending = Readonly<{
  /** Whose; somebody else's only for who manages accounts. */
  accountId: string;
  /** One session, or every one but that of this cookie. */
  which: Readonly<{ sessionRef: string }> | Readonly<{ allBut: string }>;
}>;

/** Ends sessions at once; the sheets of an account go back when its last one ends. `resource.not_found`: there is none such. */
export async function endSessions(
  db: Db,
  context: ActContext,
  { accountId, which }: Ending,
): Promise<{ sessionsEnded: number }> {
  const isOwn = accountId === context.actor.accountId;
  const one = 'sessionRef' in which ? which.sessionRef : null;
  const target = {
    action: isOwn ? 'session.manage_own' : 'account.manage',
    resourceKind: one === null ? 'account' : 'session',
    resourceId: one ?? accountId,
    detail: { act: 'end_session', accountId },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const ended = await tx
      .deleteFrom('sessions')
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('accountId', '=', accountId)
      .$if('sessionRef' in which, (query) => query.where('sessionRef', '=', one ?? ''))
      .$if('allBut' in which, (query) =>
        query.where('sessionId', '!=', 'allBut' in which ? keyOf(which.allBut) : ''),
      )
      .executeTakeFirst();
    const sessionsEnded = Number(ended.numDeletedRows);
    if (one !== null && sessionsEnded === 0) throw new RejectedInputError('resource.not_found');
    if (!(await hasSession(tx, accountId, context.now))) await releaseAll(tx, accountId);
    return { sessionsEnded };
  });
}

async function hasSession(tx: Tx, accountId: string, now: Date): Promise<boolean> {
  const left = await tx
    .selectFrom('sessions')
    .select('sessionId')
    .where('accountId', '=', accountId)
    .where('expiresAt', '>', now)
    .limit(1)
    .executeTakeFirst();
  return left !== undefined;
}
