import { sql } from 'kysely';
import type { Actor } from '../../schemas/accounts.ts';
import type { Purpose, RoundState } from '../../schemas/sheet-state.ts';
import type { Db, Tx } from '../database.ts';
import type { Round } from './round-state.ts';

const WAITING: Readonly<Record<Purpose, RoundState>> = {
  verify: 'awaiting_verification',
  approve: 'awaiting_approval',
  adjudicate: 'adjudication',
};

export type Wanted = Readonly<{
  purpose: Purpose;
  sheetId?: string | undefined;
  /** The sheet on the person's desk, where the one to come after it is asked for. */
  besides?: string | undefined;
}>;

/** The oldest of what was given to this person by name, of urgent batches, of all: in that order. */
export async function nextRound(
  tx: Tx,
  actor: Actor,
  { sheetId, purpose, besides }: Wanted,
): Promise<Round | undefined> {
  const all = takeable(tx, actor, purpose);
  const rounds = besides === undefined ? all : all.where('sheetId', '<>', besides);
  if (sheetId !== undefined) return oldest(rounds.where('sheetId', '=', sheetId));
  const mine = await oldest(rounds.where(givenTo(actor, purpose)));
  if (mine !== undefined) return mine;
  if (await anyUrgent(tx, actor)) {
    const urgent = await oldest(rounds.where(ofUrgentBatch));
    if (urgent !== undefined) return urgent;
  }
  return oldest(rounds);
}

/** Seldom, and then it costs a look at every round that waits. */
async function anyUrgent(tx: Tx, actor: Actor): Promise<boolean> {
  const batch = await tx
    .selectFrom('batches')
    .select('batchId')
    .where('municipalityId', '=', actor.municipalityId)
    .where('priority', '=', 'urgent')
    .where('state', '=', 'open')
    .limit(1)
    .executeTakeFirst();
  return batch !== undefined;
}

const ofUrgentBatch = () =>
  sql<boolean>`review_rounds.sheet_id in (
    select s.sheet_id from sheets s join batches b using (batch_id)
    where b.priority = 'urgent' and b.state = 'open')`;

function oldest(rounds: ReturnType<typeof takeable>): Promise<Round | undefined> {
  return rounds
    .selectAll()
    .orderBy('openedAt')
    .orderBy('roundId')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** The program itself has had no part in any review. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A supervisor's word that holds: of this very step of the review, and not for ever, lest somebody's absence stop it. */
const standing = (purpose: Purpose) => sql`select from round_assignments a
  where a.round_id = review_rounds.round_id and a.pass = review_rounds.pass
    and a.purpose = ${purpose} and a.kept_until > clock_timestamp()`;

const givenTo =
  ({ staffMemberId }: Actor, purpose: Purpose) =>
  () =>
    sql<boolean>`exists (${standing(purpose)} and a.staff_member_id = ${staffMemberId ?? NOBODY})`;

/**
 * Rounds that wait for this purpose, that nobody else holds and that were given to nobody else, and in which this
 * person has had no other part.
 */
export function takeable(db: Db | Tx, actor: Actor, purpose: Purpose) {
  const rounds = db
    .selectFrom('reviewRounds')
    .where('municipalityId', '=', actor.municipalityId)
    .where('state', '=', WAITING[purpose])
    .where(
      sql<boolean>`not exists (select from leases l where l.round_id = review_rounds.round_id
        and l.expires_at > clock_timestamp() and l.account_id <> ${actor.accountId ?? NOBODY})`,
    )
    .where(
      sql<boolean>`not exists (${standing(purpose)}
        and a.staff_member_id <> ${actor.staffMemberId ?? NOBODY})`,
    );
  return purpose === 'verify'
    ? rounds
    : rounds.where(tookNoOtherPart(purpose, actor.staffMemberId ?? NOBODY));
}

/**
 * B is not A; C is neither. Somebody who keyed or signed for another purpose in this pass has had a part; who
 * confirmed by column and took it back has not: the sheet itself was never open.
 */
export function tookNoOtherPart(purpose: Purpose, staffMemberId: string) {
  return sql<boolean>`not exists (
      select from signatures s where s.round_id = review_rounds.round_id
        and s.pass = review_rounds.pass and s.staff_member_id = ${staffMemberId}
        and s.purpose <> ${purpose})
    and not exists (
      select from keyings k left join column_words c using (keying_id)
        where k.round_id = review_rounds.round_id
        and k.pass = review_rounds.pass and k.staff_member_id = ${staffMemberId}
        and k.purpose <> ${purpose} and (k.undone_at is null or c.keying_id is null))`;
}
