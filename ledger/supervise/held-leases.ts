import { sql } from 'kysely';
import type { HeldLease } from '../../schemas/api/backlog.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';

/** Who has which sheet now, the longest held first. A lease that has run out is nobody's. */
export async function listLeases(db: Db, municipalityId: string): Promise<{ items: HeldLease[] }> {
  const rows = await db
    .selectFrom('leases')
    .innerJoin('sheets', 'sheets.sheetId', 'leases.sheetId')
    .innerJoin('batches', 'batches.batchId', 'sheets.batchId')
    .innerJoin('originals', 'originals.originalId', 'sheets.originalId')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'leases.staffMemberId')
    .select(['leaseId', 'leases.sheetId', 'purpose', 'displayName as holder'])
    .select(['sheets.batchId', 'label as batchLabel', 'fileName', 'pageNumber'])
    .select(['acquiredAt', 'expiresAt', 'shownAt'])
    .select(
      sql<number>`(select count(distinct k.field_id) from keyings k where k.round_id = leases.round_id
        and k.purpose = leases.purpose and k.staff_member_id = leases.staff_member_id
        and k.undone_at is null)`.as('answers'),
    )
    .where('leases.municipalityId', '=', municipalityId)
    .where(sql<boolean>`leases.expires_at > clock_timestamp()`)
    .orderBy('acquiredAt')
    .execute();
  const items = rows.map(({ acquiredAt, expiresAt, shownAt, ...row }) => ({
    ...row,
    isShown: shownAt !== null,
    acquiredAt: acquiredAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
  return { items };
}

/**
 * Takes a sheet from the person who holds it, for the next one to take. Their answers are rows of their own and
 * stay; their next act finds the lease lost. Who was relieved of what is in the audit log.
 */
export async function releaseLease(
  db: Db,
  context: ActContext,
  leaseId: string,
): Promise<{ released: boolean }> {
  const { municipalityId } = context.actor;
  const held = await db
    .selectFrom('leases')
    .select(['sheetId', 'accountId', 'purpose'])
    .where('municipalityId', '=', municipalityId)
    .where('leaseId', '=', leaseId)
    .executeTakeFirst();
  const target = {
    action: 'backlog.manage',
    resourceKind: 'sheet',
    resourceId: held?.sheetId ?? null,
    detail: { step: 'release_lease', leaseId, ...held },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const gone = await tx
      .deleteFrom('leases')
      .where('municipalityId', '=', municipalityId)
      .where('leaseId', '=', leaseId)
      .where(sql<boolean>`expires_at > clock_timestamp()`)
      .returning('roundId')
      .executeTakeFirst();
    if (gone === undefined) return { released: false };
    // To anybody: an earlier word that it is for one person does not hold any more.
    await tx.deleteFrom('roundAssignments').where('roundId', '=', gone.roundId).execute();
    return { released: true };
  });
}
