import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Truth } from '../cli/demo/truth.ts';
import type { CorpusPage } from '../cli/truth/corpus.ts';
import { corpusPages } from '../cli/truth/corpus.ts';
import { inOrder } from '../cli/truth/in-order.ts';
import { randomPlans } from '../samples/generator/random-plans.ts';
import { scannedPages } from '../samples/generator/scanned-files.ts';
import type { PageReading } from '../schemas/reading.ts';
import { createReaderPool } from '../workers/engines/reader-pool.ts';
import { reliabilitySvg } from './reading/reliability-svg.ts';
import { readingReport, reportLines } from './reading/report.ts';
import { Tally } from './reading/tally.ts';

const FORMS = fileURLToPath(new URL('../forms', import.meta.url));
const USAGE = `usage: npm run bench:reading -- <folder> [--json] [--svg <file>] [--jobs <n>] [--templates <folder>]
                                               [--readings <file>]
       npm run bench:reading -- --generate <sheets> [--seed <word>] …

Reads a folder in the corpus format (scans/, truth/), or sheets drawn on the way, and compares with the truth.
`;

const options = {
  generate: { type: 'string' },
  seed: { type: 'string', default: 'bench' },
  readings: { type: 'string' },
  svg: { type: 'string', default: 'bench-out/reliability.svg' },
  templates: { type: 'string', default: FORMS },
  jobs: { type: 'string', default: '2' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

async function* generated(sheets: number, seed: string): AsyncGenerator<CorpusPage> {
  for await (const page of scannedPages(randomPlans(seed, sheets))) {
    yield { kind: 'page', unpackMs: 0, ...page };
  }
}

type ReadPage = Readonly<{ truth: Truth; reading: PageReading }>;

/** Reads every page and tallies it; pages are dropped as soon as they are counted. */
async function benchReading(
  pages: AsyncIterable<CorpusPage>,
  templatesDir: string,
  jobs: number,
  seen: (result: ReadPage) => void,
): Promise<Tally> {
  const tally = new Tally();
  const pool = createReaderPool({ size: jobs, templatesDir });
  try {
    const results = inOrder(pages, jobs, async (page) => {
      if (page.kind === 'refused') return page;
      return { ...page, image: null, reading: (await pool.read(page.image)).reading };
    });
    for await (const result of results) {
      if (result.kind === 'page') {
        tally.add(result.truth, result.reading);
        seen(result);
      } else tally.refused[result.code] = (tally.refused[result.code] ?? 0) + 1;
    }
  } finally {
    await pool.close();
  }
  return tally;
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

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const [folder] = positionals;
  if (values.help || (folder === undefined) === (values.generate === undefined)) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 64;
  }
  const pages =
    folder === undefined ? generated(Number(values.generate), values.seed) : corpusPages(folder);
  const lines = values.readings === undefined ? null : createWriteStream(values.readings);
  const tally = await benchReading(pages, values.templates, Number(values.jobs), (result) =>
    lines?.write(`${readingLine(result)}\n`),
  );
  lines?.end();
  await mkdir(dirname(values.svg), { recursive: true });
  await writeFile(values.svg, reliabilitySvg(tally));
  const report = { ...readingReport(tally), reliability: values.svg };
  const text = values.json ? JSON.stringify(report) : reportLines(report).join('\n');
  process.stdout.write(`${text}\n`);
  return tally.pages.n === 0 ? 1 : 0;
}

if (import.meta.main) process.exitCode = await main();
