import { RejectedInputError } from '../../runtime/errors.ts';
import type { CoverClaim, CoverProblem } from '../../schemas/cover.ts';
import { inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { moveSheet, stageInput } from './move-sheet.ts';
import { lookedThrough, type Sheet } from './stages.ts';

/**
 * A page is a cover: it and the pages after it, up to the next one, go to the batch it names. A cover of a
 * batch that is not ours to fill files nothing: what follows it stays where the file was handed in, and the mark
 * on the cover keeps that batch from closing unsigned.
 */
export async function recordCover(
  db: Db,
  context: ActContext,
  sheet: Sheet,
  claim: CoverClaim,
): Promise<{ problem: CoverProblem | null }> {
  return inTransaction(db, async (tx) => {
    await lockOriginal(tx, sheet.originalId);
    const problem = await problemOf(tx, context.actor.municipalityId, claim);
    const moved = await moveSheet(tx, context, {
      sheetId: sheet.sheetId,
      from: 'received',
      to: 'cover',
      stage: 'preprocess',
      inputHash: stageInput(sheet),
      detail: { template: 'cover', coverOf: claim.batchId, problem },
      patch: {
        ...{ template: 'cover', registration: null, cover: { claim, problem } },
        ...lookedThrough(sheet),
      },
    });
    if (moved === 'moved') await refile(tx, context, sheet);
    return { problem };
  });
}

/** Held while the pages of a file are filed: two of its covers may be recognised at the same moment. */
export async function lockOriginal(tx: Tx, originalId: string): Promise<void> {
  await tx
    .selectFrom('originals')
    .select('originalId')
    .where('originalId', '=', originalId)
    .forUpdate()
    .execute();
}

/** What is printed is a claim, not a fact: the database says whether there is such a batch. */
async function problemOf(
  tx: Tx,
  municipalityId: string,
  claim: CoverClaim,
): Promise<CoverProblem | null> {
  if (claim.municipalityId !== municipalityId) return 'other_municipality';
  const batch = await tx
    .selectFrom('batches')
    .select('state')
    .where('municipalityId', '=', municipalityId)
    .where('batchId', '=', claim.batchId)
    .forShare()
    .executeTakeFirst();
  if (batch === undefined) return 'unknown_batch';
  return batch.state === 'closed' ? 'closed_batch' : null;
}

type Page = Pick<Sheet, 'sheetId' | 'batchId' | 'state' | 'cover' | 'coverProblem'>;

/**
 * Puts every page of a file into the batch it belongs to, worked out anew from all its covers: in which order its
 * pages were looked at makes no difference. `cause` is the cover that came or went; the file is locked.
 */
export async function refile(
  tx: Tx,
  context: ActContext,
  cause: Pick<Sheet, 'sheetId' | 'originalId'>,
): Promise<void> {
  const { batchId: handedInto } = await tx
    .selectFrom('originals')
    .select('batchId')
    .where('originalId', '=', cause.originalId)
    .executeTakeFirstOrThrow();
  const pages = await tx
    .selectFrom('sheets')
    .select(['sheetId', 'batchId', 'state', 'cover', 'coverProblem'])
    .where('originalId', '=', cause.originalId)
    .orderBy('pageNumber')
    .execute();
  const filings = filingsOf(pages, handedInto);
  await requireOpen(tx, new Set(filings.flatMap(({ from, to }) => [from, to])));
  await fileUnder(tx, context, cause.sheetId, filings);
}

type Filing = Readonly<{ sheetId: string; from: string; to: string }>;

function filingsOf(pages: readonly Page[], handedInto: string): Filing[] {
  let to = handedInto;
  return pages.flatMap(({ sheetId, batchId: from, state, cover, coverProblem }) => {
    if (state === 'cover' && cover !== null) {
      to = coverProblem === null ? cover.batchId : handedInto;
    }
    return from === to ? [] : [{ sheetId, from, to }];
  });
}

async function requireOpen(tx: Tx, batchIds: ReadonlySet<string>): Promise<void> {
  if (batchIds.size === 0) return;
  const batches = await tx
    .selectFrom('batches')
    .select('state')
    .where('batchId', 'in', [...batchIds])
    .orderBy('batchId')
    .forShare()
    .execute();
  if (batches.some(({ state }) => state === 'closed')) throw new RejectedInputError('batch.closed');
}

async function fileUnder(
  tx: Tx,
  context: ActContext,
  coverSheetId: string,
  filings: readonly Filing[],
): Promise<void> {
  const { municipalityId, accountId } = context.actor;
  const { requestId, traceId, now: filedAt } = context;
  for (const [toBatchId, group] of Map.groupBy(filings, ({ to }) => to)) {
    const sheetIds = group.map(({ sheetId }) => sheetId);
    await tx
      .updateTable('sheets')
      .set({ batchId: toBatchId })
      .where('sheetId', 'in', sheetIds)
      .execute();
    const rows = group.map(({ sheetId, from: fromBatchId }) => ({
      ...{ municipalityId, sheetId, fromBatchId, toBatchId, coverSheetId },
      ...{ accountId, requestId, traceId, filedAt },
    }));
    await tx.insertInto('sheetFilings').values(rows).execute();
  }
}
