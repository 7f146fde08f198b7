import type { MatchOutcome } from '../../schemas/person-match.ts';
import type { Tx } from '../database.ts';

/** As the check stage found it; `null` for sheets that were checked before persons were matched. */
export async function matchOutcomeOf(tx: Tx, sheetId: string): Promise<MatchOutcome | null> {
  const row = await tx
    .selectFrom('sheetPersonMatches')
    .select('outcome')
    .where('sheetId', '=', sheetId)
    .executeTakeFirst();
  return row?.outcome ?? null;
}
