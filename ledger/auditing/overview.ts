import { sql } from 'kysely';
import { READ_EVERY_DAYS, readingDue } from '../../rules/audit-reading.ts';
import { compareDates, dayInJapan } from '../../rules/calendar.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { AuditOverview, AuditVerification } from '../../schemas/api/audit.ts';
import { authorise, performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import type { ReviewDeps } from '../review/round.ts';
import { isGenuine, lastAuditCheckpoint } from './checkpoint.ts';
import { revealTerms, type TermKind } from './terms.ts';
import { verifyAudit } from './verify-audit.ts';

type Deps = Pick<ReviewDeps, 'db' | 'signer' | 'vault'>;

const READ = { action: 'audit.read', resourceKind: 'audit_log', resourceId: null } as const;

/** Where the log stands: how long, signed up to where, read up to where, and what can be asked of it. */
export async function auditOverview(deps: Deps, context: ActContext): Promise<AuditOverview> {
  const target = { ...READ, detail: { step: 'overview' } } as const;
  return performAct(deps.db, context, target, async (tx) => {
    const { municipalityId } = context.actor;
    const head = await eventAt(tx, municipalityId, null);
    return {
      events: head === undefined ? 0 : head.sequence + 1,
      headHash: head?.eventHash ?? null,
      checkpoint: await checkpointView(tx, municipalityId, deps.signer.publicKeyPem),
      reading: await readingView(tx, context, head === undefined ? 0 : head.sequence + 1),
      people: await tx
        .selectFrom('staffMembers')
        .select(['staffMemberId', 'displayName as name'])
        .where('municipalityId', '=', municipalityId)
        .orderBy('displayName')
        .orderBy('staffMemberId')
        .execute(),
      actions: await distinct(tx, municipalityId, 'action'),
      resourceKinds: await distinct(tx, municipalityId, 'resource_kind'),
    };
  });
}

/** By when the log is to be read next. */
export async function nextReading(
  db: Db,
  context: ActContext,
): Promise<Pick<AuditOverview['reading'], 'due' | 'overdue'>> {
  authorise(context.actor, READ.action, context.actor);
  const { due, overdue } = await readingView(db, context, 0);
  return { due, overdue };
}

const eventAt = (tx: Db | Tx, municipalityId: string, sequence: number | null) =>
  tx
    .selectFrom('auditEvents')
    .select(['sequence', 'eventHash', 'occurredAt'])
    .where('municipalityId', '=', municipalityId)
    .$if(sequence !== null, (query) => query.where('sequence', '=', sequence))
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();

async function checkpointView(
  tx: Tx,
  municipalityId: string,
  publicKeyPem: string,
): Promise<AuditOverview['checkpoint']> {
  const last = await lastAuditCheckpoint(tx, municipalityId);
  if (last === undefined) return null;
  const head = await eventAt(tx, municipalityId, last.events - 1);
  return {
    ...{ number: last.number, events: last.events, signedAt: last.signedAt.toISOString() },
    holds: head?.eventHash === last.headHash && isGenuine(last, publicKeyPem),
  };
}

async function readingView(
  tx: Db | Tx,
  { actor: { municipalityId }, now }: ActContext,
  events: number,
): Promise<AuditOverview['reading']> {
  const last = await lastReading(tx, municipalityId);
  const first = await eventAt(tx, municipalityId, last?.events ?? 0);
  const lastReadAt = last?.readAt ?? null;
  const due = readingDue({ lastReadAt, firstUnreadAt: first?.occurredAt ?? null }, READ_EVERY_DAYS);
  return {
    everyDays: READ_EVERY_DAYS,
    last: last === undefined ? null : { ...last, readAt: last.readAt.toISOString() },
    unread: Math.max(0, events - (last?.events ?? 0)),
    due,
    overdue: due !== null && compareDates(due, dayInJapan(now)) < 0,
  };
}

const lastReading = (tx: Db | Tx, municipalityId: string) =>
  tx
    .selectFrom('auditReadings')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'auditReadings.staffMemberId')
    .select(['events', 'readAt', 'note', 'displayName as by'])
    .where('auditReadings.municipalityId', '=', municipalityId)
    .orderBy('events', 'desc')
    .orderBy('readAt', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Each value once, by leaps through the index: a log of millions answers at once. */
async function distinct(
  tx: Tx,
  municipalityId: string,
  column: 'action' | 'resource_kind',
): Promise<string[]> {
  const name = sql.ref(column);
  const { rows } = await sql<{ value: string }>`
    with recursive found as (
      (select ${name} as value from audit_events where municipality_id = ${municipalityId}
        order by ${name} limit 1)
      union all
      select (select ${name} from audit_events where municipality_id = ${municipalityId}
        and ${name} > found.value order by ${name} limit 1) from found where found.value is not null
    ) select value from found where value is not null`.execute(tx);
  return rows.map(({ value }) => value);
}

type Read = Readonly<{ events: number; headHash: string; note: string }>;

/** An auditor's signature under what they have read: the length and the hash they saw. */
export async function signReading(
  deps: Deps,
  context: ActContext,
  { events, headHash, note }: Read,
): Promise<{ events: number }> {
  const target = { ...READ, detail: { step: 'signed', events } } as const;
  return performAct(deps.db, context, target, async (tx) => {
    const { municipalityId, accountId, staffMemberId } = context.actor;
    // Nobody signs under the program's own name.
    if (accountId === null || staffMemberId === null)
      throw new RejectedInputError('auth.forbidden');
    const seen = await eventAt(tx, municipalityId, events - 1);
    const before = await lastReading(tx, municipalityId);
    if (seen?.eventHash !== headHash || events <= (before?.events ?? 0)) {
      throw new RejectedInputError('input.invalid', { fields: ['events'] });
    }
    await tx
      .insertInto('auditReadings')
      .values({
        auditReadingId: context.newId(),
        ...{ municipalityId, events, headHash, note, accountId, staffMemberId },
        readAt: context.now,
      })
      .execute();
    return { events };
  });
}

/** The words of one event, opened for whoever asks; that they did is in the log. */
export async function openTerms(
  deps: Deps,
  context: ActContext,
  auditEventId: string,
): Promise<{ terms: Array<{ kind: TermKind; words: string | null }> }> {
  const target = {
    action: 'audit.read',
    resourceKind: 'audit_event',
    resourceId: auditEventId,
    detail: { step: 'terms' },
  } as const;
  const { municipalityId } = context.actor;
  return performAct(deps.db, context, target, async (tx) => ({
    terms: await revealTerms(tx, deps.vault, municipalityId, auditEventId),
  }));
}

/** So many are hashed anew in some twenty seconds. */
const MOST_VERIFIED = 100_000;

/** The chain from its first event, as far as a page may wait for it. */
export async function verifyForAuditor(
  deps: Deps,
  context: ActContext,
): Promise<AuditVerification> {
  const { municipalityId } = context.actor;
  const target = { ...READ, detail: { step: 'verify' } } as const;
  const events = await performAct(deps.db, context, target, async (tx) => {
    const head = await eventAt(tx, municipalityId, null);
    return head === undefined ? 0 : head.sequence + 1;
  });
  if (events > MOST_VERIFIED) return { kind: 'too_long', events };
  const report = await verifyAudit(deps.db, municipalityId, deps.signer.publicKeyPem);
  const { checkpoints, uncovered, problems } = report;
  return {
    kind: 'verified',
    ...{ events: report.events, checkpoints, uncovered },
    problems: problems.map((problem) => ({ ...problem })),
  };
}
