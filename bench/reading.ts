import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Truth } from '../cli/demo/truth.ts';
import { type HeardMasters, heardMasters } from '../cli/heard-masters.ts';
import type { CorpusPage } from '../cli/truth/corpus.ts';
import { corpusPages } from '../cli/truth/corpus.ts';
import { inOrder } from '../cli/truth/in-order.ts';
import { dayInJapan } from '../rules/calendar.ts';
import { systemClock } from '../runtime/clock.ts';
import { masterFiles } from '../samples/generator/master-files.ts';
import type { SheetPlan } from '../samples/generator/plan-types.ts';
import { randomPlans, randomTown } from '../samples/generator/random-plans.ts';
import { scannedPages } from '../samples/generator/scanned-files.ts';
import type { PageReading } from '../schemas/reading.ts';
import { createReaderPool } from '../workers/engines/reader-pool.ts';
import { reliabilitySvg } from './reading/reliability-svg.ts';
import { readingReport, reportLines } from './reading/report.ts';
import { Tally } from './reading/tally.ts';

const FORMS = fileURLToPath(new URL('../forms', import.meta.url));
const USAGE = `usage: npm run bench:reading -- <folder> [--json] [--svg <file>] [--jobs <n>] [--templates <folder>]
                                               [--readings <file>]
       npm run bench:reading -- <folder> --masters [<folder with CSV files>] …
       npm run bench:reading -- --generate <sheets> [--seed <word>] [--masters] …

Reads a folder in the corpus format (scans/, truth/), or sheets drawn on the way, and compares with the truth.
With --masters the readings are weighed by what the municipality's masters say: <folder>/masters by default; of drawn
sheets those of their invented town, which every second sheet contradicts, mostly by a digit.
`;

const options = {
  generate: { type: 'string' },
  seed: { type: 'string', default: 'bench' },
  masters: { type: 'boolean', default: false },
  readings: { type: 'string' },
  svg: { type: 'string', default: 'bench-out/reliability.svg' },
  templates: { type: 'string', default: FORMS },
  jobs: { type: 'string', default: '2' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function* generated(plans: Iterable<SheetPlan>): AsyncGenerator<CorpusPage> {
  for await (const page of scannedPages(plans)) yield { kind: 'page', unpackMs: 0, ...page };
}

type Pages = Readonly<{ pages: AsyncIterable<CorpusPage>; masters: HeardMasters | null }>;

const today = (): string => dayInJapan(systemClock.now());

/** The masters of drawn sheets are parsed like anybody's: from files. */
async function generatedTown(seed: string, sheets: number): Promise<Pages> {
  const { books, plans } = randomTown(seed, sheets);
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-masters-'));
  try {
    for (const [name, text] of Object.entries(masterFiles(books, plans)))
      await writeFile(join(folder, name), text);
    return { pages: generated(plans), masters: await heardMasters(folder, today()) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function corpus(folder: string, masters: string | null): Promise<Pages> {
  return {
    pages: corpusPages(folder),
    masters: masters === null ? null : await heardMasters(masters, today()),
  };
}

type ReadPage = Readonly<{ truth: Truth; reading: PageReading }>;
type Tallies = Readonly<{ asRead: Tally; heard: Tally }>;

/** Reads every page and tallies it, as read and after the masters; pages are dropped as soon as they are counted. */
async function benchReading(
  { pages, masters }: Pages,
  templatesDir: string,
  jobs: number,
  seen: (result: ReadPage) => void,
): Promise<Tallies> {
  const [asRead, heard] = [new Tally(), new Tally()];
  const pool = createReaderPool({ size: jobs, templatesDir });
  try {
    const results = inOrder(pages, jobs, async (page) => {
      if (page.kind === 'refused') return page;
      return { ...page, image: null, reading: (await pool.read(page.image)).reading };
    });
    for await (const result of results) {
      if (result.kind === 'page') {
        const { truth } = result;
        const reading = (await masters?.hear(result.reading)) ?? result.reading;
        asRead.add(truth, result.reading);
        heard.add(truth, reading);
        seen({ truth, reading });
      } else heard.refused[result.code] = (heard.refused[result.code] ?? 0) + 1;
    }
  } finally {
    await pool.close();
  }
  return { asRead, heard };
}

/** A reading as `shared/tools/score.py` takes it, with the truth beside it. */
function readingLine({ truth, reading }: ReadPage): string {
  const { file, page, sheet, fields: written } = truth;
  return JSON.stringify({
    file,
    page,
    sheet,
    template: reading.template,
    fields: reading.fields,
    written,
  });
}

type Asked = Readonly<{ generate?: string | undefined; seed: string; masters: boolean }>;

async function pagesOf(asked: Asked, folder?: string, mastersFolder?: string): Promise<Pages> {
  const { generate, seed, masters } = asked;
  if (folder !== undefined)
    return corpus(folder, masters ? (mastersFolder ?? join(folder, 'masters')) : null);
  const sheets = Number(generate);
  if (masters) return generatedTown(seed, sheets);
  return { pages: generated(randomPlans(seed, sheets)), masters: null };
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [folder, mastersFolder] = positionals;
  const misused = mastersFolder !== undefined && !values.masters;
  if (values.help || misused || (folder === undefined) === (values.generate === undefined)) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 64;
  }
  const pages = await pagesOf(values, folder, mastersFolder);
  const lines = values.readings === undefined ? null : createWriteStream(values.readings);
  const { asRead, heard } = await benchReading(
    pages,
    values.templates,
    Number(values.jobs),
    (page) => lines?.write(`${readingLine(page)}\n`),
  );
  lines?.end();
  await mkdir(dirname(values.svg), { recursive: true });
  await writeFile(values.svg, reliabilitySvg(heard));
  const report = {
    ...readingReport(heard),
    ...(pages.masters === null ? {} : { withoutMasters: readingReport(asRead) }),
    reliability: values.svg,
  };
  const text = values.json ? JSON.stringify(report) : reportLines(report).join('\n');
  process.stdout.write(`${text}\n`);
  return heard.pages.n === 0 ? 1 : 0;
}

if (import.meta.main) process.exitCode = await main();
