import { sql } from 'kysely';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { SampleDecision } from '../../schemas/api/sampling.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { appendAudit } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { openAmendment } from '../entries/amend-entry.ts';
import { translateRefusal } from '../review/sign.ts';
import { closedInEntry } from './closed-in-entry.ts';
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
 * Settles what was keyed otherwise than the ledger has it, by somebody who neither keyed it nor signed for the
 * sheet: the database refuses them. An error of the ledger opens
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
      const corrected = await correct(tx, context, sample, reason);
      return { corrected, recalled: await recall(tx, context, sample) };
    });
  } catch (error) {
    throw translateRefusal(error);
  }
}

/**
 * Opens a correction of the newest word on the sheet, if that still says what was sampled. `ledger.conflict`: one is open
 * already; the dispute stays until it is signed, lest its reviewers never hear of it.
 */
async function correct(
  tx: Tx,
  context: ActContext,
  { sheetId, entryId: sampled, fieldId }: { sheetId: string; entryId: string; fieldId: string },
  reason: string,
): Promise<boolean> {
  const newest = await tx
    .selectFrom('ledgerEntries as entry')
    .leftJoin('ledgerEntries as newer', 'newer.supersedes', 'entry.entryId')
    .select(['entry.entryId', 'entry.kind'])
    .where('entry.sheetId', '=', sheetId)
    .where('newer.entryId', 'is', null)
    .executeTakeFirstOrThrow();
  if (newest.kind === 'voided') return false;
  const { entryId } = newest;
  const roundId = context.newId();
  const [wrong, now] = [
    await closedInEntry(tx, sampled, fieldId),
    await closedInEntry(tx, entryId, fieldId),
  ];
  if (wrong.value !== now.value || wrong.answer !== now.answer) return false;
  await openAmendment(tx, context, { entryId, reason, roundId, kind: 'correction' });
  // Whoever asks for all corrections finds this one among them.
  await appendAudit(tx, context, {
    ...{ action: 'ledger.amend', outcome: 'done', resourceKind: 'ledger_entry' },
    resourceId: entryId,
    detail: { kind: 'correction', roundId, because: 'sample' },
  });
  return true;
}

type Sample = Readonly<{
  sampledFieldId: string;
  municipalityId: string;
  fieldId: string;
  template: string;
  engineVersion: string;
  readOn: string;
}>;

const AT_A_TIME = 1_000;

async function recall(tx: Tx, context: ActContext, sample: Sample): Promise<number> {
  const { sampledFieldId: recalledBy, municipalityId, fieldId } = sample;
  const { template, engineVersion, readOn } = sample;
  const peers = await unauditedPeers(tx, sample);
  if (peers.length === 0) return 0;
  // A statement takes 65,535 values at most.
  for (let from = 0; from < peers.length; from += AT_A_TIME) {
    await tx
      .insertInto('sampledFields')
      .values(
        peers.slice(from, from + AT_A_TIME).map(({ entryId, sheetId }) => ({
          ...{ entryId, sheetId, fieldId, template, engineVersion, readOn, recalledBy },
          ...nothingSaid(context, municipalityId),
          cause: 'recalled' as const,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
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
