import { dayInJapan } from '../../rules/calendar.ts';
import type { Asked } from '../../rules/checks/gather-facts.ts';
import { shippedVaccines } from '../../runtime/shipped-vaccines.ts';
import type { FormTemplate } from '../../schemas/form-template.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { batchMonthOf } from './batches.ts';
import type { Sheet } from './stages.ts';

/** What the checks are to know of a sheet besides its values: where and when it came in, and of what it is. */
export async function sheetAsked(
  db: Db | Tx,
  context: Pick<ActContext, 'now'>,
  sheet: Sheet,
  template: Pick<FormTemplate, 'programme'> | undefined,
): Promise<Omit<Asked, 'values' | 'doubtful' | 'final'>> {
  const { receivedAt } = await db
    .selectFrom('originals')
    .select('receivedAt')
    .where('originalId', '=', sheet.originalId)
    .executeTakeFirstOrThrow();
  return {
    programme: template?.programme ?? null,
    vaccines: await shippedVaccines(),
    today: dayInJapan(context.now),
    receivedOn: dayInJapan(receivedAt),
    batchMonth: await batchMonthOf(db, sheet.batchId),
    overrides: [],
  };
}
