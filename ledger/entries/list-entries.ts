import { RejectedInputError } from '../../runtime/errors.ts';
import type { LedgerEntryView } from '../../schemas/api/ledger.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';

const PAGE_SIZE = 50;

const entryRows = (tx: Tx, municipalityId: string) =>
  tx
    .selectFrom('ledgerEntries as entry')
    .innerJoin('ledgerContents as content', 'content.entryId', 'entry.entryId')
    .innerJoin('staffMembers as verifier', 'verifier.staffMemberId', 'entry.verifiedBy')
    .innerJoin('staffMembers as approver', 'approver.staffMemberId', 'entry.approvedBy')
    .leftJoin('ledgerEntries as newer', 'newer.supersedes', 'entry.entryId')
    .where('entry.municipalityId', '=', municipalityId);

const COLUMNS = [
  'entry.entryId',
  'entry.leafIndex',
  'entry.kind',
  'entry.sheetId',
  'entry.supersedes',
  'newer.entryId as supersededBy',
  'content.content',
  'verifier.displayName as verifiedBy',
  'approver.displayName as approvedBy',
  'entry.committedAt',
  'entry.leafHash',
] as const;

/** Newest first. Looking for a person is in the audit log with whom was looked for. */
export async function searchEntries(
  db: Db,
  context: ActContext,
  query: { residentId?: string | undefined; offset: number },
): Promise<{ items: LedgerEntryView[]; total: number }> {
  const target = {
    action: 'ledger.read',
    resourceKind: query.residentId === undefined ? 'ledger' : 'resident',
    resourceId: query.residentId ?? null,
    detail: { step: 'search', offset: query.offset },
  } as const;
  return performAct(db, context, target, async (tx) => {
    let rows = entryRows(tx, context.actor.municipalityId);
    if (query.residentId !== undefined) {
      rows = rows.where('content.residentId', '=', query.residentId);
    }
    const { total } = await rows
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow();
    const items = await rows
      .select(COLUMNS)
      .orderBy('entry.leafIndex', 'desc')
      .limit(PAGE_SIZE)
      .offset(query.offset)
      .execute();
    return { items: items.map(viewOf), total };
  });
}

export async function viewEntry(
  db: Db,
  context: ActContext,
  entryId: string,
): Promise<LedgerEntryView> {
  const target = {
    action: 'ledger.read',
    resourceKind: 'ledger_entry',
    resourceId: entryId,
  } as const;
  return performAct(db, context, target, async (tx) => {
    const row = await entryRows(tx, context.actor.municipalityId)
      .select(COLUMNS)
      .where('entry.entryId', '=', entryId)
      .executeTakeFirst();
    if (row === undefined) throw new RejectedInputError('resource.not_found');
    return viewOf(row);
  });
}

type Row = Omit<LedgerEntryView, 'record' | 'fields' | 'findings' | 'reason' | 'committedAt'> & {
  content: Pick<LedgerEntryView, 'record' | 'fields' | 'findings' | 'reason'>;
  committedAt: Date;
};

function viewOf({ content, committedAt, ...row }: Row): LedgerEntryView {
  const { record, fields, findings, reason } = content;
  return { ...row, record, fields, findings, reason, committedAt: committedAt.toISOString() };
}

/** The newest signed checkpoint: how many leaves, which root, when. */
export async function ledgerStatus(
  db: Db,
  municipalityId: string,
): Promise<{ treeSize: number; rootHash: string | null; signedAt: string | null }> {
  const row = await db
    .selectFrom('ledgerCheckpoints')
    .select(['treeSize', 'rootHash', 'signedAt'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('treeSize', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return { treeSize: 0, rootHash: null, signedAt: null };
  return { ...row, signedAt: row.signedAt.toISOString() };
}
