import { isAuthorised, type Resource } from '../rules/authorise.ts';
import { RejectedInputError } from '../runtime/errors.ts';
import type { Action, Actor } from '../schemas/accounts.ts';
import type { AuditResourceKind } from '../schemas/audit-vocabulary.ts';
import type { ActContext } from './act-context.ts';
import { type AuditDetail, appendAudit } from './audit.ts';
import type { AuditTerm } from './auditing/terms.ts';
import { type Db, type Tx, translateDatabaseError } from './database.ts';

export type ActTarget = Readonly<{
  action: Action;
  /** What is looked at or changed, in audit terms. */
  resourceKind: AuditResourceKind;
  resourceId: string | null;
  detail?: AuditDetail;
  terms?: readonly AuditTerm[];
}>;

/** Throws `auth.forbidden`. The one gate: routes, event streams and acts all pass it. */
export function authorise(actor: Actor, action: Action, resource: Resource): void {
  if (!isAuthorised(actor, action, resource)) throw new RejectedInputError('auth.forbidden');
}

/** A transaction with its audit event inside: either both are there or neither. `resourceOf`: known only afterwards. */
export async function performAct<T>(
  db: Db,
  context: ActContext,
  {
    resourceOf,
    detailOf,
    termsOf,
    ...target
  }: ActTarget & {
    resourceOf?: (result: T) => string;
    detailOf?: (result: T) => AuditDetail;
    /** Who was shown, beside what was looked for. */
    termsOf?: (result: T) => readonly AuditTerm[];
  },
  run: (tx: Tx) => Promise<T>,
): Promise<T> {
  const resource = { municipalityId: context.actor.municipalityId };
  if (!isAuthorised(context.actor, target.action, resource)) {
    await inTransaction(db, (tx) => appendAudit(tx, context, { ...target, outcome: 'refused' }));
    throw new RejectedInputError('auth.forbidden');
  }
  return inTransaction(db, async (tx) => {
    const result = await run(tx);
    // Last, because it queues behind every other act of this municipality.
    const resourceId = resourceOf === undefined ? target.resourceId : resourceOf(result);
    const detail = detailOf === undefined ? {} : { detail: detailOf(result) };
    const terms = [...(target.terms ?? []), ...(termsOf?.(result) ?? [])];
    await appendAudit(tx, context, { ...target, ...detail, terms, resourceId, outcome: 'done' });
    return result;
  });
}

export async function inTransaction<T>(db: Db, run: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await db.transaction().execute(run);
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
