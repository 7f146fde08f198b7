import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { isAuthorised } from '../../rules/authorise.ts';
import { maySignFor } from '../../rules/batch-closing.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { BatchView } from '../../schemas/api/intake.ts';
import { PENDING_STATES, type SheetState } from '../../schemas/sheet-state.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import type { Batches } from '../tables/intake-tables.ts';
import type { Tables } from '../tables/tables.ts';
import {
  batchesAwaitingPages,
  batchesMissingPages,
  coverImbalances,
  coversIn,
  declaredOn,
} from './batch-covers.ts';
import { givenUpByBatch } from './dead-letter-list.ts';
import { scansOfOnePaper } from './scans-of-one-paper.ts';

type NewBatch = Pick<BatchView, 'label' | 'institutionCode' | 'month' | 'declaredSheets'>;

export async function createBatch(
  db: Db,
  context: ActContext,
  batch: NewBatch,
): Promise<BatchView> {
  const batchId = context.newId();
  const { municipalityId, accountId } = context.actor;
  const target = { action: 'batch.create', resourceKind: 'batch', resourceId: batchId } as const;
  return performAct(db, context, target, async (tx) => {
    await tx
      .insertInto('batches')
      .values({
        batchId,
        municipalityId,
        ...batch,
        state: 'open',
        closedReason: null,
        createdBy: accountId,
        createdAt: context.now,
        closedBy: null,
        closedAt: null,
        requeueSince: null,
      })
      .execute();
    return batchView(tx, municipalityId, batchId);
  });
}

/** Newest first. */
const PAGE = 100;

export async function listBatches(
  db: Db,
  municipalityId: string,
  { state, offset }: { state?: BatchView['state'] | undefined; offset: number },
): Promise<{ items: BatchView[]; total: number }> {
  const those = (query: BatchQuery) =>
    state === undefined ? query : query.where('state', '=', state);
  const items = await viewsOf(db, municipalityId, (query) =>
    those(query)
      .orderBy((eb) => eb('state', '=', 'open'), 'desc')
      .orderBy('createdAt', 'desc')
      .orderBy('batchId')
      .limit(PAGE)
      .offset(offset),
  );
  const { total } = await those(db.selectFrom('batches').selectAll())
    .clearSelect()
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return { items, total };
}

/** All that were said to be of a month, `2021-10`. */
export const batchesOfMonth = (
  db: Db | Tx,
  municipalityId: string,
  month: string,
): Promise<BatchView[]> =>
  viewsOf(db, municipalityId, (query) => query.where('month', '=', month).orderBy('createdAt'));

/** The batch of that number, and open ones of that name. */
export const batchesNamed = (db: Db, municipalityId: string, named: string): Promise<BatchView[]> =>
  viewsOf(db, municipalityId, (query) =>
    query.where((eb) =>
      eb.or([
        eb(sql<string>`batch_id::text`, '=', named.toLowerCase()),
        eb.and([eb('label', '=', named), eb('state', '=', 'open')]),
      ]),
    ),
  );

export async function batchView(
  db: Db | Tx,
  municipalityId: string,
  batchId: string,
): Promise<BatchView> {
  const [view] = await viewsOf(db, municipalityId, (query) => query.where('batchId', '=', batchId));
  if (view === undefined) throw new RejectedInputError('resource.not_found');
  return view;
}

/** The month a batch says its doses are of, `2021-10`; `null` where nobody said. */
export async function batchMonthOf(db: Db | Tx, batchId: string): Promise<string | null> {
  const { month } = await db
    .selectFrom('batches')
    .select('month')
    .where('batchId', '=', batchId)
    .executeTakeFirstOrThrow();
  return month;
}

type BatchQuery = SelectQueryBuilder<Tables, 'batches', Selectable<Batches>>;

