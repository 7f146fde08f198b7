import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';

/** `approvalFrom`: so many entries or more need approval beforehand; `keepDays`: so long a file can be fetched. */
export type ExportRules = Readonly<{ approvalFrom: number; keepDays: number }>;

/** Until somebody has set them: everything needs approval, and a week is enough to fetch a file. */
const UNSET: ExportRules = { approvalFrom: 1, keepDays: 7 };

export async function exportRules(db: Db | Tx, municipalityId: string): Promise<ExportRules> {
  const row = await db
    .selectFrom('exportRules')
    .select(['approvalFrom', 'keepDays'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('exportRuleId', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? UNSET;
}

/** For outputs asked for from now on. */
export async function setExportRules(
  db: Db,
  context: ActContext,
  rules: ExportRules,
): Promise<ExportRules> {
  const { municipalityId, accountId } = context.actor;
  const target = {
    action: 'export.set_rules',
    resourceKind: 'export_rules',
    resourceId: municipalityId,
    detail: rules,
  } as const;
  return performAct(db, context, target, async (tx) => {
    await tx
      .insertInto('exportRules')
      .values({ municipalityId, ...rules, accountId: accountId ?? '', setAt: context.now })
      .execute();
    return rules;
  });
}
