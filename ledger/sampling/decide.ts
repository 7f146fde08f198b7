import { sql } from 'kysely';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { SampleDecision } from '../../schemas/api/sampling.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { type Db, sqlState, type Tx } from '../database.ts';
import { openAmendment } from '../entries/amend-entry.ts';
import { nothingSaid, samplingRate } from './draw.ts';
import { personOf } from './work.ts';

export async function setSamplingRate(
  db: Db,
  context: ActContext,
  rate: number,
): Promise<{ rate: number }> {
  const { municipalityId, accountId } = context.actor;
  const target = {
    action: 'sampling.manage',
    resourceKind: 'sampling',
    resourceId: null,
    detail: { step: 'rate', rate },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const before = await samplingRate(tx, municipalityId);
    if (before !== rate && accountId !== null) {
      await tx
        .insertInto('samplingRates')
        .values({ municipalityId, rate, accountId, setAt: context.now })
        .execute();
    }
    return { rate };
  });
}

type Decided = Readonly<{ sampledFieldId: string; decision: SampleDecision; reason: string }>;
type Outcome = { recalled: number; corrected: boolean };

/**
 * Settles what was keyed otherwise than the ledger has it, by somebody who did not key it. An error of the ledger opens
 * its entry for correction and recalls every unaudited peer of the field: same form version, same engine, same day.
 * `resource.not_found`: there is no such dispute; `review.same_person`.
 */
export async function decideSample(
  db: Db,
  context: ActContext,
  { sampledFieldId, decision, reason }: Decided,
): Promise<Outcome> {
  const { municipalityId } = context.actor;
  const target = {
    action: 'sampling.manage',
    resourceKind: 'sampled_field',
    resourceId: sampledFieldId,
    detail: { step: 'decide', decision },
  } as const;
  try {
    return await performAct(db, context, target, async (tx) => {
      const sample = await tx
        .updateTable('sampledFields')
        .set({ decision, reason, decidedBy: personOf(context), decidedAt: context.now })
        .where('municipalityId', '=', municipalityId)
        .where('sampledFieldId', '=', sampledFieldId)
        .where('agrees', '=', false)
        .where('decision', 'is', null)
        .returningAll()
        .executeTakeFirst();
      if (sample === undefined) throw new RejectedInputError('resource.not_found');
      if (decision === 'slip') return { recalled: 0, corrected: false };
      const corrected = await correct(tx, context, sample.entryId, reason);
      return { corrected, recalled: await recall(tx, context, sample) };
    });
  } catch (error) {
    // The constraint that keeps the two apart.
    if (sqlState(error) === '23514') throw new RejectedInputError('review.same_person');
    throw error;
  }
}

/** `false`: a correction is open already, or somebody has superseded the entry since. */
async function correct(
  tx: Tx,
  context: ActContext,
  entryId: string,
  reason: string,
): Promise<boolean> {
  const amendment = { entryId, kind: 'correction', reason, roundId: context.newId() } as const;
  try {
    await sql`savepoint correction`.execute(tx);
    await openAmendment(tx, context, amendment);
    return true;
  } catch (error) {
    if (!(error instanceof RejectedInputError)) throw error;
    await sql`rollback to savepoint correction`.execute(tx);
    return false;
  }
}

type Sample = Readonly<{
  sampledFieldId: string;
  municipalityId: string;
  fieldId: string;
  template: string;
  engineVersion: string;
  readOn: string;
}>;

async function recall(tx: Tx, context: ActContext, sample: Sample): Promise<number> {
  const { sampledFieldId: recalledBy, municipalityId, fieldId } = sample;
  const { template, engineVersion, readOn } = sample;
  const peers = await unauditedPeers(tx, sample);
  if (peers.length === 0) return 0;
  await tx
    .insertInto('sampledFields')
    .values(
      peers.map(({ entryId, sheetId }) => ({
        ...{ entryId, sheetId, fieldId, template, engineVersion, readOn, recalledBy },
        ...nothingSaid(context, municipalityId),
        cause: 'recalled' as const,
      })),
    )
    .execute();
  return peers.length;
}

type Peer = Readonly<{ entryId: string; sheetId: string }>;

/**
 * First entries of sheets read alike on that day whose field rests on one look (`restsOnOneLook`, as the rows say it)
 * and was neither drawn nor recalled. What was superseded has been looked at since.
 */
export async function unauditedPeers(
  db: Db | Tx,
  { municipalityId, fieldId, template, engineVersion, readOn }: Sample,
): Promise<Peer[]> {
  const { rows } = await sql<Peer>`
    select e.entry_id, e.sheet_id
    from ledger_entries e join ledger_contents c using (entry_id)
    cross join lateral (
      select reading -> 'fields' -> ${fieldId}::text as field, read_at from sheet_readings r
      where r.sheet_id = e.sheet_id order by read_at desc limit 1
    ) newest
    where e.municipality_id = ${municipalityId} and e.template = ${template}
      and e.engine_version = ${engineVersion} and e.supersedes is null
      and (newest.read_at at time zone 'Asia/Tokyo')::date = ${readOn}::date
      and newest.field ->> 'accepted' = 'true'
      and c.content -> 'fields' @> jsonb_build_array(
        jsonb_build_object('fieldId', ${fieldId}::text, 'evidence', 'confirmed_as_shown'))
      and not exists (select from sampled_fields s
        where s.entry_id = e.entry_id and s.field_id = ${fieldId})
      and not exists (select from ledger_entries n where n.supersedes = e.entry_id)
    order by e.leaf_index`.execute(db);
  return rows;
}
