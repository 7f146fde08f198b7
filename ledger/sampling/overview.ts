import { sql } from 'kysely';
import type { z } from 'zod';
import { upper95 } from '../../rules/clopper-pearson.ts';
import { InvariantError } from '../../runtime/errors.ts';
import type { SampleDispute, SampleFigures, samplingApi } from '../../schemas/api/sampling.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { findSheet } from '../intake/stages.ts';
import { sheetPlaces } from '../intake/view-of-sheet.ts';
import type { Templates } from '../review/round.ts';
import { closedInEntry } from './closed-in-entry.ts';
import { unauditedPeers } from './decide.ts';
import { samplingRate } from './draw.ts';
import { fieldOf, isFree, personOf, sampledField, unknownTo } from './work.ts';

type Deps = Readonly<{ db: Db; templates: Templates }>;
type Overview = z.output<(typeof samplingApi)['overview']['reply']>;

/** What is drawn, what it has shown, and what waits for whom. */
export async function samplingOverview(deps: Deps, context: ActContext): Promise<Overview> {
  const { municipalityId } = context.actor;
  return {
    rate: await samplingRate(deps.db, municipalityId),
    waitingForMe: await waitingFor(deps.db, context),
    disputes: await openDisputes(deps.db, municipalityId),
    figures: await figuresOf(deps, municipalityId),
  };
}

async function waitingFor(db: Db, context: ActContext): Promise<number> {
  const staffMemberId = personOf(context);
  const { waiting } = await db
    .selectFrom('sampledFields')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('municipalityId', '=', context.actor.municipalityId)
    .where('keyedAt', 'is', null)
    .where(isFree(staffMemberId))
    .where(unknownTo(staffMemberId))
    .executeTakeFirstOrThrow();
  return waiting;
}

async function openDisputes(db: Db, municipalityId: string): Promise<number> {
  const { open } = await db
    .selectFrom('sampledFields')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('municipalityId', '=', municipalityId)
    .where('agrees', '=', false)
    .where('decision', 'is', null)
    .executeTakeFirstOrThrow();
  return open;
}

/** So many are settled at a time. */
const MOST_DISPUTES = 50;

/** What was keyed otherwise than the ledger has it, for those who settle it; that they looked is in the audit log. */
export async function listDisputes(
  deps: Deps,
  context: ActContext,
): Promise<{ items: SampleDispute[] }> {
  const target = {
    action: 'sampling.manage',
    resourceKind: 'sampling',
    resourceId: null,
    detailOf: (items: readonly SampleDispute[]): AuditDetail => ({
      step: 'disputes',
      sheetIds: items.map(({ place }) => place.sheetId),
    }),
  } as const;
  return {
    items: await performAct(deps.db, context, target, (tx) => disputesFor(tx, deps, context)),
  };
}

async function disputesFor(
  tx: Tx,
  { templates }: Deps,
  context: ActContext,
): Promise<SampleDispute[]> {
  const { municipalityId, staffMemberId } = context.actor;
  const deps = { db: tx, templates };
  const rows = await deps.db
    .selectFrom('sampledFields')
    .innerJoin('staffMembers', 'staffMembers.staffMemberId', 'sampledFields.keyedBy')
    .selectAll('sampledFields')
    .select('displayName')
    .select(
      sql<boolean>`exists (select from signatures s where s.sheet_id = sampled_fields.sheet_id
        and s.staff_member_id = ${staffMemberId})`.as('signed'),
    )
    .where('sampledFields.municipalityId', '=', municipalityId)
    .where('agrees', '=', false)
    .where('decision', 'is', null)
    .orderBy('keyedAt')
    .limit(MOST_DISPUTES)
    .execute();
  const places = await sheetPlaces(
    deps.db,
    municipalityId,
    rows.map(({ sheetId }) => sheetId),
  );
  const disputes: SampleDispute[] = [];
  for (const row of rows) {
    const { sampledFieldId, entryId, sheetId, fieldId, answer, value } = row;
    const place = places.get(sheetId);
    const form = deps.templates.get(row.template.split('@')[0] ?? '');
    if (place === undefined || form === undefined || answer === null) {
      throw new InvariantError('bug.invariant');
    }
    const { imageHash, registration } = await findSheet(deps.db, municipalityId, sheetId);
    const closed = await closedInEntry(deps.db, entryId, fieldId);
    disputes.push({
      field: sampledField(fieldOf(deps.templates, row), sampledFieldId),
      ...{ place, imageHash, registration, pageMm: form.pageMm, entryId },
      ledger: { answer: closed.answer, value: closed.value },
      keyed: { answer, value },
      keyedBy: row.displayName,
      mine: row.keyedBy === staffMemberId || row.signed,
      peers: (await unauditedPeers(deps.db, row)).length,
    });
  }
  return disputes;
}

type Counted = Pick<SampleFigures, 'fieldId' | 'audited' | 'errors' | 'waiting' | 'recalled'> & {
  template: string;
};

/** Only what chance has drawn tells of all the others: recalled fields were suspect. */
async function figuresOf(
  { db, templates }: Deps,
  municipalityId: string,
): Promise<SampleFigures[]> {
  const { rows } = await sql<Counted>`
    select template, field_id,
      count(*) filter (where cause = 'drawn' and (agrees or decision is not null))::int as audited,
      count(*) filter (where cause = 'drawn' and decision = 'error')::int as errors,
      count(*) filter (where keyed_at is null)::int as waiting,
      count(*) filter (where keyed_at is null and cause = 'recalled')::int as recalled
    from sampled_fields where municipality_id = ${municipalityId}
    group by 1, 2 order by errors desc, audited desc, 1, 2`.execute(db);
  return rows.map((row) => {
    const { labelJa, labelEn } = fieldOf(templates, row);
    return { ...row, labelJa, labelEn, upper95: upper95(row.errors, row.audited) };
  });
}
