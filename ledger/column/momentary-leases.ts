import { sql } from 'kysely';
import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { ofClinics, personOf } from './waiting.ts';

/** The act is over within the transaction; should the process die in it, the rows were never there. */
const SECONDS = 60;

/**
 * Runs with a lease on each of these sheets that nobody else holds or is working on, and gives those back that
 * this person did not hold before: nobody waits for a column, and every word is written under a live lease.
 * `free`: fencing token by round.
 */
export async function withMomentaryLeases<T>(
  tx: Tx,
  context: ActContext,
  sheetIds: readonly string[],
  run: (free: ReadonlyMap<string, number>) => Promise<T>,
): Promise<T> {
  const person = personOf(context.actor);
  const rounds = await tx
    .selectFrom('reviewRounds')
    .select(['roundId', 'sheetId'])
    .where('municipalityId', '=', person.municipalityId)
    .where('sheetId', 'in', sheetIds)
    .where('state', '=', 'awaiting_verification')
    .where(
      sql<boolean>`exists (select from sheets s join batches b using (municipality_id, batch_id)
        where s.sheet_id = review_rounds.sheet_id and ${ofClinics(context.actor)})`,
    )
    .orderBy('roundId')
    .forUpdate()
    .skipLocked()
    .execute();
  if (rounds.length === 0) return run(new Map());
  const held = await tx
    .selectFrom('leases')
    .select(['roundId', 'fencingToken'])
    .where(
      'roundId',
      'in',
      rounds.map(({ roundId }) => roundId),
    )
    .where('accountId', '=', person.accountId)
    .where('purpose', '=', 'verify')
    .where(sql<boolean>`expires_at > clock_timestamp()`)
    .forUpdate()
    .execute();
  const before = new Set(held.map(({ roundId }) => roundId));
  const taken = await take(
    tx,
    context,
    rounds.filter(({ roundId }) => !before.has(roundId)),
  );
  const free = [...held, ...taken].map(
    ({ roundId, fencingToken }) => [roundId, fencingToken] as const,
  );
  const result = await run(new Map(free));
  if (taken.length > 0) {
    const leaseIds = taken.map(({ leaseId }) => leaseId);
    await tx.deleteFrom('leases').where('leaseId', 'in', leaseIds).execute();
  }
  return result;
}

async function take(
  tx: Tx,
  context: ActContext,
  rounds: ReadonlyArray<{ roundId: string; sheetId: string }>,
): Promise<Array<{ roundId: string; leaseId: string; fencingToken: number }>> {
  if (rounds.length === 0) return [];
  const person = personOf(context.actor);
  return tx
    .insertInto('leases')
    .values(
      rounds.map(({ roundId, sheetId }) => ({
        ...{ ...person, roundId, sheetId },
        leaseId: context.newId(),
        purpose: 'verify' as const,
        fencingToken: sql<number>`nextval('fencing_tokens')`,
        acquiredAt: context.now,
        expiresAt: sql<Date>`clock_timestamp() + make_interval(secs => ${SECONDS})`,
        shownAt: null,
        shownResidentId: null,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .column('roundId')
        .doUpdateSet((eb) => ({
          leaseId: eb.ref('excluded.leaseId'),
          purpose: eb.ref('excluded.purpose'),
          accountId: eb.ref('excluded.accountId'),
          staffMemberId: eb.ref('excluded.staffMemberId'),
          fencingToken: eb.ref('excluded.fencingToken'),
          acquiredAt: eb.ref('excluded.acquiredAt'),
          expiresAt: eb.ref('excluded.expiresAt'),
          shownAt: null,
          shownResidentId: null,
        }))
        .where(sql<boolean>`leases.expires_at <= clock_timestamp()`),
    )
    .returning(['roundId', 'leaseId', 'fencingToken'])
    .execute();
}