async function viewsOf(
  db: Db | Tx,
  municipalityId: string,
  narrow: (query: BatchQuery) => BatchQuery,
): Promise<BatchView[]> {
  const batches = await narrow(
    db.selectFrom('batches').selectAll().where('municipalityId', '=', municipalityId),
  ).execute();
  if (batches.length === 0) return [];
  const ids = batches.map((batch) => batch.batchId);
  // Files first: one that is split in between shows its pages, never neither.
  const files = await db
    .selectFrom('originals')
    .select([
      'batchId',
      (eb) => eb.fn.countAll<number>().as('files'),
      sql<number>`count(*) filter (where state = 'refused')`.as('refused'),
      sql<number>`count(*) filter (where state = 'received')`.as('pending'),
    ])
    .where('batchId', 'in', ids)
    .groupBy('batchId')
    .execute();
  const sheets = await db
    .selectFrom('sheets')
    .select(['batchId', 'state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('batchId', 'in', ids)
    .groupBy(['batchId', 'state'])
    .execute();
  const covers = await coversIn(db, ids);
  const awaiting = await batchesAwaitingPages(db, ids);
  const gaps = await batchesMissingPages(db, ids);
  const scannedAgain = await scansOfOnePaper(db, ids);
  const givenUp = await givenUpByBatch(db, ids);
  return batches.map((batch) => {
    const own = covers.filter((row) => row.batchId === batch.batchId);
    const states = sheets.filter((row) => row.batchId === batch.batchId);
    const counted = files.find((row) => row.batchId === batch.batchId);
    const again = scannedAgain.get(batch.batchId) ?? 0;
    const received = counted ?? { files: 0, refused: 0, pending: 0 };
    const pagesOf = {
      states,
      awaited: awaiting.has(batch.batchId),
      missing: gaps.has(batch.batchId),
      scannedAgain: again,
    };
    const view = assemble(batch, pagesOf, received, own);
    return { ...view, givenUp: givenUp.get(batch.batchId) ?? 0 };
  });
}

type Pages = Readonly<{
  states: ReadonlyArray<{ state: SheetState; count: number }>;
  awaited: boolean;
  missing: boolean;
  scannedAgain: number;
}>;

function assemble(
  batch: Selectable<Batches>,
  { states, awaited, missing, scannedAgain }: Pages,
  files: { files: number; refused: number; pending: number },
  covers: Awaited<ReturnType<typeof coversIn>>,
): Omit<BatchView, 'givenUp'> {
  const { batchId, label, institutionCode, month, declaredSheets, state } = batch;
  const sheetsByState = Object.fromEntries(states.map((row) => [row.state, row.count]));
  const countOf = (wanted: readonly SheetState[]) =>
    states.reduce((sum, row) => sum + (wanted.includes(row.state) ? row.count : 0), 0);
  const pages = states.reduce((sum, row) => sum + row.count, 0);
  const rescans = countOf(['rescan_requested']);
  // What was declared is paper, and a paper counts once: a sheet wrongly set aside as a duplicate is missed here.
  const papers = pages - countOf(['blank', 'cover', 'foreign']) - scannedAgain;
  const imbalance: BatchView['imbalance'] = [];
  if (files.files === 0 && pages === 0) imbalance.push('empty');
  if (files.pending > 0 || countOf(PENDING_STATES) > 0 || awaited) imbalance.push('pending');
  if (files.refused > 0) imbalance.push('refused_file');
  if (rescans > 0) imbalance.push('rescan_requested');
  if (missing) imbalance.push('page_missing');
  imbalance.push(...coverImbalances(batch, covers, papers));
  return {
    batchId,
    label,
    institutionCode,
    month,
    declaredSheets,
    declaredOnCovers: declaredOn(covers),
    state,
    priority: batch.priority,
    createdAt: batch.createdAt.toISOString(),
    files: files.files,
    filesRefused: files.refused,
    filesPending: files.pending,
    pages,
    papers,
    sheetsByState,
    imbalance,
  };
}

/**
 * A batch closes when nothing is pending and the counts agree. Anything else needs a supervisor's reason
 * (`rules/batch-closing.ts`); the refusal names what stands in the way.
 */
export async function closeBatch(
  db: Db,
  context: ActContext,
  act: { batchId: string; reason: string | null },
): Promise<BatchView> {
  const { municipalityId, accountId } = context.actor;
  const target = {
    action: 'batch.close',
    resourceKind: 'batch',
    resourceId: act.batchId,
    detail: { signed: act.reason !== null },
  } as const;
  return performAct(db, context, target, async (tx) => {
    await tx
      .selectFrom('batches')
      .select('batchId')
      .where('batchId', '=', act.batchId)
      .forUpdate()
      .execute();
    const batch = await batchView(tx, municipalityId, act.batchId);
    if (batch.state === 'closed') throw new RejectedInputError('batch.closed');
    const signed = act.reason !== null && maySignOff(context.actor);
    const open = batch.imbalance.filter((cause) => !(signed && maySignFor(cause)));
    if (open.length > 0) throw new RejectedInputError('batch.not_balanced', { fields: open });
    await tx
      .updateTable('batches')
      .set({
        state: 'closed',
        closedReason: act.reason,
        closedBy: accountId,
        closedAt: context.now,
      })
      .where('batchId', '=', act.batchId)
      .execute();
    return batchView(tx, municipalityId, act.batchId);
  });
}

/** A person's signature: the machine cannot give it. */
const maySignOff = (actor: ActContext['actor']): boolean =>
  actor.kind === 'account' && isAuthorised(actor, 'batch.sign_off', actor);
