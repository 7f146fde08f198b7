import { type Selectable, sql } from 'kysely';
import { auditHash, GENESIS } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import type { AuditEvents } from '../tables/account-tables.ts';
import type { AuditProblem, Kept } from './audit-problem.ts';
import { checkCheckpoints } from './verify-checkpoints.ts';

export type AuditReport = Readonly<{
  municipalityId: string;
  events: number;
  checkpoints: number;
  /** Events that no checkpoint covers yet: what was cut off there leaves no trace. */
  uncovered: number;
  problems: readonly AuditProblem[];
}>;

type Event = Selectable<AuditEvents>;

const PAGE = 500;
/** Rows that stand in the wrong place are looked for among the broken ones, up to so many. */
const BROKEN_KEPT = 500;

/** Walks the chain from its first event and lays it beside what was signed. Reads; never writes. */
export async function verifyAudit(
  db: Db,
  municipalityId: string,
  publicKeyPem: string,
  kept: Kept = [],
): Promise<AuditReport> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const signed = await checkCheckpoints(tx, municipalityId, publicKeyPem, kept);
      const chain = await walkChain(tx, municipalityId, signed.heads);
      const covered = Math.max(0, ...signed.heads.keys());
      const tail = missing(chain.length, covered);
      return {
        municipalityId,
        events: chain.events,
        checkpoints: signed.checkpoints,
        uncovered: Math.max(0, chain.length - covered),
        problems: [...chain.problems, ...tail, ...signed.problems],
      };
    });
}

type Walk = {
  events: number;
  /** Sequence after the last one seen. */
  length: number;
  previous: Event | undefined;
  /** The newest length whose signed hash was found again. */
  fitted: number;
  broken: Event[];
  problems: AuditProblem[];
  rewritten: boolean;
};

async function walkChain(
  tx: Tx,
  municipalityId: string,
  heads: ReadonlyMap<number, string>,
): Promise<Walk> {
  const walk: Walk = {
    ...{ events: 0, length: 0, previous: undefined, fitted: 0 },
    ...{ broken: [], problems: [], rewritten: false },
  };
  for await (const event of eventsOf(tx, municipalityId)) {
    followEvent(walk, event);
    followHead(walk, event, heads.get(event.sequence + 1));
  }
  return { ...walk, problems: nameReordered(walk) };
}

function followEvent(walk: Walk, event: Event): void {
  const { previous } = walk;
  walk.events += 1;
  if (event.sequence < walk.length) {
    walk.problems.push(named(event.sequence, 'event_inserted'));
    return;
  }
  const gap = event.sequence > walk.length;
  walk.problems.push(...missing(walk.length, event.sequence));
  walk.length = event.sequence + 1;
  walk.previous = event;
  if (!isWhole(event)) {
    walk.problems.push(named(event.sequence, 'event_changed'));
    if (walk.broken.length < BROKEN_KEPT) walk.broken.push(event);
    return;
  }
  const follows = event.previousHash === (previous?.eventHash ?? GENESIS);
  if (gap || follows) return;
  // This one is whole and says what came before it: the one before was changed, and its hash with it.
  const before = event.sequence - 1;
  const known = walk.broken.at(-1)?.sequence === before;
  if (!known) walk.problems.push(named(Math.max(before, 0), 'event_changed'));
}

/** Lays the chain beside a checkpoint of this length; what follows one that does not fit is named once. */
function followHead(walk: Walk, event: Event, head: string | undefined): void {
  if (head === undefined) return;
  const fits = head === event.eventHash || head === hashOf(event);
  if (!fits && !walk.rewritten) {
    const row = `${walk.fitted}-${event.sequence}`;
    walk.problems.push({ table: 'audit_events', row, problem: 'chain_rewritten' });
  }
  walk.rewritten = !fits;
  if (fits) walk.fitted = event.sequence + 1;
}

/** A row that is whole at the place of another broken one was moved, not changed. */
function nameReordered({ broken, problems }: Walk): AuditProblem[] {
  const moved = new Set(
    broken
      .filter((event) =>
        broken.some(({ sequence }) => hashOf({ ...event, sequence }) === event.eventHash),
      )
      .map(({ sequence }) => String(sequence)),
  );
  return problems.map((each) =>
    each.problem === 'event_changed' && moved.has(each.row)
      ? { ...each, problem: 'event_reordered' }
      : each,
  );
}

const isWhole = (event: Event) => hashOf(event) === event.eventHash;

function hashOf({ eventHash: _, ...event }: Event): string {
  return auditHash(event);
}

const named = (sequence: number, problem: AuditProblem['problem']): AuditProblem => ({
  table: 'audit_events',
  row: String(sequence),
  problem,
});

/** Sequences from `from` up to, not including, `to`. */
function missing(from: number, to: number): AuditProblem[] {
  if (to <= from) return [];
  const row = to - from === 1 ? String(from) : `${from}-${to - 1}`;
  return [{ table: 'audit_events', row, problem: 'event_missing' }];
}

/** In the order of the chain; sequences that stand twice come out twice. */
async function* eventsOf(tx: Tx, municipalityId: string): AsyncGenerator<Event> {
  for (let last: Event | undefined; ; ) {
    let query = tx
      .selectFrom('auditEvents')
      .selectAll()
      .where('municipalityId', '=', municipalityId);
    if (last !== undefined) {
      query = query.where(
        sql<boolean>`(sequence, audit_event_id) > (${last.sequence}, ${last.auditEventId}::uuid)`,
      );
    }
    const rows = await query.orderBy('sequence').orderBy('auditEventId').limit(PAGE).execute();
    yield* rows;
    last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
  }
}
