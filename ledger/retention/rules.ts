import { IN_ORDER, isBasisOf, unsetRule } from '../../rules/retention.ts';
import { InvariantError, RejectedInputError } from '../../runtime/errors.ts';
import type { RetentionRule } from '../../schemas/retention.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';

/** `grounds`: the provision a rule rests on; `null` where nobody has set one. */
export type RuleInForce = RetentionRule &
  Readonly<{ grounds: string | null; setAt: string | null }>;

/** One for every kind, in the order in which they are carried out. */
export async function retentionRules(db: Db | Tx, municipalityId: string): Promise<RuleInForce[]> {
  const rows = await db
    .selectFrom('retentionRules')
    .distinctOn('kind')
    .select(['kind', 'basis', 'years', 'grounds', 'setAt'])
    .where('municipalityId', '=', municipalityId)
    .orderBy('kind')
    .orderBy('retentionRuleId', 'desc')
    .execute();
  const set = new Map(rows.map((row) => [row.kind, row]));
  return IN_ORDER.map((kind) => {
    const row = set.get(kind);
    if (row === undefined) return { ...unsetRule(kind), grounds: null, setAt: null };
    const { basis, years, grounds, setAt } = row;
    return { kind, basis, years, grounds, setAt: setAt.toISOString() };
  });
}

/** For plans made from now on. `input.invalid` where a kind cannot be counted from such a day. */
export async function setRetentionRule(
  db: Db,
  context: ActContext,
  { grounds, ...rule }: RetentionRule & Readonly<{ grounds: string }>,
): Promise<{ items: RuleInForce[] }> {
  const { municipalityId, accountId } = context.actor;
  if (!isBasisOf(rule.kind, rule.basis)) throw new RejectedInputError('input.invalid');
  if (accountId === null) throw new InvariantError('bug.invariant');
  const target = {
    action: 'retention.set_rules',
    resourceKind: 'retention_rule',
    resourceId: rule.kind,
    detail: { ...rule, grounds },
  } as const;
  return performAct(db, context, target, async (tx) => {
    await tx
      .insertInto('retentionRules')
      .values({ municipalityId, ...rule, grounds, accountId, setAt: context.now })
      .execute();
    return { items: await retentionRules(tx, municipalityId) };
  });
}
