import { CopyRules } from '../../schemas/copies.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';

/** Until somebody has set them: once a month, and a fortnight to look into what differs. */
const UNSET: CopyRules = { everyDays: 31, keepDays: 14 };

export async function copyRules(db: Db | Tx, municipalityId: string): Promise<CopyRules> {
  const row = await db
    .selectFrom('copyRules')
    .select(['everyDays', 'keepDays'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('copyRuleId', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? UNSET;
}

/** For the next comparisons, and from now on for when one is due. */
export async function setCopyRules(
  db: Db,
  context: ActContext,
  rules: CopyRules,
): Promise<CopyRules> {
  const { municipalityId, accountId } = context.actor;
  const target = {
    action: 'copies.set_rules',
    resourceKind: 'copy_rules',
    resourceId: municipalityId,
    detail: rules,
  } as const;
  return performAct(db, context, target, async (tx) => {
    await tx
      .insertInto('copyRules')
      .values({ municipalityId, ...rules, accountId: accountId ?? '', setAt: context.now })
      .execute();
    return CopyRules.parse(rules);
  });
}
