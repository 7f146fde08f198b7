import { sql } from 'kysely';
import { IN_ORDER } from '../../rules/retention.ts';
import type { BlobStore } from '../../runtime/blob-store.ts';
import { newId } from '../../runtime/ids.ts';
import type { TermVault } from '../../runtime/term-vault.ts';
import type { RetentionKind } from '../../schemas/retention.ts';
import { systemActor } from '../accounts/system-actor.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { eraseBlobsNamed } from '../exports/erase-files.ts';
import type { DisposalRow } from '../tables/retention-tables.ts';
import { type Asking, dueItems } from './due.ts';
import { eraseEarlierDoses, eraseResident } from './erase-person.ts';
import { eraseSheet } from './erase-sheet.ts';

export type Erasing = Readonly<{
  db: Db;
  blobs: Pick<BlobStore, 'erase'>;
  vault: TermVault;
}>;

const AT_ONCE = 100;

/**
 * Erases what was approved, one sheet or person a transaction with its audit event, and goes on where it was stopped. What is not
 * over any more (somebody corrects it, a date changed) is spared, and said to be. Answers with how much was dealt with.
 */
export async function carryOutDisposals(
  erasing: Erasing,
  municipalityId: string,
  now: () => Date,
): Promise<number> {
  const disposal = await erasing.db
    .selectFrom('disposals')
    .selectAll()
    .where('municipalityId', '=', municipalityId)
    .where('state', '=', 'approved')
    .executeTakeFirst();
  if (disposal === undefined) return 0;
  let count = 0;
  for (const kind of IN_ORDER) count += await carryOutKind(erasing, disposal, { kind, now });
  await finish(erasing.db, disposal, now());
  return count;
}

async function carryOutKind(
  erasing: Erasing,
  disposal: DisposalRow,
  { kind, now }: Readonly<{ kind: RetentionKind; now: () => Date }>,
): Promise<number> {
  for (let count = 0; ; ) {
    const items = await waiting(erasing.db, disposal, kind);
    if (items.length === 0) return count;
    for (const itemId of items) await eraseItem(erasing, disposal, { kind, itemId, now: now() });
    count += items.length;
  }
}

async function waiting(
  db: Db,
  { disposalId }: DisposalRow,
  kind: RetentionKind,
): Promise<string[]> {
  const rows = await db
    .selectFrom('disposalItems')
    .select('itemId')
    .where('disposalId', '=', disposalId)
    .where('kind', '=', kind)
    .where('leftOut', 'is', null)
    .where('erasedAt', 'is', null)
    .where('sparedAt', 'is', null)
    .orderBy('itemId')
    .limit(AT_ONCE)
    .execute();
  return rows.map(({ itemId }) => itemId);
}

type Dealt = Readonly<{ files: readonly string[]; step: 'erased' | 'spared' }>;
type Item = Readonly<{ kind: RetentionKind; itemId: string; now: Date }>;

async function eraseItem(
  { db, blobs, vault }: Erasing,
  disposal: DisposalRow,
  { kind, itemId, now }: Item,
): Promise<void> {
  const { municipalityId, asOf, rules } = disposal;
  const context = inOwnName(municipalityId, now);
  const target = {
    action: 'retention.approve',
    resourceKind: kind === 'record' || kind === 'sheet' ? 'sheet' : 'disposal',
    // A resident's number would stand in the log for ever.
    resourceId: kind === 'record' || kind === 'sheet' ? itemId : disposal.disposalId,
    detailOf: ({ step }: Dealt) => ({ step, kind, disposalNumber: disposal.disposalNumber }),
  } as const;
  const { files } = await performAct(db, context, target, async (tx): Promise<Dealt> => {
    const asking = { municipalityId, asOf, rules };
    const isDue = await isStillDue(tx, asking, { kind, itemId });
    const gone = isDue ? await erase(tx, vault, { kind, itemId, now, asking }) : [];
    await tx
      .updateTable('disposalItems')
      .set(isDue ? { erasedAt: now, itemId: forgotten(kind, itemId) } : { sparedAt: now })
      .where('disposalId', '=', disposal.disposalId)
      .where('kind', '=', kind)
      .where('itemId', '=', itemId)
      .execute();
    return { files: gone, step: isDue ? 'erased' : 'spared' };
  });
  await eraseBlobsNamed(db, blobs, files);
}

const IS_OF_NOBODY: ReadonlySet<RetentionKind> = new Set([
  'record',
  'sheet',
  'override',
  'master_history',
  'audit_terms',
]);

const forgotten = (kind: RetentionKind, itemId: string) =>
  IS_OF_NOBODY.has(kind) ? itemId : newId();

/** Locked against whoever would correct it meanwhile. */
async function isStillDue(
  tx: Tx,
  asking: Asking,
  { kind, itemId }: Pick<Item, 'kind' | 'itemId'>,
): Promise<boolean> {
  if (kind === 'record' || kind === 'sheet') {
    await sql`select from sheets where sheet_id = ${itemId} for update`.execute(tx);
  }
  // Told by a day that is over: what was erased before it may have taken that day's last row.
  if (kind === 'master_history' || kind === 'audit_terms') return true;
  return (await dueItems(tx, asking, kind, { only: itemId, limit: 1 })).length > 0;
}

async function erase(
  tx: Tx,
  vault: TermVault,
  { kind, itemId, now, asking }: Item & { asking: Asking },
): Promise<string[]> {
  const { municipalityId } = asking;
  const whom = { municipalityId, residentId: itemId };
  switch (kind) {
    case 'record':
    case 'sheet':
      return eraseSheet(tx, { now }, itemId);
    case 'register':
      await eraseResident(tx, vault, whom);
      return [];
    case 'earlier_dose':
      await eraseEarlierDoses(tx, whom, overOf(asking, kind));
      return [];
    case 'override':
      await tx.deleteFrom('doseOverrides').where('overrideId', '=', itemId).execute();
      return [];
    case 'master_history':
      await sql`delete from master_changes where municipality_id = ${municipalityId}
        and (changed_at at time zone 'Asia/Tokyo')::date <= ${itemId}::date`.execute(tx);
      return [];
    case 'audit_terms':
      await sql`delete from audit_terms t using audit_events a
        where t.municipality_id = ${municipalityId} and a.municipality_id = t.municipality_id
          and a.audit_event_id = t.audit_event_id
          and (a.occurred_at at time zone 'Asia/Tokyo')::date <= ${itemId}::date`.execute(tx);
      return [];
    default:
      return kind satisfies never;
  }
}

/** `null` where a person's doses go all at once, after their death. */
function overOf({ asOf, rules }: Asking, kind: RetentionKind) {
  const rule = rules.find((each) => each.kind === kind);
  if (rule === undefined || rule.basis === 'death' || rule.years === null) return null;
  return { asOf, years: rule.years };
}

async function finish(db: Db, disposal: DisposalRow, now: Date): Promise<void> {
  const { municipalityId, disposalId, disposalNumber } = disposal;
  const target = {
    action: 'retention.approve',
    resourceKind: 'disposal',
    resourceId: disposalId,
    detail: { step: 'done', disposalNumber },
  } as const;
  await performAct(db, inOwnName(municipalityId, now), target, async (tx) => {
    await tx
      .updateTable('disposals')
      .set({ state: 'done', finishedAt: now })
      .where('disposalId', '=', disposalId)
      .where('state', '=', 'approved')
      .execute();
  });
}

function inOwnName(municipalityId: string, now: Date): ActContext {
  const requestId = newId();
  return { actor: systemActor(municipalityId), requestId, traceId: requestId, now, newId };
}
