import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { IN_ORDER } from '../../rules/retention.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { DisposalItem, DisposalView } from '../../schemas/api/retention.ts';
import type { RetentionKind } from '../../schemas/retention.ts';
import { displayNames } from '../accounts/display-names.ts';
import { authorise } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import type { DisposalRow } from '../tables/retention-tables.ts';
import { describeItems } from './say-item.ts';
import { genuineStatement } from './statement.ts';

/** Whose statements are looked at. */
type Looking = Readonly<{ db: Db; signer: Pick<Signer, 'keyId' | 'publicKeyPem'> }>;

const PAGE_SIZE = 50;
const ITEMS = 200;

/** 廃棄簿, the newest first. It tells of nobody. */
export async function listDisposals(
  { db, signer }: Looking,
  context: ActContext,
  offset: number,
): Promise<{ items: DisposalView[]; total: number }> {
  const { municipalityId } = context.actor;
  authorise(context.actor, 'retention.read', { municipalityId });
  const rows = await db
    .selectFrom('disposals')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .orderBy('disposalNumber', 'desc')
    .limit(PAGE_SIZE)
    .offset(offset)
    .execute();
  const { total } = await db
    .selectFrom('disposals')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  return { items: await viewsOf({ db, signer }, context, rows), total };
}

export async function viewDisposal(
  looking: Looking,
  context: ActContext,
  disposalId: string,
): Promise<DisposalView> {
  authorise(context.actor, 'retention.read', context.actor);
  return viewOf(looking, context, await findDisposal(looking.db, context, disposalId));
}

/** `resource.not_found`. */
export async function findDisposal(
  db: Db | Tx,
  { actor }: ActContext,
  disposalId: string,
): Promise<DisposalRow> {
  const row = await db
    .selectFrom('disposals')
    .selectAll()
    .where('municipalityId', '=', actor.municipalityId)
    .where('disposalId', '=', disposalId)
    .executeTakeFirst();
  if (row === undefined) throw new RejectedInputError('resource.not_found');
  return row;
}

export async function viewOf(
  looking: Looking,
  context: ActContext,
  row: DisposalRow,
): Promise<DisposalView> {
  const [view] = await viewsOf(looking, context, [row]);
  if (view === undefined) throw new RejectedInputError('resource.not_found');
  return view;
}

async function viewsOf(
  { db, signer }: Looking,
  context: ActContext,
  rows: readonly DisposalRow[],
): Promise<DisposalView[]> {
  const names = await displayNames(
    db,
    context.actor.municipalityId,
    rows.flatMap((row) => [row.requestedBy, row.decidedBy]),
  );
  const counts = await countsOf(db, rows);
  return rows.map((row) => {
    const { disposalId, disposalNumber, state, asOf, rules, reason, decisionReason } = row;
    return {
      ...{ disposalId, disposalNumber, state, asOf, rules, reason, decisionReason },
      requestedBy: names(row.requestedBy) ?? '',
      requestedAt: row.requestedAt.toISOString(),
      decidedBy: names(row.decidedBy),
      decidedAt: row.decidedAt?.toISOString() ?? null,
      finishedAt: row.finishedAt?.toISOString() ?? null,
      statementHash:
        row.statement === null ? null : createHash('sha256').update(row.statement).digest('hex'),
      signature: signatureOf(row, signer),
      counts: counts(disposalId),
      isOwn: row.requestedBy === context.actor.staffMemberId,
    };
  });
}

function signatureOf(
  row: DisposalRow,
  { keyId, publicKeyPem }: Looking['signer'],
): DisposalView['signature'] {
  if (row.signature === null) return null;
  if (row.keyId !== keyId) return 'other_key';
  return genuineStatement(row, publicKeyPem) === null ? 'bad' : 'good';
}

type Count = DisposalView['counts'][number];

async function countsOf(
  db: Db,
  rows: readonly DisposalRow[],
): Promise<(disposalId: string) => Count[]> {
  if (rows.length === 0) return () => [];
  const found = await db
    .selectFrom('disposalItems')
    .select(['disposalId', 'kind'])
    .select(sql<number>`count(*)::integer`.as('items'))
    .select(sql<number>`sum(quantity)::integer`.as('quantity'))
    .select(sql<string | null>`min(due_on)`.as('oldest'))
    .select(sql<number>`count(left_out)::integer`.as('leftOut'))
    .select(sql<number>`count(erased_at)::integer`.as('erased'))
    .select(sql<number>`count(spared_at)::integer`.as('spared'))
    .where(
      'disposalId',
      'in',
      rows.map(({ disposalId }) => disposalId),
    )
    .groupBy(['disposalId', 'kind'])
    .execute();
  return (disposalId) =>
    found
      .filter((row) => row.disposalId === disposalId)
      .map(({ disposalId: _, ...count }) => count)
      .toSorted((a, b) => IN_ORDER.indexOf(a.kind) - IN_ORDER.indexOf(b.kind));
}

/** What stands on the list, a page at a time. */
export async function listItems(
  db: Db,
  context: ActContext,
  asked: Readonly<{ disposalId: string; kind: RetentionKind; offset: number }>,
): Promise<{ items: DisposalItem[]; total: number }> {
  authorise(context.actor, 'retention.read', context.actor);
  const { disposalId } = await findDisposal(db, context, asked.disposalId);
  const all = db
    .selectFrom('disposalItems')
    .where('disposalId', '=', disposalId)
    .where('kind', '=', asked.kind);
  const { total } = await all
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await all
    .select(['kind', 'itemId', 'dueOn', 'quantity', 'leftOut', 'erasedAt', 'sparedAt'])
    .orderBy('dueOn')
    .orderBy('itemId')
    .limit(ITEMS)
    .offset(asked.offset)
    .execute();
  const items = rows.map(({ erasedAt, sparedAt, ...row }) => ({
    ...row,
    outcome: outcomeOf({ erasedAt, sparedAt, leftOut: row.leftOut }),
  }));
  return { items: await describeItems(db, items), total };
}

function outcomeOf(row: {
  leftOut: string | null;
  erasedAt: Date | null;
  sparedAt: Date | null;
}): DisposalItem['outcome'] {
  if (row.leftOut !== null) return 'left_out';
  if (row.erasedAt !== null) return 'erased';
  return row.sparedAt === null ? 'waiting' : 'spared';
}
