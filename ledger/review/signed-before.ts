import type { Purpose } from '../../schemas/sheet-state.ts';
import type { ActContext } from '../act-context.ts';
import type { Db } from '../database.ts';

type Signed = Readonly<{ sheetId: string; fencingToken: string; imageHash: string }>;

/**
 * The signature this very request has already given: its reply was lost on the way, the page sends it again, and finds
 * the lease given back. A token belongs to one lease of one person, so nobody else's signature is taken for it.
 */
export async function signedBefore(
  db: Db,
  { actor }: ActContext,
  purpose: Purpose,
  { sheetId, fencingToken, imageHash }: Signed,
): Promise<{ signatureId: string } | undefined> {
  return db
    .selectFrom('signatures')
    .select('signatureId')
    .where('municipalityId', '=', actor.municipalityId)
    .where('sheetId', '=', sheetId)
    .where('purpose', '=', purpose)
    .where('accountId', '=', actor.accountId ?? '')
    .where('fencingToken', '=', Number(fencingToken))
    .where('imageHash', '=', imageHash)
    .executeTakeFirst();
}

type Approved = Readonly<{ outcome: 'committed' | 'adjudication'; entryId: string | null }>;

/** The same for an approval, which may have gone to a third person instead of being signed. */
export async function approvedBefore(
  db: Db,
  context: ActContext,
  act: Signed,
): Promise<Approved | undefined> {
  const signed = await signedBefore(db, context, 'approve', act);
  if (signed !== undefined) {
    const { entryId } = await db
      .selectFrom('ledgerEntries')
      .select('entryId')
      .where('approveSignatureId', '=', signed.signatureId)
      .executeTakeFirstOrThrow();
    return { outcome: 'committed', entryId };
  }
  const contested = await db
    .selectFrom('reviewRounds as r')
    .innerJoin('reviewSteps as s', (join) =>
      join.onRef('s.roundId', '=', 'r.roundId').onRef('s.pass', '=', 'r.pass'),
    )
    .select('r.roundId')
    .where('r.municipalityId', '=', context.actor.municipalityId)
    .where('r.sheetId', '=', act.sheetId)
    .where('r.state', '=', 'adjudication')
    .where('s.step', '=', 'contested')
    .where('s.accountId', '=', context.actor.accountId ?? '')
    .executeTakeFirst();
  return contested === undefined ? undefined : { outcome: 'adjudication', entryId: null };
}
