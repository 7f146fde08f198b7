import { sql } from 'kysely';
import type {
  AuditAction,
  AuditDetailKey,
  AuditResourceKind,
  AuditStep,
} from '../schemas/audit-vocabulary.ts';
import type { ActContext } from './act-context.ts';
import { type AuditTerm, insertTerms } from './auditing/terms.ts';
import { canonicalJson, sha256Hex } from './canonical.ts';
import type { Tx } from './database.ts';

/** Ids, counts and codes: never a name, a date of birth or a value read from a sheet. */
export type AuditDetail = Readonly<{
  [K in AuditDetailKey]?: K extends 'step' | 'act'
    ? AuditStep
    : string | number | boolean | null | readonly string[];
}>;

export type AuditAct = Readonly<{
  action: AuditAction;
  outcome: 'done' | 'refused';
  resourceKind: AuditResourceKind;
  resourceId: string | null;
  detail?: AuditDetail;
  /** What of a person was looked for or shown; their references belong into the detail. */
  terms?: readonly AuditTerm[];
}>;

/** What the first event of a chain has before it. */
export const GENESIS = '0'.repeat(64);

/** Appends to the municipality's hash chain. Serialised by an advisory lock held until commit. */
export async function appendAudit(
  tx: Tx,
  context: Omit<ActContext, 'actor'> & { actor: ActContext['actor'] | AnonymousActor },
  act: AuditAct,
): Promise<void> {
  const { actor } = context;
  const { municipalityId } = actor;
  await sql`select pg_advisory_xact_lock(hashtext(${`yoshin.audit.${municipalityId}`}))`.execute(
    tx,
  );
  const last = await newestEvent(tx, municipalityId);
  const event = {
    municipalityId,
    sequence: last === undefined ? 0 : last.sequence + 1,
    auditEventId: context.newId(),
    occurredAt: context.now,
    actorKind: actor.kind,
    accountId: actor.accountId,
    staffMemberId: actor.staffMemberId,
    action: act.action,
    outcome: act.outcome,
    resourceKind: act.resourceKind,
    resourceId: act.resourceId,
    detail: act.detail ?? {},
    requestId: context.requestId,
    traceId: context.traceId,
    previousHash: last?.eventHash ?? GENESIS,
  };
  await tx
    .insertInto('auditEvents')
    .values({ ...event, detail: JSON.stringify(event.detail), eventHash: auditHash(event) })
    .execute();
  await insertTerms(tx, municipalityId, event.auditEventId, act.terms ?? []);
}

/** Where the chain ends; `undefined` before it begins. */
export const newestEvent = (tx: Tx, municipalityId: string) =>
  tx
    .selectFrom('auditEvents')
    .select(['sequence', 'eventHash'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Somebody not logged in: a refused log-in belongs in the log too. */
export type AnonymousActor = Readonly<{
  kind: 'anonymous';
  accountId: string | null;
  staffMemberId: null;
  municipalityId: string;
}>;

type Hashed = Readonly<{ occurredAt: Date; [item: string]: unknown }>;

/** Every column but the hash itself: no byte of an event can change unnoticed. */
export function auditHash(event: Hashed): string {
  return sha256Hex(canonicalJson({ ...event, occurredAt: event.occurredAt.toISOString() }));
}
