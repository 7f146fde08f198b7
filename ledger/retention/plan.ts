import { sql } from 'kysely';
import { dayInJapan } from '../../rules/calendar.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { Signer } from '../../runtime/signer.ts';
import type { DisposalItem, DisposalView, RetentionPreview } from '../../schemas/api/retention.ts';
import type { RetentionKind, RetentionRule } from '../../schemas/retention.ts';
import { authorise, performAct } from '../act.ts';
import { type ActContext, personOf } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import type { DisposalRow } from '../tables/retention-tables.ts';
import { type Asking, countDue, countUndetermined, type DueItem, dueItems } from './due.ts';
import { findDisposal, viewOf } from './list-disposals.ts';
import { refusalOf } from './refusals.ts';
import { retentionRules } from './rules.ts';
import { describeItems } from './say-item.ts';

/** In one disposal: what is signed and carried out in one go. The rest is over tomorrow as well. */
const MOST_ITEMS = 50_000;
const SHOWN = 200;
const AT_ONCE = 1000;

type Deps = Readonly<{ db: Db; signer: Pick<Signer, 'keyId' | 'publicKeyPem'> }>;

/** A dry run of today: what is over, by which rules. Changes nothing. */
export async function previewDisposal(db: Db, context: ActContext): Promise<RetentionPreview> {
  const { municipalityId } = context.actor;
  authorise(context.actor, 'retention.read', { municipalityId });
  const asking = await askingToday(db, context);
  const kinds = [];
  for (const { kind, basis, years } of asking.rules) {
    kinds.push({ kind, basis, years, ...(await countDue(db, asking, kind)) });
  }
  return { asOf: asking.asOf, kinds, undetermined: await countUndetermined(db, asking) };
}

async function askingToday(db: Db | Tx, { actor, now }: ActContext): Promise<Asking> {
  const rules = await retentionRules(db, actor.municipalityId);
  return { municipalityId: actor.municipalityId, asOf: dayInJapan(now), rules };
}

/** The first of a kind, so that somebody can look and leave some out. */
export async function listDue(
  db: Db,
  context: ActContext,
  kind: RetentionKind,
): Promise<{ items: DisposalItem[] }> {
  const target = {
    action: 'retention.propose',
    resourceKind: 'disposal',
    resourceId: null,
    detail: { step: 'preview', kind },
  } as const;
  return performAct(db, context, target, async (tx) => {
    const items = await dueItems(tx, await askingToday(tx, context), kind, { limit: SHOWN });
    const rows = items.map((item) => ({
      ...item,
      kind,
      leftOut: null,
      outcome: 'waiting' as const,
    }));
    return { items: await describeItems(tx, rows) };
  });
}

export type Wanted = Readonly<{
  asOf: string;
  kinds: ReadonlyArray<{ kind: RetentionKind; items: number }>;
  leftOut: ReadonlyArray<{ kind: RetentionKind; itemId: string; reason: string }>;
  reason: string;
}>;

/** Writes down what is over and is to go, of the kinds that were asked for. Nothing goes before somebody else approves it. */
export async function requestDisposal(
  { db, signer }: Deps,
  context: ActContext,
  wanted: Wanted,
): Promise<DisposalView> {
  const disposalId = context.newId();
  const target = {
    action: 'retention.propose',
    resourceKind: 'disposal',
    resourceId: disposalId,
    detailOf: ({ disposalNumber }: DisposalRow): AuditDetail => ({
      ...{ step: 'requested', disposalNumber },
      kinds: wanted.kinds.map(({ kind, items }) => `${kind}:${items}`),
      leftOut: wanted.leftOut.length,
    }),
  } as const;
  const row = await performAct(db, context, target, async (tx) => {
    const asking = await askingToday(tx, context);
    // A plan of yesterday is another one.
    if (wanted.asOf !== asking.asOf) throw new RejectedInputError('retention.changed');
    const disposal = await insertDisposal(tx, context, { disposalId, asking, wanted });
    let items = 0;
    for (const { kind, items: seen } of wanted.kinds) {
      const due = await dueItems(tx, asking, kind, { limit: MOST_ITEMS });
      if (due.length !== Math.min(seen, MOST_ITEMS))
        throw new RejectedInputError('retention.changed');
      await insertItems(tx, disposal, { kind, due, wanted });
      items += due.length;
    }
    if (items <= wanted.leftOut.length) throw new RejectedInputError('retention.nothing_due');
    return disposal;
  }).catch(refusalOf);
  return viewOf({ db, signer }, context, row);
}

async function insertDisposal(
  tx: Tx,
  context: ActContext,
  { disposalId, asking, wanted }: { disposalId: string; asking: Asking; wanted: Wanted },
): Promise<DisposalRow> {
  const { municipalityId, asOf } = asking;
  const lock = `yoshin.disposals.${municipalityId}`;
  await sql`select pg_advisory_xact_lock(hashtext(${lock}))`.execute(tx);
  const { disposalNumber } = await tx
    .selectFrom('disposals')
    .select(sql<number>`coalesce(max(disposal_number), 0) + 1`.as('disposalNumber'))
    .where('municipalityId', '=', municipalityId)
    .executeTakeFirstOrThrow();
  const rules = asking.rules.map(
    ({ kind, basis, years }): RetentionRule => ({ kind, basis, years }),
  );
  return tx
    .insertInto('disposals')
    .values({
      ...{ disposalId, municipalityId, disposalNumber, asOf, reason: wanted.reason },
      state: 'requested',
      rules: JSON.stringify(rules),
      requestedBy: personOf(context),
      requestedAt: context.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function insertItems(
  tx: Tx,
  { municipalityId, disposalId }: DisposalRow,
  { kind, due, wanted }: { kind: RetentionKind; due: readonly DueItem[]; wanted: Wanted },
): Promise<void> {
  const reasons = new Map(
    wanted.leftOut.filter((each) => each.kind === kind).map((each) => [each.itemId, each.reason]),
  );
  for (let at = 0; at < due.length; at += AT_ONCE) {
    const rows = due.slice(at, at + AT_ONCE).map((item) => ({
      ...{ municipalityId, disposalId, kind, ...item },
      leftOut: reasons.get(item.itemId) ?? null,
    }));
    await tx.insertInto('disposalItems').values(rows).execute();
  }
}

/** By whoever asked, or anybody who may: while nobody has decided. */
export async function withdrawDisposal(
  { db, signer }: Deps,
  context: ActContext,
  disposalId: string,
): Promise<DisposalView> {
  const target = {
    action: 'retention.propose',
    resourceKind: 'disposal',
    resourceId: disposalId,
    detail: { step: 'withdrawn' },
  } as const;
  const row = await performAct(db, context, target, async (tx) => {
    await findDisposal(tx, context, disposalId);
    const gone = await tx
      .updateTable('disposals')
      .set({ state: 'withdrawn' })
      .where('disposalId', '=', disposalId)
      .where('state', '=', 'requested')
      .returningAll()
      .executeTakeFirst();
    if (gone === undefined) throw new RejectedInputError('retention.wrong_state');
    return gone;
  });
  return viewOf({ db, signer }, context, row);
}
