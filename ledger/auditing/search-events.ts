import { type RawBuilder, sql } from 'kysely';
import type { TermVault } from '../../runtime/term-vault.ts';
import { type AuditEventView, type AuditWanted, MOST_EXPORTED } from '../../schemas/api/audit.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Tx } from '../database.ts';
import type { ReviewDeps } from '../review/round.ts';
import { concealTerm, TERM_KINDS } from './terms.ts';

type Deps = Pick<ReviewDeps, 'db' | 'vault'>;
type Found = { items: AuditEventView[]; total: number; capped: boolean; until: number };

const PAGE_SIZE = 50;
/** Beyond so many nobody leafs: the question is asked more narrowly, or the file is taken. */
const MOST_COUNTED = 10_000;

/** A page of the log, the newest first. Reading it is in the log. */
export async function searchAudit(
  deps: Deps,
  context: ActContext,
  { until, offset, ...wanted }: AuditWanted & { until: number | null; offset: number },
): Promise<Found> {
  const { municipalityId } = context.actor;
  const target = { ...targetOf(deps.vault, municipalityId, wanted), resourceId: null };
  const detail = { ...detailOf(wanted), step: 'search', offset } as const;
  return performAct(deps.db, context, { ...target, detail }, async (tx) => {
    const before = until ?? (await lengthOf(tx, municipalityId));
    const where = conditions(deps.vault, municipalityId, wanted, before);
    const { rows } = await sql<{ total: number }>`select count(*) as total from
      (select from audit_events as event where ${where} limit ${MOST_COUNTED + 1}) counted`.execute(
      tx,
    );
    const total = rows[0]?.total ?? 0;
    return {
      items: await eventsWhere(tx, where, { limit: PAGE_SIZE, offset }),
      total: Math.min(total, MOST_COUNTED),
      capped: total > MOST_COUNTED,
      until: before,
    };
  });
}

/** The same for a file. */
export async function exportAudit(
  deps: Deps,
  context: ActContext,
  wanted: AuditWanted,
): Promise<Exported> {
  const { municipalityId } = context.actor;
  const target = {
    ...targetOf(deps.vault, municipalityId, wanted),
    resourceId: null,
    detailOf: ({ items, truncated }: Exported): AuditDetail => ({
      ...{ ...detailOf(wanted), step: 'export', count: items.length, truncated },
    }),
  };
  return performAct(deps.db, context, target, async (tx) => {
    const where = conditions(
      deps.vault,
      municipalityId,
      wanted,
      await lengthOf(tx, municipalityId),
    );
    const items = await eventsWhere(tx, where, { limit: MOST_EXPORTED + 1, offset: 0 });
    return { items: items.slice(0, MOST_EXPORTED), truncated: items.length > MOST_EXPORTED };
  });
}

const targetOf = (vault: TermVault, municipalityId: string, { subject }: AuditWanted) =>
  ({
    action: 'audit.read',
    resourceKind: 'audit_log',
    terms: isAsked(subject) ? [concealTerm(vault, municipalityId, 'words', subject)] : [],
  }) as const;

const isAsked = (words: string | null): words is string => words !== null && words.trim() !== '';

type Exported = Readonly<{ items: AuditEventView[]; truncated: boolean }>;

/** By what was narrowed; what was typed is sealed, or left out. */
const detailOf = ({ from, to, who, action, outcome, ...typed }: AuditWanted): AuditDetail => ({
  ...{ from, to, who, action, outcome },
  typed: Object.entries(typed).flatMap(([name, value]) => (isAsked(value) ? [name] : [])),
});

async function lengthOf(tx: Tx, municipalityId: string): Promise<number> {
  const row = await tx
    .selectFrom('auditEvents')
    .select('sequence')
    .where('municipalityId', '=', municipalityId)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? 0 : row.sequence + 1;
}

/** Days are Japan's. */
const startOf = (day: string) => sql`(${day}::date)::timestamp at time zone 'Asia/Tokyo'`;

function conditions(
  vault: TermVault,
  municipalityId: string,
  wanted: AuditWanted,
  before: number,
): RawBuilder<unknown> {
  const { from, to, who, action, outcome, resourceKind, resourceId, subject } = wanted;
  const all: Array<RawBuilder<unknown>> = [
    sql`event.municipality_id = ${municipalityId} and event.sequence < ${before}`,
  ];
  if (from !== null) all.push(sql`event.occurred_at >= ${startOf(from)}`);
  if (to !== null) all.push(sql`event.occurred_at < ${startOf(to)} + interval '1 day'`);
  if (who === 'system' || who === 'anonymous') all.push(sql`event.actor_kind = ${who}`);
  else if (who !== null) {
    // Also where somebody was refused at the log-in: that is told of the account, not of a person who acts.
    all.push(sql`(event.staff_member_id = ${who} or event.staff_member_id is null and event.account_id in
      (select account_id from accounts where staff_member_id = ${who}))`);
  }
  if (action !== null) all.push(sql`event.action = ${action}`);
  if (outcome !== null) all.push(sql`event.outcome = ${outcome}`);
  if (resourceKind !== null) all.push(sql`event.resource_kind = ${resourceKind}`);
  if (isAsked(resourceId)) all.push(sql`event.resource_id = ${resourceId.trim()}`);
  if (isAsked(subject)) {
    const references = TERM_KINDS.map(
      (kind) => concealTerm(vault, municipalityId, kind, subject).reference,
    );
    all.push(sql`(event.resource_id = any(${references}::text[]) or event.audit_event_id in (
      select audit_event_id from audit_terms
      where municipality_id = ${municipalityId} and reference = any(${references}::text[])))`);
  }
  return sql.join(all, sql` and `);
}

type Row = Omit<AuditEventView, 'occurredAt'> & { occurredAt: Date };

async function eventsWhere(
  tx: Tx,
  where: RawBuilder<unknown>,
  { limit, offset }: { limit: number; offset: number },
): Promise<AuditEventView[]> {
  const { rows } = await sql<Row>`
    select event.sequence, event.audit_event_id, event.occurred_at, event.actor_kind, event.action, event.outcome,
      event.resource_kind, event.resource_id, event.detail, event.request_id,
      person.display_name as name, account.login_name,
      exists (select from audit_terms t where t.municipality_id = event.municipality_id
        and t.audit_event_id = event.audit_event_id) as has_terms
    from audit_events as event
    left join accounts account on account.account_id = event.account_id
      and account.municipality_id = event.municipality_id
    left join staff_members person on person.staff_member_id = account.staff_member_id
      and person.municipality_id = event.municipality_id
    where ${where} order by event.sequence desc limit ${limit} offset ${offset}`.execute(tx);
  return rows.map((row) => ({ ...row, occurredAt: row.occurredAt.toISOString() }));
}
