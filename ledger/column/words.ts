import type { ActContext } from '../act-context.ts';
import type { Tx } from '../database.ts';
import { personOf } from './waiting.ts';

export type StandingWord = Readonly<{
  sheetId: string;
  roundId: string;
  keyingId: string;
  value: string | null;
}>;

/** What this person has confirmed by column of one field and not taken back, by sheet. */
export async function wordsOf(
  tx: Tx,
  actor: ActContext['actor'],
  fieldId: string,
  sheetIds: readonly string[],
): Promise<Map<string, StandingWord>> {
  const { municipalityId, staffMemberId } = personOf(actor);
  const rows = await tx
    .selectFrom('keyings')
    .innerJoin('columnWords', 'columnWords.keyingId', 'keyings.keyingId')
    .select(['keyings.sheetId', 'keyings.roundId', 'keyings.keyingId', 'keyings.value'])
    .where('keyings.municipalityId', '=', municipalityId)
    .where('keyings.staffMemberId', '=', staffMemberId)
    .where('keyings.fieldId', '=', fieldId)
    .where('keyings.sheetId', 'in', sheetIds)
    .where('keyings.undoneAt', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.sheetId, row]));
}
