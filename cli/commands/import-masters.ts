import type { ActContext } from '../../ledger/act-context.ts';
import { csvInvalid } from '../../ledger/masters/csv-problem.ts';
import { importSources, planImport } from '../../ledger/masters/import-masters.ts';
import { openProfile } from '../../ledger/masters/profiles.ts';
import { type MasterSource, sourcesIn } from '../../ledger/masters/sources.ts';
import type { MasterKind, MasterRow } from '../../schemas/master-kinds.ts';
import type { Difference, FilePlan } from '../../schemas/master-plan.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';

export type ImportOptions = Readonly<{
  municipality?: string;
  profile?: string;
  dryRun: boolean;
  json: boolean;
}>;

export const MASTER_NAMES: Readonly<Record<MasterKind, string>> = {
  residents: '住民',
  issuedTickets: '券',
  institutions: '医療機関',
  physicians: '医師',
  lots: 'ロット',
  fees: '単価',
  earlierDoses: '接種歴',
};

/** Imports, or tells what an import would change. One bad line refuses all of it and is told. */
export async function importMastersCommand(
  program: Program,
  folder: string,
  options: ImportOptions,
  print: (line: string) => void,
): Promise<number> {
  return forMunicipality(program.db, options.municipality, async (municipalityId) => {
    const profile = await openProfile(options.profile);
    const sources = await sourcesIn(folder, profile);
    const context = program.operator(municipalityId);
    const told = options.dryRun
      ? await planned(program, context, sources)
      : { outcome: 'imported', files: await importSources(program.db, context, sources) };
    if (options.json) print(JSON.stringify(told));
    else for (const line of toldFiles(told.files, options.dryRun)) print(line);
    return 0;
  });
}

async function planned({ db }: Program, context: ActContext, sources: readonly MasterSource[]) {
  const plan = await planImport(db, context, sources);
  if (plan.outcome === 'refused') throw csvInvalid({ first: plan.problems, count: plan.count });
  return plan;
}

function toldFiles(files: readonly FilePlan[], dryRun: boolean): string[] {
  if (!dryRun) return files.map(countsOf);
  return [
    ...files.flatMap((file) => [countsOf(file), ...file.first.map(toldDifference)]),
    '何も変えていません (--dry-run)。',
  ];
}

const countsOf = ({ master, rows, added, changed, same, gone }: FilePlan): string =>
  `${MASTER_NAMES[master]} ${rows}行: 新規 ${added}、変更 ${changed}、同じ ${same}、ファイルにない ${gone} (そのまま残す)`;

function toldDifference({ line, key, before, after }: Difference): string {
  const place = `  ${line}行目 ${key.join(' ')}`;
  if (before === null) return `${place}: 新規 ${toldRow(after)}`;
  const changed = Object.keys(after).filter((field) => before[field] !== after[field]);
  const told = changed.map((field) => `${field} ${before[field] ?? '—'} → ${after[field] ?? '—'}`);
  return `${place}: ${told.join('、')}`;
}

const toldRow = (row: MasterRow): string =>
  Object.values(row)
    .filter((value) => value !== null && value !== '')
    .join(' ');
