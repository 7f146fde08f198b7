import { type SqlBool, sql } from 'kysely';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { CopyDifferenceView } from '../../schemas/api/copies.ts';
import type { CopyDifferenceKind, CopyDifferenceState } from '../../schemas/copies.ts';
import { authorise, performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { type Db, sqlState } from '../database.ts';
import { findReconciliation } from './list-reconciliations.ts';

const PAGE_SIZE = 100;

type Wanted = Readonly<{
  kind?: CopyDifferenceKind | undefined;
  state?: CopyDifferenceState | undefined;
  column?: string | undefined;
  gone?: 'yes' | undefined;
  offset: number;
}>;

/** Named by entry and column; of what either says nothing is here. */
export async function listDifferences(
  db: Db,
  context: ActContext,
  reconciliationId: string,
  wanted: Wanted,
): Promise<{ items: CopyDifferenceView[]; total: number; columns: string[] }> {
  authorise(context.actor, 'copies.read', context.actor);
  const { previousId } = await findReconciliation(db, context, reconciliationId);
  const isGone = wanted.gone === 'yes';
  const of = isGone ? previousId : reconciliationId;
  if (of === null) return { items: [], total: 0, columns: [] };
  let rows = db
    .selectFrom('copyDifferences as d')
    .leftJoin('copyDifferences as before', 'before.differenceId', 'd.sameAs')
    .leftJoin('staffMembers as who', 'who.staffMemberId', 'd.stateBy')
    .where('d.reconciliationId', '=', of);
  if (isGone) {
    rows = rows.where(
      sql<SqlBool>`not exists (select from copy_differences n
        where n.reconciliation_id = ${reconciliationId}::uuid and n.identity = d.identity)`,
    );
  }
  const { kind, state, column } = wanted;
  if (kind !== undefined) rows = rows.where('d.kind', '=', kind);
  if (state !== undefined) rows = rows.where('d.state', '=', state);
  if (column !== undefined) rows = rows.where(sql<SqlBool>`${column} = any(d.columns)`);
  const { total } = await rows
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const found = await rows
    .select(['d.differenceId', 'd.kind', 'd.entryId', 'd.entryNumber', 'd.columns', 'd.copyLine'])
    .select(['d.state', 'd.stateAt', 'who.displayName as stateBy', 'before.state as before'])
    .orderBy('d.position')
    .limit(PAGE_SIZE)
    .offset(wanted.offset)
    .execute();
  const items = found.map(({ stateAt, ...row }) => ({
    ...{ ...row, isGone },
    stateAt: stateAt?.toISOString() ?? null,
  }));
  return { items, total, columns: await columnsOf(db, of) };
}

/** Every column in which anything differs. */
async function columnsOf(db: Db, reconciliationId: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct unnest(columns) as name from copy_differences
    where reconciliation_id = ${reconciliationId}::uuid order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

/** Says what is done about some of them. `copies.closed`, `resource.not_found`. */
export async function setDifferenceState(
  db: Db,
  context: ActContext,
  asked: Readonly<{
    reconciliationId: string;
    differenceIds: readonly string[];
    state: CopyDifferenceState;
  }>,
): Promise<{ changed: number }> {
  const { reconciliationId, differenceIds, state } = asked;
  const target = {
    action: 'copies.manage',
    resourceKind: 'reconciliation',
    resourceId: reconciliationId,
    detail: { step: 'state', state, differences: differenceIds },
  } as const;
  return performAct(db, context, target, async (tx) => {
    await findReconciliation(tx, context, reconciliationId);
    const changed = await tx
      .updateTable('copyDifferences')
      .set({ state, stateBy: context.actor.staffMemberId, stateAt: context.now })
      .where('municipalityId', '=', context.actor.municipalityId)
      .where('reconciliationId', '=', reconciliationId)
      .where('differenceId', 'in', [...differenceIds])
      .returning('differenceId')
      .execute();
    if (changed.length !== new Set(differenceIds).size) {
      throw new RejectedInputError('resource.not_found');
    }
    return { changed: changed.length };
  }).catch(refusalOf);
}

function refusalOf(error: unknown): never {
  if (sqlState(error) !== 'YL004') throw error;
  throw new RejectedInputError('copies.closed', { cause: error });
}
