import { InvariantError } from '../../runtime/errors.ts';
import type { ClosedField } from '../../schemas/inoculation-record.ts';
import type { Db, Tx } from '../database.ts';

/** What an entry says of one field of its form. */
export async function closedInEntry(
  db: Db | Tx,
  entryId: string,
  fieldId: string,
): Promise<ClosedField> {
  const { content } = await db
    .selectFrom('ledgerContents')
    .select('content')
    .where('entryId', '=', entryId)
    .executeTakeFirstOrThrow();
  const field = content?.fields.find((each) => each.fieldId === fieldId);
  if (field === undefined) throw new InvariantError('bug.invariant');
  return field;
}
