import { sql } from 'kysely';
import { isAuthorised } from '../../rules/authorise.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { Action, Actor } from '../../schemas/accounts.ts';
import type { Lease } from '../../schemas/api/review.ts';
import type { Purpose } from '../../schemas/sheet-state.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { moveSheet } from '../intake/move-sheet.ts';
import { findSheet } from '../intake/stages.ts';
import type { LeaseRow, Round } from './round-state.ts';
import { nextRound, takeable, type Wanted } from './takeable.ts';

/** How long a sheet stays with a person who does nothing. The page renews while somebody works. */
const LEASE_SECONDS = 600;

export const ACTION_OF: Readonly<Record<Purpose, Action>> = {
  verify: 'review.verify',
  approve: 'review.approve',
  adjudicate: 'review.adjudicate',
};

/**
 * Hands out the oldest sheet this person may work on, those of urgent batches first: nobody else holds it, and the person has not had
 * another part in it. A lease this account already holds for the purpose is handed out again, the one on the desk first,
 * under a new token: a desk this person still has open elsewhere may not go on with what it no longer sees.
 */
export async function claim(db: Db, context: ActContext, wanted: Wanted): Promise<Lease> {
  const { accountId, staffMemberId } = context.actor;
  if (accountId === null || staffMemberId === null) throw new InvariantError('bug.invariant');
  const target = {
    action: ACTION_OF[wanted.purpose],
    resourceKind: 'sheet',
    resourceId: wanted.sheetId ?? null,
    detail: { step: wanted.besides === undefined ? 'claim' : 'claim_ahead' },
  } as const;
  const resourceOf = (lease: Lease) => lease.sheetId;
  return performAct(db, context, { ...target, resourceOf }, async (tx) => {
    const held = await heldLease(tx, accountId, wanted);
    return leaseView(held ?? (await newLease(tx, context, wanted)));
  });
}

const MOST_TRIES = 20;

/** Somebody may be quicker between our looking and our taking: then there is another sheet to look at. */
async function newLease(tx: Tx, context: ActContext, wanted: Wanted): Promise<LeaseRow> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const round = await nextRound(tx, context.actor, wanted);
    if (round === undefined) break;
    const taken = await takeLease(tx, context, round, wanted.purpose);
    if (taken === undefined) continue;
    if (round.kind === 'initial' && wanted.purpose === 'verify') {
      await enterReview(tx, context, round);
    }
    return taken;
  }
  throw new RejectedInputError('review.none_waiting');
}

async function heldLease(tx: Tx, accountId: string, wanted: Wanted): Promise<LeaseRow | undefined> {
  let held = tx
    .selectFrom('leases')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('purpose', '=', wanted.purpose)
    .where(sql<boolean>`expires_at > clock_timestamp()`);
  if (wanted.sheetId !== undefined) held = held.where('sheetId', '=', wanted.sheetId);
  if (wanted.besides !== undefined) held = held.where('sheetId', '<>', wanted.besides);
  const rows = await held.orderBy('acquiredAt').orderBy('leaseId').forUpdate().execute();
  const one = rows.find(({ shownAt }) => shownAt !== null) ?? rows[0];
  if (one === undefined) return undefined;
  return tx
    .updateTable('leases')
    .set({ expiresAt: inAWhile(), fencingToken: nextToken() })
    .where('leaseId', '=', one.leaseId)
    .returningAll()
    .executeTakeFirstOrThrow();
}

const inAWhile = () => sql<Date>`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`;
const nextToken = () => sql<number>`nextval('fencing_tokens')`;

async function enterReview(tx: Tx, context: ActContext, round: Round): Promise<void> {
  const sheet = await findSheet(tx, round.municipalityId, round.sheetId);
  if (sheet.state !== 'checked') return;
  await moveSheet(tx, context, {
    sheetId: sheet.sheetId,
    from: 'checked',
    to: 'in_review',
    stage: 'claim',
    inputHash: round.roundId,
  });
}

