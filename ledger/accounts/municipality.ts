import { RejectedInputError } from '../../runtime/errors.ts';
import { MunicipalityId } from '../../schemas/accounts.ts';
import { authorise, inTransaction } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { appendAudit } from '../audit.ts';
import type { Db } from '../database.ts';

export type NewMunicipality = Readonly<{
  municipalityId: string;
  name: string;
  demonstration: boolean;
}>;

/**
 * Makes sure that the municipality exists; `true` when this call created it. What is stored is not
 * changed: a municipality does not turn into a demonstration, nor the other way round, by a second call.
 */
export async function ensureMunicipality(
  db: Db,
  context: ActContext,
  wanted: NewMunicipality,
): Promise<boolean> {
  authorise(context.actor, 'account.manage', wanted);
  if (!MunicipalityId.safeParse(wanted.municipalityId).success || wanted.name.trim() === '') {
    throw new RejectedInputError('input.invalid', {
      cause: new Error('a municipality has a code of six digits and a name'),
    });
  }
  return inTransaction(db, async (tx) => {
    const created = await tx
      .insertInto('municipalities')
      .values({ ...wanted, createdAt: context.now })
      .onConflict((conflict) => conflict.column('municipalityId').doNothing())
      .returning('municipalityId')
      .executeTakeFirst();
    if (created === undefined) return false;
    await appendAudit(tx, context, {
      action: 'municipality.create',
      outcome: 'done',
      resourceKind: 'municipality',
      resourceId: wanted.municipalityId,
      detail: { demonstration: wanted.demonstration },
    });
    return true;
  });
}
