import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { pageJudge } from '../cli/check/judge-page.ts';
import type { CorpusPage } from '../cli/truth/corpus.ts';
import { corpusPages } from '../cli/truth/corpus.ts';
import { dayInJapan } from '../rules/calendar.ts';
import { systemClock } from '../runtime/clock.ts';
import { masterFiles } from '../samples/generator/master-files.ts';
import type { SheetPlan } from '../samples/generator/plan-types.ts';
import { cleanTown, plantedTown } from '../samples/generator/random-plans.ts';
import { scannedPages } from '../samples/generator/scanned-files.ts';
import { truthJudge } from './checks/judge-truth.ts';
import { readOrKept } from './checks/kept-readings.ts';
import { checksReport, reportLines } from './checks/report.ts';
import { FindingTally } from './checks/tally.ts';

const FORMS = fileURLToPath(new URL('../forms', import.meta.url));
const USAGE = `usage: npm run bench:checks -- <folder> [<folder with CSV files>] [--json] [--readings <file>] [--today <date>]
       npm run bench:checks -- --generate <sheets> [--planted] [--seed <word>] …

Reads a folder in the corpus format (scans/, truth/, masters/), or clean sheets drawn on the way (--planted: with one problem on
each), hears the masters and checks, and compares with plantedProblems of the truth. A finding that was not planted and that the checks make of the
truth as well is right; any other is false. --readings keeps the readings in a file, or takes them from there.
`;

const options = {
  generate: { type: 'string' },
  planted: { type: 'boolean', default: false },
  seed: { type: 'string', default: 'checks' },
  readings: { type: 'string' },
  today: { type: 'string' },
  jobs: { type: 'string', default: '2' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function* drawn(plans: Iterable<SheetPlan>): AsyncGenerator<CorpusPage> {
  for await (const page of scannedPages(plans)) yield { kind: 'page', unpackMs: 0, ...page };
}

type Wanted = Readonly<{
  pages: () => AsyncIterable<CorpusPage>;
  masters: string;
  today: string;
  jobs: number;
  readings: string | undefined;
}>;

async function benchChecks({ pages, masters, today, jobs, readings }: Wanted) {
  const judge = await pageJudge({ masters, templates: FORMS, today });
  const judgeTruth = await truthJudge(masters, FORMS, today);
  const tally = new FindingTally();
  for await (const { truth, reading } of readOrKept({ pages, templates: FORMS, jobs }, readings)) {
    const judged = await judge(reading);
    tally.add(truth, judged, await judgeTruth(truth));
  }
  return checksReport(tally);
}

/** The books of drawn sheets are parsed like anybody's: from files. */
async function inTown<T>(
  { books, plans }: ReturnType<typeof cleanTown>,
  run: (town: Pick<Wanted, 'pages' | 'masters'>) => Promise<T>,
): Promise<T> {
  const masters = await mkdtemp(join(tmpdir(), 'yoshin-masters-'));
  try {
    for (const [name, text] of Object.entries(masterFiles(books, plans)))
      await writeFile(join(masters, name), text);
    return await run({ pages: () => drawn(plans), masters });
  } finally {
    await rm(masters, { recursive: true });
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [folder, masters] = positionals;
  if (values.help || (folder === undefined) === (values.generate === undefined)) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 64;
  }
  const asked = {
    today: values.today ?? dayInJapan(systemClock.now()),
    jobs: Number(values.jobs),
    readings: values.readings,
  };
  const town = values.planted ? plantedTown : cleanTown;
  const report =
    folder === undefined
      ? await inTown(town(values.seed, Number(values.generate)), (drawnTown) =>
          benchChecks({ ...drawnTown, ...asked }),
        )
      : await benchChecks({
          ...asked,
          pages: () => corpusPages(folder),
          masters: masters ?? join(folder, 'masters'),
        });
  const text = values.json ? JSON.stringify(report) : reportLines(report).join('\n');
  process.stdout.write(`${text}\n`);
  return report.sheets === 0 ? 1 : 0;
}

if (import.meta.main) process.exitCode = await main();
