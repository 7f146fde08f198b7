import { municipalityIds } from '../../ledger/accounts/municipality.ts';
import type { Db } from '../../ledger/database.ts';
import { inMunicipality } from '../../ledger/scope.ts';
import { RejectedInputError } from '../../runtime/errors.ts';

/** Runs in the municipality a command is for: the one named, or the only one there is. */
export async function forMunicipality<T>(
  db: Db,
  named: string | undefined,
  run: (municipalityId: string) => Promise<T>,
): Promise<T> {
  const municipalityId = await municipalityFor(db, named);
  return inMunicipality(municipalityId, () => run(municipalityId));
}

async function municipalityFor(db: Db, named: string | undefined): Promise<string> {
  const ids = await municipalityIds(db);
  const [only] = ids;
  if (named !== undefined && ids.includes(named)) return named;
  if (named === undefined && only !== undefined && ids.length === 1) return only;
  const reason =
    ids.length === 0
      ? '自治体がまだ登録されていません。yoshin user add で最初の利用者を登録してください'
      : `--municipality に自治体コードを指定してください (${ids.join(', ')})`;
  throw new RejectedInputError('input.invalid', { cause: new Error(reason) });
}
