import { inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { type AuditDetail, appendAudit } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { deleteExpiredSessions } from './session-repository.ts';

export type LoginContext = Omit<ActContext, 'actor'>;
export type Whose = Readonly<{ accountId: string; municipalityId: string }>;

/** Why somebody was not let in; for the log alone. */
type Refusal =
  | 'unknown_login_name'
  | 'disabled'
  | 'locked'
  | 'wrong_password'
  | 'one_time_password_expired'
  | 'openid_not_linked'
  | 'openid_expired'
  | 'openid_refused'
  | 'openid_unavailable';

const LOGIN = { action: 'session.login', resourceKind: 'session', resourceId: null } as const;

/** Somebody is let in. */
export async function recordEntry(
  tx: Tx,
  context: LoginContext,
  { accountId, municipalityId, staffMemberId }: Whose & Readonly<{ staffMemberId: string }>,
  detail: AuditDetail,
): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ lastLoginAt: context.now })
    .where('accountId', '=', accountId)
    .execute();
  await deleteExpiredSessions(tx, context.now);
  const actor = { kind: 'account' as const, accountId, staffMemberId, municipalityId, roles: [] };
  await appendAudit(tx, { ...context, actor }, { ...LOGIN, outcome: 'done', detail });
}

/**
 * Never with the name that was written: people type their password into the wrong box. Nor with what a provider calls
 * somebody who is nobody here.
 */
export async function recordRefusedLogin(
  db: Db,
  context: LoginContext,
  account: Whose | null,
  reason: Refusal,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const municipalityId = account?.municipalityId ?? (await oldestMunicipality(tx));
    // Before the first municipality exists there is no log to write to, and nobody to log in.
    if (municipalityId === undefined) return;
    const accountId = account?.accountId ?? null;
    const actor = { kind: 'anonymous' as const, accountId, staffMemberId: null, municipalityId };
    const refusal = { ...LOGIN, outcome: 'refused', detail: { reason } } as const;
    await appendAudit(tx, { ...context, actor }, refusal);
  });
}

/** A name nobody has belongs to no municipality; the installation's first one keeps the record of it. */
async function oldestMunicipality(tx: Tx): Promise<string | undefined> {
  const row = await tx
    .selectFrom('municipalities')
    .select('municipalityId')
    .orderBy('createdAt')
    .orderBy('municipalityId')
    .limit(1)
    .executeTakeFirst();
  return row?.municipalityId;
}
