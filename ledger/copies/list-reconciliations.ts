import type { Selectable } from 'kysely';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ReconciliationView } from '../../schemas/api/copies.ts';
import type { CopyRules } from '../../schemas/copies.ts';
import { authorise } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { Db, Tx } from '../database.ts';
import { profileView } from '../exports/list-exports.ts';
import type { Reconciliations } from '../tables/copy-tables.ts';
import { copyRules } from './rules.ts';

export type ReconciliationRow = Selectable<Reconciliations>;

const PAGE_SIZE = 50;
const DAY_MS = 86_400_000;

type Listed = Readonly<{
  items: ReconciliationView[];
  total: number;
  rules: CopyRules;
  dueAt: string | null;
  isOverdue: boolean;
}>;

/** The newest first, and by when the next is due. It tells of no person. */
export async function listReconciliations(
  db: Db,
  context: ActContext,
  offset: number,
): Promise<Listed> {
  const { municipalityId } = context.actor;
  authorise(context.actor, 'copies.read', { municipalityId });
  const own = db.selectFrom('reconciliations').where('municipalityId', '=', municipalityId);
  const rows = await own
    .selectAll()
    .orderBy('reconciliationNumber', 'desc')
    .limit(PAGE_SIZE)
    .offset(offset)
    .execute();
  const { total, last } = await own
    .select(({ fn }) => [fn.countAll<number>().as('total'), fn.max('comparedAt').as('last')])
    .executeTakeFirstOrThrow();
  const rules = await copyRules(db, municipalityId);
  const due = last === null ? null : new Date(last.getTime() + rules.everyDays * DAY_MS);
  return {
    items: await Promise.all(rows.map((row) => viewOf(db, context, row))),
    ...{ total, rules, dueAt: due?.toISOString() ?? null },
    // Where nothing was ever compared, that is overdue too.
    isOverdue: due === null || due <= context.now,
  };
}

export async function viewReconciliation(
  db: Db,
  context: ActContext,
  reconciliationId: string,
): Promise<ReconciliationView> {
  authorise(context.actor, 'copies.read', context.actor);
  return viewOf(db, context, await findReconciliation(db, context, reconciliationId));
}

/** `resource.not_found`. */
export async function findReconciliation(
  db: Db | Tx,
  { actor }: ActContext,
  reconciliationId: string,
): Promise<ReconciliationRow> {
  return db
    .selectFrom('reconciliations')
    .selectAll()
    .where('municipalityId', '=', actor.municipalityId)
    .where('reconciliationId', '=', reconciliationId)
    .executeTakeFirstOrThrow(() => new RejectedInputError('resource.not_found'));
}

export async function viewOf(
  db: Db | Tx,
  { actor }: ActContext,
  row: ReconciliationRow,
): Promise<ReconciliationView> {
  const { open } = await db
    .selectFrom('copyDifferences')
    .select(({ fn }) => fn.countAll<number>().as('open'))
    .where('reconciliationId', '=', row.reconciliationId)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  const people = await db
    .selectFrom('staffMembers')
    .select(['staffMemberId', 'displayName'])
    .where('municipalityId', '=', actor.municipalityId)
    .where('staffMemberId', 'in', [row.comparedBy, row.closedBy ?? row.comparedBy])
    .execute();
  const nameOf = (whose: string | null) =>
    people.find(({ staffMemberId }) => staffMemberId === whose)?.displayName ?? null;
  const { reconciliationId, reconciliationNumber, fileHash, byteSize, treeSize, rootHash } = row;
  const { entries, lines, same, onlyLedger, onlyCopy, differing, twice } = row;
  return {
    ...{ reconciliationId, reconciliationNumber, fileHash, byteSize, treeSize, rootHash },
    ...{ entries, lines, same, onlyLedger, onlyCopy, differing, twice, open },
    profile: profileView(row.profile),
    gone: row.previousId === null ? null : row.gone,
    comparedBy: nameOf(row.comparedBy) ?? '',
    comparedAt: row.comparedAt.toISOString(),
    keepUntil: row.keepUntil.toISOString(),
    closedBy: nameOf(row.closedBy),
    closedAt: row.closedAt?.toISOString() ?? null,
    erasedAt: row.erasedAt?.toISOString() ?? null,
  };
}
