import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { corpusPages } from '../cli/truth/corpus.ts';
import { createReaderPool, type ReaderPool } from '../workers/engines/reader-pool.ts';
import { decodeRaster } from '../workers/engines/sharp.ts';
import { openTextReader } from '../workers/engines/tesseract.ts';
import { cpuMsOf, ownCpuMs } from './speed/process-figures.ts';
import { median, round, type Spread, spread } from './speed/spread.ts';
import { readTogether } from './speed/together.ts';

/** Pages read by the baseline too: it is slow, and one page is much like another to it. */
const BASELINE_PAGES = 3;
const FORMS = fileURLToPath(new URL('../forms', import.meta.url));
const STAGES = ['decode', 'classify', 'rectify', 'fields'] as const;
const USAGE = `usage: npm run bench:speed -- <folder> [--json] [--sheets <most>] [--together <sheets>] [--processes <n>] [--templates <folder>]

Reads the forms of a folder in the corpus format one by one, some of them with tesseract.js on the whole page, and
then --together of them (over and over, twice each by default) in --processes processes (one a core by default).
Memory is looked at after every sheet: --processes 1 --together 1000 tells whether a process grows over 1,000 sheets.
`;

type Measured = Readonly<{
  cpuMs: number;
  wallMs: number;
  stages: Record<(typeof STAGES)[number], number>;
}>;

/** The forms of the folder, once in memory: files are unpacked before the clock runs. */
async function formsOf(
  folder: string,
  pool: ReaderPool,
  most: number,
): Promise<{ images: Uint8Array[]; unpackMs: number[] }> {
  const found: { images: Uint8Array[]; unpackMs: number[] } = { images: [], unpackMs: [] };
  for await (const page of corpusPages(folder)) {
    if (page.kind !== 'page') continue;
    const { registration } = await pool.classify(page.image);
    if (registration === null) continue;
    if (found.images.length === most) break;
    found.images.push(page.image);
    found.unpackMs.push(page.unpackMs);
  }
  return found;
}

/** One page at a time in one process, so that its CPU time is that page's. */
async function readAlone(images: readonly Uint8Array[], pool: ReaderPool): Promise<Measured[]> {
  const [first] = images;
  // The first page starts the engines.
  if (first !== undefined) await pool.read(first);
  const measured: Measured[] = [];
  for (const image of images) {
    const cpu = cpuMsOf(pool.pids());
    const { reading, stages } = await pool.read(image);
    measured.push({ cpuMs: cpuMsOf(pool.pids()) - cpu, wallMs: reading.ms, stages });
  }
  return measured;
}

/** What one would do without a form: hand the whole page to the recogniser. CPU of this process, all threads. */
async function wholePageTesseract(
  images: readonly Uint8Array[],
): Promise<{ cpuMs: number[]; wallMs: number[] }> {
  const reader = await openTextReader(120_000);
  const figures: { cpuMs: number[]; wallMs: number[] } = { cpuMs: [], wallMs: [] };
  try {
    for (const image of images.slice(0, BASELINE_PAGES)) {
      const [cpu, wall] = [ownCpuMs(), performance.now()];
      await reader.read(await decodeRaster(image), 'jpn', { layout: 'sparse' });
      figures.cpuMs.push(ownCpuMs() - cpu);
      figures.wallMs.push(performance.now() - wall);
    }
  } finally {
    await reader.close();
  }
  return figures;
}

type Wanted = Readonly<{
  folder: string;
  templates: string;
  most: number;
  together: number | null;
  processes: number;
}>;

async function benchSpeed(wanted: Wanted) {
  const { folder, templates: templatesDir, most, processes } = wanted;
  const alone = createReaderPool({ size: 1, templatesDir, pagesPerProcess: 100_000 });
  const { images, unpackMs } = await formsOf(folder, alone, most);
  if (images.length === 0) throw new Error(`no form among the pages of ${folder}`);
  const measured = await readAlone(images, alone);
  await alone.close();
  const baseline = await wholePageTesseract(images);
  const together = wanted.together ?? 2 * images.length;
  const throughput = await readTogether(images, { together, processes, templatesDir });
  const stages = STAGES.map((stage): [string, Spread] => [
    stage,
    spread(measured.map((page) => page.stages[stage])),
  ]);
  const cpuMs = spread(measured.map((page) => page.cpuMs));
  return {
    sheets: images.length,
    cpuMsPerSheet: cpuMs,
    wallMsPerSheet: spread(measured.map((page) => page.wallMs)),
    wallMsByStage: { unpackFile: spread(unpackMs), ...Object.fromEntries(stages) },
    baseline: {
      what: 'whole page, tesseract.js best_int, sparse text',
      cpuMs: spread(baseline.cpuMs),
      wallMs: spread(baseline.wallMs),
    },
    ratioToTesseractPage: round(median(baseline.cpuMs) / cpuMs.median),
    ...throughput,
  };
}

function lines(report: Awaited<ReturnType<typeof benchSpeed>>): string[] {
  const line = (name: string, figures: Spread): string =>
    `${name.padEnd(28)}${[figures.n, figures.median, figures.mean, figures.p95, figures.max].map((value) => String(value).padStart(9)).join('')}`;
  return [
    `${'ms'.padEnd(28)}${['n', 'median', 'mean', 'p95', 'max'].map((word) => word.padStart(9)).join('')}`,
    line('CPU per sheet', report.cpuMsPerSheet),
    line('wall per sheet', report.wallMsPerSheet),
    ...Object.entries(report.wallMsByStage).map(([stage, figures]) => line(`  ${stage}`, figures)),
    line('tesseract page, CPU', report.baseline.cpuMs),
    line('tesseract page, wall', report.baseline.wallMs),
    `ratio to tesseract's page (CPU)  ${report.ratioToTesseractPage}`,
    `${report.sheetsPerMinute} sheets a minute in ${report.processes} processes (${report.pages} sheets)`,
    `a process's memory over ${report.sheetsPerProcess} sheets: peak ${report.workerPeakRssMb} MB;`,
    `  ${report.growthOf}: ${report.rssAfterWarmUpMb} MB, ${report.rssAtEndMb} MB, growth ${report.growthShare}`,
  ];
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      processes: { type: 'string', default: String(availableParallelism()) },
      sheets: { type: 'string', default: '100000' },
      templates: { type: 'string', default: FORMS },
      together: { type: 'string' },
    },
  });
  const [folder] = positionals;
  if (folder === undefined) {
    process.stderr.write(USAGE);
    return 64;
  }
  const report = await benchSpeed({
    folder,
    templates: values.templates,
    most: Number(values.sheets),
    together: values.together === undefined ? null : Number(values.together),
    processes: Number(values.processes),
  });
  process.stdout.write(`${values.json ? JSON.stringify(report) : lines(report).join('\n')}\n`);
  return 0;
}

if (import.meta.main) process.exitCode = await main();
