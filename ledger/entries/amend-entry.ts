import { RejectedInputError } from '../../runtime/errors.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { type Db, sqlState, type Tx } from '../database.ts';

type Amendment = Readonly<{ entryId: string; kind: 'correction' | 'void'; reason: string }>;

/**
 * Opens a correction or a voiding of an entry. Nothing of the entry changes: two people go through the sheet
 * again and what they sign supersedes it. One amendment at a time, and only of the newest word.
 */
export async function amendEntry(
  db: Db,
  context: ActContext,
  act: Amendment,
): Promise<{ roundId: string; sheetId: string }> {
  const roundId = context.newId();
  const target = {
    action: 'ledger.amend',
    resourceKind: 'ledger_entry',
    resourceId: act.entryId,
    detail: { kind: act.kind, roundId },
  } as const;
  return performAct(db, context, target, (tx) => openAmendment(tx, context, { ...act, roundId }));
}

/** The same within another act. `review.wrong_state`: there is a newer word; `ledger.conflict`: one is open. */
export async function openAmendment(
  tx: Tx,
  context: ActContext,
  act: Amendment & { roundId: string },
): Promise<{ roundId: string; sheetId: string }> {
  const { municipalityId, accountId } = context.actor;
  const { roundId } = act;
  const entry = await tx
    .selectFrom('ledgerEntries as entry')
    .leftJoin('ledgerEntries as newer', 'newer.supersedes', 'entry.entryId')
    .select(['entry.sheetId', 'entry.kind', 'newer.entryId as supersededBy'])
    .where('entry.municipalityId', '=', municipalityId)
    .where('entry.entryId', '=', act.entryId)
    .executeTakeFirst();
  if (entry === undefined) throw new RejectedInputError('resource.not_found');
  const open = await tx
    .selectFrom('reviewRounds')
    .select('roundId')
    .where('sheetId', '=', entry.sheetId)
    .where('state', 'in', ['awaiting_verification', 'awaiting_approval', 'adjudication'])
    .executeTakeFirst();
  // A voiding by mistake can be corrected; there is nothing left to void in it.
  const voidedTwice = entry.kind === 'voided' && act.kind === 'void';
  const isNewest = entry.supersededBy === null && !voidedTwice;
  if (!isNewest) throw new RejectedInputError('review.wrong_state');
  if (open !== undefined) throw new RejectedInputError('ledger.conflict');
  await tx
    .insertInto('reviewRounds')
    .values({
      roundId,
      municipalityId,
      sheetId: entry.sheetId,
      kind: act.kind,
      state: 'awaiting_verification',
      amendsEntryId: act.entryId,
      reason: act.reason,
      openedBy: accountId,
      returnedReason: null,
      note: null,
      openedAt: context.now,
    })
    .execute()
    .catch((error: unknown) => {
      // Two amendments at one moment: the index lets one of them be open.
      if (sqlState(error) !== '23505') throw error;
      throw new RejectedInputError('ledger.conflict', { cause: error });
    });
  return { roundId, sheetId: entry.sheetId };
}
