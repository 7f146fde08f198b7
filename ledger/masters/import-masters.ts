import { RejectedInputError } from '../../runtime/errors.ts';
import { MasterKind } from '../../schemas/master-kinds.ts';
import type { FilePlan, ImportPlan } from '../../schemas/master-plan.ts';
import { performAct } from '../act.ts';
import type { ActContext } from '../act-context.ts';
import type { AuditDetail } from '../audit.ts';
import type { Db, Tx } from '../database.ts';
import { attributeChanges, lastChange, lockMasters } from './attribute.ts';
import { apply, compare } from './compare.ts';
import { csvInvalid, noProblems, type Problems } from './csv-problem.ts';
import { openProfile } from './profiles.ts';
import { type MasterSource, type MasterTexts, sourcesIn, sourcesOf } from './sources.ts';
import { findRepeated, findUnfit } from './staged-problems.ts';
import { type Staged, stage } from './staging.ts';

/** Lines of each master's file. */
export type MasterCounts = Readonly<Record<MasterKind, number>>;

/** Imports the masters of the actor's municipality in the standard form, all of them or nothing. */
export async function importMasters(
  db: Db,
  context: ActContext,
  source: Readonly<{ folder: string }> | Readonly<{ texts: MasterTexts }>,
): Promise<MasterCounts> {
  const profile = await openProfile();
  const sources =
    'folder' in source
      ? await sourcesIn(source.folder, profile)
      : await sourcesOf(source.texts, profile);
  const files = await importSources(db, context, sources);
  const rowsOf = (kind: MasterKind) => files.find(({ master }) => master === kind)?.rows ?? 0;
  return Object.fromEntries(
    MasterKind.options.map((kind) => [kind, rowsOf(kind)]),
    // Proof: every kind is an entry.
  ) as MasterCounts;
}

/**
 * Imports files, all of them or nothing. A line already known by its key is replaced where it says otherwise; what a file
 * does not mention stays, rows and columns. Throws `input.csv_invalid`, telling the lines, and, where `basis` is given and
 * the masters are no longer those of the plan, `masters.changed_meanwhile`.
 */
export async function importSources(
  db: Db,
  context: ActContext,
  sources: readonly MasterSource[],
  basis: number | null = null,
): Promise<FilePlan[]> {
  const { municipalityId } = context.actor;
  const target = { ...TARGET, detailOf: (files: FilePlan[]) => countsOf(files) };
  return performAct(db, context, target, async (tx) => {
    const { files, problems } = await plan(tx, municipalityId, sources);
    if (problems.count > 0) throw csvInvalid(problems);
    if (basis !== null && basis !== (await lastChange(tx, municipalityId))) {
      throw new RejectedInputError('masters.changed_meanwhile');
    }
    await attributeChanges(tx, context, { origin: 'import', reason: null });
    for (const { staged } of files) await apply(tx, municipalityId, staged);
    return files.map((each) => each.plan);
  });
}

/** What an import of these files would change. Changes nothing; it is in the audit log all the same: it shows persons. */
export async function planImport(
  db: Db,
  context: ActContext,
  sources: readonly MasterSource[],
): Promise<ImportPlan> {
  const { municipalityId } = context.actor;
  const detailOf = (found: ImportPlan): AuditDetail =>
    found.outcome === 'ready'
      ? { dryRun: true, ...countsOf(found.files) }
      : { dryRun: true, problems: found.count };
  return performAct(db, context, { ...TARGET, detailOf }, async (tx) => {
    const { files, problems } = await plan(tx, municipalityId, sources);
    if (problems.count > 0) {
      return { outcome: 'refused', problems: [...problems.first], count: problems.count };
    }
    const basis = await lastChange(tx, municipalityId);
    return { outcome: 'ready', files: files.map((each) => each.plan), basis };
  });
}

const TARGET = { action: 'masters.import', resourceKind: 'masters', resourceId: null } as const;

const countsOf = (files: readonly FilePlan[]): AuditDetail =>
  Object.fromEntries(
    files.flatMap(({ master, rows, added, changed }) => [
      [master, rows],
      [`${master}Added`, added],
      [`${master}Changed`, changed],
    ]),
  );

type Planned = Readonly<{ files: Array<{ staged: Staged; plan: FilePlan }>; problems: Problems }>;

/** Reads every file to its end, so that all that is wrong is told at once. */
async function plan(
  tx: Tx,
  municipalityId: string,
  sources: readonly MasterSource[],
): Promise<Planned> {
  await lockMasters(tx, municipalityId);
  const problems = noProblems();
  const staged = new Map<MasterKind, Staged>();
  for (const source of sources) {
    const file = await stage(tx, source, problems);
    if (file === null) continue;
    staged.set(source.kind, file);
    await findRepeated(tx, file, problems);
  }
  // A line that refers to one that was refused would be refused for that alone.
  if (problems.count > 0) return { files: [], problems };
  const files: Planned['files'] = [];
  for (const each of staged.values()) {
    await findUnfit(tx, municipalityId, each, staged, problems);
    files.push({ staged: each, plan: await compare(tx, municipalityId, each) });
  }
  return { files, problems };
}
