import { RejectedInputError } from '../../runtime/errors.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { DisposalView } from '../../schemas/api/retention.ts';
import type { RetentionKind } from '../../schemas/retention.ts';
import { performAct } from '../act.ts';
import { type ActContext, personOf } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import type { DisposalRow } from '../tables/retention-tables.ts';
import { findDisposal, viewOf } from './list-disposals.ts';
import { refusalOf } from './refusals.ts';
import { type SignedStatement, signStatement } from './statement.ts';

type Deps = Readonly<{ db: Db; signer: Signer }>;

/** By another natural person than the one who asked. What is approved is signed, and goes. */
export async function decideDisposal(
  { db, signer }: Deps,
  context: ActContext,
  disposalId: string,
  { approve, reason }: Readonly<{ approve: boolean; reason: string }>,
): Promise<DisposalView> {
  const state = approve ? 'approved' : 'refused';
  const target = {
    action: 'retention.approve',
    resourceKind: 'disposal',
    resourceId: disposalId,
    detailOf: ({ disposalNumber }: DisposalRow) => ({ step: state, disposalNumber }) as const,
  } as const;
  const row = await performAct(db, context, target, async (tx) => {
    const asked = await findDisposal(tx, context, disposalId);
    const signed = approve ? await statementOf(tx, context, asked, signer) : {};
    const decided = await tx
      .updateTable('disposals')
      .set({ state, decidedBy: personOf(context), decidedAt: context.now })
      .set({ decisionReason: reason, ...signed })
      .where('disposalId', '=', disposalId)
      .where('state', '=', 'requested')
      .returningAll()
      .executeTakeFirst();
    if (decided === undefined) throw new RejectedInputError('retention.wrong_state');
    return decided;
  }).catch(refusalOf);
  return viewOf({ db, signer }, context, row);
}

async function statementOf(
  tx: Tx,
  context: ActContext,
  row: DisposalRow,
  signer: Signer,
): Promise<SignedStatement> {
  const items = await tx
    .selectFrom('disposalItems')
    .select(['kind', 'itemId', 'quantity'])
    .where('disposalId', '=', row.disposalId)
    .where('leftOut', 'is', null)
    .orderBy('itemId')
    .execute();
  const idsOf = (...kinds: RetentionKind[]) =>
    items.filter(({ kind }) => kinds.includes(kind)).map(({ itemId }) => itemId);
  const { municipalityId, disposalId, disposalNumber, asOf, rules, reason } = row;
  return signStatement(
    {
      kind: 'yoshin.disposal.1',
      ...{ municipalityId, disposalId, disposalNumber, asOf, rules, reason },
      requestedBy: row.requestedBy,
      requestedAt: row.requestedAt.toISOString(),
      approvedBy: personOf(context),
      approvedAt: context.now.toISOString(),
      sheets: idsOf('record', 'sheet'),
      overrides: idsOf('override'),
      counts: [...Map.groupBy(items, ({ kind }) => kind)].map(([kind, of]) => ({
        kind,
        items: of.length,
        quantity: of.reduce((sum, { quantity }) => sum + quantity, 0),
      })),
    },
    signer,
  );
}
