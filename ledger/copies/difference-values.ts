import { codeMeans } from '../../rules/exports/cells.ts';
import { rulesOf, type StandingEntry } from '../../rules/exports/lines.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { ComparedCell } from '../../schemas/api/exports.ts';
import { authorise, performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import { concealTerm } from '../auditing/terms.ts';
import { copyReader } from '../exports/csv-format.ts';
import { oneEntry } from '../exports/standing-entries.ts';
import { findBlob } from '../intake/blobs.ts';
import { unescapeFormula } from '../masters/cells.ts';
import { findReconciliation, type ReconciliationRow } from './list-reconciliations.ts';
import { type CopyDeps, EVERYTHING } from './run-comparison.ts';

type Asked = Readonly<{ reconciliationId: string; differenceId: string }>;

/** What both say of one difference, read from the encrypted file and the ledger as it was. `copies.file_erased`. */
export async function differenceValues(
  deps: CopyDeps,
  context: ActContext,
  { reconciliationId, differenceId }: Asked,
): Promise<{ cells: ComparedCell[] }> {
  authorise(context.actor, 'copies.manage', context.actor);
  const { municipalityId } = context.actor;
  const run = await findReconciliation(deps.db, context, reconciliationId);
  const difference = await deps.db
    .selectFrom('copyDifferences')
    .select(['kind', 'entryId', 'copyLine'])
    .where('municipalityId', '=', municipalityId)
    .where('reconciliationId', '=', reconciliationId)
    .where('differenceId', '=', differenceId)
    .executeTakeFirstOrThrow(() => new RejectedInputError('resource.not_found'));
  if (run.erasedAt !== null) throw new RejectedInputError('copies.file_erased');
  const { kind, entryId, copyLine } = difference;
  const standing = kind === 'differing' || kind === 'only_ledger';
  const entry = standing && entryId !== null ? await entryOf(deps, run, entryId) : null;
  const cells = copyLine === null ? null : await lineOf(deps, run, copyLine);
  const told = await besides(run, cells, entry);
  const columns = rulesOf(run.profile).map(({ rule }) => rule);
  const place = columns.findIndex(({ item }) => item === 'residentId');
  const whose = [entry?.record.residentId, cells?.[place]].filter((each) => each);
  const target = {
    action: 'copies.manage',
    resourceKind: 'copy_difference',
    resourceId: differenceId,
    detail: { step: 'values', number: run.reconciliationNumber },
    terms: whose.map((each) => concealTerm(deps.vault, municipalityId, 'residentId', each ?? '')),
  } as const;
  return performAct(deps.db, context, target, async () => ({ cells: told }));
}

const entryOf = (
  { db }: CopyDeps,
  { municipalityId, treeSize, comparedAt, profile }: ReconciliationRow,
  entryId: string,
): Promise<StandingEntry | null> =>
  oneEntry(
    db,
    { municipalityId, treeSize, marksAt: comparedAt, filter: EVERYTHING, profile },
    entryId,
  );

async function lineOf(
  { db, blobs }: CopyDeps,
  { municipalityId, fileBlobId, profile }: ReconciliationRow,
  wanted: number,
): Promise<readonly string[]> {
  const { ref } = await findBlob(db, municipalityId, fileBlobId);
  const reader = await copyReader(profile);
  let line = 0;
  for await (const cells of reader.lines(() => blobs.getStream(ref))) {
    line += 1;
    if (line === wanted) return cells;
  }
  throw new RejectedInputError('resource.not_found');
}

/** Of an entry that differs what differs, of a line or an entry alone all it says. */
async function besides(
  { profile }: ReconciliationRow,
  cells: readonly string[] | null,
  entry: StandingEntry | null,
): Promise<ComparedCell[]> {
  const reader = await copyReader(profile);
  if (entry !== null) {
    const compared = reader.compare(cells ?? [], entry);
    const told = cells === null ? compared : compared.filter(({ agrees }) => !agrees);
    return told.filter(isSaid).map(({ agrees: _, ...cell }) => cell);
  }
  const alone = rulesOf(profile).map(({ rule }, place): ComparedCell => {
    const file = unescapeFormula(cells?.[place] ?? '') || null;
    const means = file === null ? null : codeMeans(rule, file);
    return { column: rule.header, item: rule.item, file, means, ledger: null };
  });
  return alone.filter(isSaid);
}

const isSaid = ({ file, ledger }: ComparedCell): boolean => file !== null || ledger !== null;
