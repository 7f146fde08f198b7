import { sql } from 'kysely';
import { isAuthorised } from '../../rules/authorise.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { Colleague } from '../../schemas/api/backlog.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { ACTION_OF } from '../review/leases.ts';
import { tookNoOtherPart } from '../review/takeable.ts';

/** Whoever is given a sheet has it to themselves so long; after that anybody may take it. */
const KEPT_HOURS = 24;

type LiveLease = NonNullable<Awaited<ReturnType<typeof liveLease>>>;

function liveLease(db: Db | Tx, municipalityId: string, leaseId: string) {
  return db
    .selectFrom('leases')
    .innerJoin('reviewRounds', 'reviewRounds.roundId', 'leases.roundId')
    .select(['leases.roundId', 'leases.sheetId', 'purpose', 'pass', 'staffMemberId', 'accountId'])
    .where('leases.municipalityId', '=', municipalityId)
    .where('leaseId', '=', leaseId)
    .where(sql<boolean>`expires_at > clock_timestamp()`)
    .executeTakeFirst();
}

/** Who may go on with what somebody holds: has the role, is not the holder, and had no other part in it. */
export async function listColleagues(
  db: Db,
  { actor }: ActContext,
  leaseId: string,
): Promise<{ items: Colleague[] }> {
  const lease = await liveLease(db, actor.municipalityId, leaseId);
  return { items: lease === undefined ? [] : await colleaguesFor(db, actor.municipalityId, lease) };
}

async function colleaguesFor(
  db: Db | Tx,
  municipalityId: string,
  { roundId, purpose, staffMemberId: holder }: LiveLease,
): Promise<Colleague[]> {
  const rows = await db
    .selectFrom('accounts')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'accounts.staffMemberId')
    .select(['accounts.staffMemberId', 'displayName', 'accountId', 'roles'])
    .where('accounts.municipalityId', '=', municipalityId)
    .where('disabledAt', 'is', null)
    .where('accounts.staffMemberId', '<>', holder)
    .orderBy('displayName')
    .execute();
  const able = rows.filter(({ accountId, staffMemberId, roles }) =>
    isAuthorised(
      { kind: 'account', accountId, staffMemberId, municipalityId, roles },
      ACTION_OF[purpose],
      { municipalityId },
    ),
  );
  const found = new Map<string, Colleague>();
  for (const { staffMemberId, displayName } of able) {
    if (found.has(staffMemberId)) continue;
    if (purpose !== 'verify' && !(await mayStill(db, { roundId, purpose }, staffMemberId)))
      continue;
    found.set(staffMemberId, { staffMemberId, displayName });
  }
  return [...found.values()];
}

async function mayStill(
  db: Db | Tx,
  { roundId, purpose }: Pick<LiveLease, 'roundId' | 'purpose'>,
  staffMemberId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('reviewRounds')
    .select('roundId')
    .where('roundId', '=', roundId)
    .where(tookNoOtherPart(purpose, staffMemberId))
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Takes a sheet from whoever holds it and gives it to somebody by name. What was keyed stays. `reassigned: false`: it
 * was no longer held. `review.wrong_state`: that person cannot take it.
 */
export async function reassignLease(
  db: Db,
  context: ActContext,
  { leaseId, staffMemberId }: { leaseId: string; staffMemberId: string },
): Promise<{ reassigned: boolean }> {
  const { municipalityId } = context.actor;
  const held = await liveLease(db, municipalityId, leaseId);
  const target = {
    action: 'backlog.manage',
    resourceKind: 'sheet',
    resourceId: held?.sheetId ?? null,
    detail: { step: 'reassign', leaseId, from: held?.staffMemberId ?? null, to: staffMemberId },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const lease = await liveLease(tx, municipalityId, leaseId);
    if (lease === undefined) return { reassigned: false };
    const colleagues = await colleaguesFor(tx, municipalityId, lease);
    if (!colleagues.some((each) => each.staffMemberId === staffMemberId)) {
      throw new RejectedInputError('review.wrong_state');
    }
    const gone = await tx
      .deleteFrom('leases')
      .where('municipalityId', '=', municipalityId)
      .where('leaseId', '=', leaseId)
      .returning('leaseId')
      .executeTakeFirst();
    if (gone === undefined) return { reassigned: false };
    const { roundId, sheetId, pass, purpose } = lease;
    const given = {
      ...{ pass, purpose, staffMemberId },
      assignedAt: context.now,
      keptUntil: sql<Date>`clock_timestamp() + make_interval(hours => ${KEPT_HOURS})`,
    };
    await tx
      .insertInto('roundAssignments')
      .values({ roundId, municipalityId, sheetId, ...given })
      .onConflict((conflict) => conflict.column('roundId').doUpdateSet(given))
      .execute();
    return { reassigned: true };
  });
}