async function takeLease(
  tx: Tx,
  context: ActContext,
  round: Round,
  purpose: Purpose,
): Promise<LeaseRow | undefined> {
  const { accountId, staffMemberId, municipalityId } = context.actor;
  const lease = {
    leaseId: context.newId(),
    municipalityId,
    sheetId: round.sheetId,
    purpose,
    accountId: accountId ?? '',
    staffMemberId: staffMemberId ?? '',
    fencingToken: nextToken(),
    acquiredAt: context.now,
    expiresAt: inAWhile(),
    shownAt: null,
    shownResidentId: null,
  };
  return tx
    .insertInto('leases')
    .values({ roundId: round.roundId, ...lease })
    .onConflict((conflict) =>
      conflict
        .column('roundId')
        .doUpdateSet(lease)
        .where(sql<boolean>`leases.expires_at <= clock_timestamp()`),
    )
    .returningAll()
    .executeTakeFirst();
}

type Held = { leaseId: string; fencingToken: string };

/** The page calls this while somebody works. A lease that ran out is gone: `review.lease_lost`. */
export async function renew(db: Db, context: ActContext, held: Held): Promise<Lease> {
  const row = await db
    .updateTable('leases')
    .set({ expiresAt: inAWhile() })
    .where('leaseId', '=', held.leaseId)
    .where('fencingToken', '=', Number(held.fencingToken))
    .where('municipalityId', '=', context.actor.municipalityId)
    .where('accountId', '=', context.actor.accountId ?? '')
    .where(sql<boolean>`expires_at > clock_timestamp()`)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) {
    throw new RejectedInputError(
      (await isOpenElsewhere(db, context.actor, held))
        ? 'review.opened_elsewhere'
        : 'review.lease_lost',
    );
  }
  return leaseView(row);
}

/** Still this account's, under a newer token. */
async function isOpenElsewhere(db: Db, actor: Actor, { leaseId }: Held): Promise<boolean> {
  const row = await db
    .selectFrom('leases')
    .select('leaseId')
    .where('leaseId', '=', leaseId)
    .where('accountId', '=', actor.accountId ?? '')
    .where(sql<boolean>`expires_at > clock_timestamp()`)
    .executeTakeFirst();
  return row !== undefined;
}

/** Gives the sheet back. Answers stay; giving back twice is no error, nor what is open elsewhere by now. */
export async function release(db: Db, context: ActContext, held: Held): Promise<void> {
  await db
    .deleteFrom('leases')
    .where('leaseId', '=', held.leaseId)
    .where('fencingToken', '=', Number(held.fencingToken))
    .where('municipalityId', '=', context.actor.municipalityId)
    .where('accountId', '=', context.actor.accountId ?? '')
    .execute();
}

/** The same with all that an account holds. */
export async function releaseAll(tx: Tx, accountId: string): Promise<void> {
  await tx.deleteFrom('leases').where('accountId', '=', accountId).execute();
}

/** How many sheets this person could take now, per purpose; none where the role does not let them. */
export async function countWaiting(db: Db, actor: Actor): Promise<Record<Purpose, number>> {
  const count = async (purpose: Purpose): Promise<number> => {
    if (!isAuthorised(actor, ACTION_OF[purpose], actor)) return 0;
    const { waiting } = await takeable(db, actor, purpose)
      .select((eb) => eb.fn.countAll<number>().as('waiting'))
      .executeTakeFirstOrThrow();
    return waiting;
  };
  return {
    verify: await count('verify'),
    approve: await count('approve'),
    adjudicate: await count('adjudicate'),
  };
}

export function leaseView(row: LeaseRow): Lease {
  const { leaseId, sheetId, roundId, purpose } = row;
  return {
    leaseId,
    sheetId,
    roundId,
    purpose,
    fencingToken: String(row.fencingToken),
    expiresAt: row.expiresAt.toISOString(),
  };
}
