import type { Db, Tx } from '../database.ts';

/** What people are called, by who they are; `null` stays nobody. */
export async function displayNames(
  db: Db | Tx,
  municipalityId: string,
  people: ReadonlyArray<string | null>,
): Promise<(staffMemberId: string | null) => string | null> {
  const ids = [...new Set(people.filter((one) => one !== null))];
  if (ids.length === 0) return () => null;
  const rows = await db
    .selectFrom('staffMembers')
    .select(['staffMemberId', 'displayName'])
    .where('municipalityId', '=', municipalityId)
    .where('staffMemberId', 'in', ids)
    .execute();
  const names = new Map(rows.map((row) => [row.staffMemberId, row.displayName]));
  return (one) => names.get(one ?? '') ?? null;
}
