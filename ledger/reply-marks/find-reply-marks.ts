import { type Selectable, sql } from 'kysely';
import type {
  ReplyMarkLift,
  ReplyMarkPart,
  ReplyMarkState,
  ReplyMarkView,
} from '../../schemas/reply-mark.ts';
import type { Db, Tx } from '../database.ts';
import type { ReplyMarks } from '../tables/reply-mark-tables.ts';
import { countsAt } from './counting.ts';

export type WantedMarks = Readonly<{
  residentId?: string;
  markId?: string;
  part?: ReplyMarkPart;
  limit?: number;
  offset?: number;
}>;
type Asking = Readonly<{ municipalityId: string; staffMemberId: string | null; now: Date }>;

const OPEN_LIFT = sql<boolean>`exists (select from reply_mark_lifts l where l.municipality_id = o.municipality_id
  and l.mark_id = o.mark_id and l.decided_at is null)`;

function rowsOf(db: Db | Tx, asking: Asking, { residentId, markId, part }: WantedMarks) {
  let rows = db.selectFrom('replyMarks as o').where('o.municipalityId', '=', asking.municipalityId);
  if (residentId !== undefined) rows = rows.where('o.residentId', '=', residentId);
  if (markId !== undefined) rows = rows.where('o.markId', '=', markId);
  const counts = countsAt('o', asking.now);
  if (part === 'open') rows = rows.where(sql<boolean>`(o.decided_at is null or ${OPEN_LIFT})`);
  if (part === 'counting') rows = rows.where(counts);
  if (part === 'over') rows = rows.where(sql<boolean>`not ${counts}`);
  return rows;
}

/** Newest first, as `staffMemberId` may see them. The caller is inside `performAct`. */
export async function findReplyMarks(
  db: Db | Tx,
  asking: Asking,
  wanted: WantedMarks,
): Promise<{ items: ReplyMarkView[]; total: number }> {
  const { total } = await rowsOf(db, asking, wanted)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const found = await rowsOf(db, asking, wanted)
    .innerJoin('residents as r', (join) =>
      join
        .onRef('r.municipalityId', '=', 'o.municipalityId')
        .onRef('r.residentId', '=', 'o.residentId'),
    )
    .innerJoin('staffMembers as asker', 'asker.staffMemberId', 'o.askedBy')
    .leftJoin('staffMembers as decider', 'decider.staffMemberId', 'o.decidedBy')
    .selectAll('o')
    .select(['r.name', 'asker.displayName as asker', 'decider.displayName as decider'])
    .select(countsAt('o', asking.now).as('counts'))
    .orderBy('o.askedAt', 'desc')
    .orderBy('o.markId', 'desc')
    .limit(wanted.limit ?? 100)
    .offset(wanted.offset ?? 0)
    .execute();
  const lifts = await liftsOf(
    db,
    found.map(({ markId }) => markId),
  );
  const items = found.map((row): ReplyMarkView => {
    const { markId, residentId, name, reason, fromDay, toDay, counts } = row;
    const own = lifts.get(markId) ?? [];
    const openLift = own.find(({ decided }) => decided === null);
    const waitsOn = row.decidedAt === null ? row.askedBy : openLift?.askedBy;
    return {
      ...{ markId, residentId, name, reason, fromDay, toDay, counts },
      state: stateOf(row),
      asked: { by: row.asker, at: row.askedAt.toISOString() },
      decided: decisionOf(row.decider, row),
      lifts: own.map(({ asked, decided }) => ({ asked, decided })),
      isOwn: waitsOn !== undefined && waitsOn === asking.staffMemberId,
    };
  });
  return { items, total };
}

type Steps = Pick<Selectable<ReplyMarks>, 'decidedAt' | 'decision' | 'liftedAt'>;

export function stateOf({ decidedAt, decision, liftedAt }: Steps): ReplyMarkState {
  if (liftedAt !== null) return 'lifted';
  if (decidedAt === null) return 'waiting';
  return decision ?? 'waiting';
}

function decisionOf(by: string | null, { decidedAt, decision }: Omit<Steps, 'liftedAt'>) {
  if (by === null || decidedAt === null || decision === null) return null;
  return { by, at: decidedAt.toISOString(), decision };
}

type Lift = ReplyMarkLift & Readonly<{ askedBy: string }>;

/** Oldest first. */
async function liftsOf(
  db: Db | Tx,
  markIds: readonly string[],
): Promise<ReadonlyMap<string, Lift[]>> {
  if (markIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('replyMarkLifts as l')
    .innerJoin('staffMembers as asker', 'asker.staffMemberId', 'l.askedBy')
    .leftJoin('staffMembers as decider', 'decider.staffMemberId', 'l.decidedBy')
    .select(['l.markId', 'l.askedBy', 'l.askedAt', 'l.decidedAt', 'l.decision'])
    .select(['asker.displayName as asker', 'decider.displayName as decider'])
    .where('l.markId', 'in', [...markIds])
    .orderBy('l.askedAt')
    .orderBy('l.liftId')
    .execute();
  const lifts = rows.map((row) => ({
    markId: row.markId,
    askedBy: row.askedBy,
    asked: { by: row.asker, at: row.askedAt.toISOString() },
    decided: decisionOf(row.decider, row),
  }));
  return Map.groupBy(lifts, ({ markId }) => markId);
}
