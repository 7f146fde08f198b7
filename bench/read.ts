import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { walkFiles } from '../cli/walk-files.ts';
import { AppError } from '../runtime/errors.ts';
import { decodeFile } from '../workers/engines/decode.ts';
import type { TimedReading } from '../workers/engines/reader-messages.ts';
import { createReaderPool, type ReaderPool } from '../workers/engines/reader-pool.ts';
import { decodeRaster } from '../workers/engines/sharp.ts';
import { openTextReader } from '../workers/engines/tesseract.ts';

/** Pages read by the baseline too: it is slow, and one page is much like another to it. */
const BASELINE_PAGES = 3;
const FORMS = fileURLToPath(new URL('../forms', import.meta.url));

type Measured = TimedReading & { unpackMs: number };
type Spread = { n: number; min: number; median: number; p95: number; max: number };
type Run = { pages: Measured[]; refused: Record<string, number>; sample: Uint8Array[] };

/** Reads a folder one page at a time, and a few of its forms with whole-page tesseract.js in the same run. */
export async function benchRead(folder: string, templates: string) {
  const pool = createReaderPool({ size: 1, templatesDir: templates });
  try {
    const run = await readAll(folder, pool);
    const baselineMs = await wholePageTesseract(run.sample);
    return report(run, baselineMs);
  } finally {
    await pool.close();
  }
}

async function readAll(folder: string, pool: ReaderPool): Promise<Run> {
  const run: Run = { pages: [], refused: {}, sample: [] };
  for await (const file of walkFiles([folder])) {
    try {
      await readFilePages(file, pool, run);
    } catch (error) {
      if (!(error instanceof AppError) || error.disposition === 'halt') throw error;
      run.refused[error.code] = (run.refused[error.code] ?? 0) + 1;
    }
  }
  return run;
}

async function readFilePages(file: string, pool: ReaderPool, run: Run): Promise<void> {
  let asked = performance.now();
  for await (const { image } of decodeFile(file)) {
    const bytes = await readFile(image.path);
    const unpackMs = performance.now() - asked;
    const measured = await pool.read(bytes);
    run.pages.push({ ...measured, unpackMs });
    if (measured.reading.registration && run.sample.length < BASELINE_PAGES) run.sample.push(bytes);
    asked = performance.now();
  }
}

/** What one would do without a form: hand the whole page to the recogniser. */
async function wholePageTesseract(images: readonly Uint8Array[]): Promise<number[]> {
  if (images.length === 0) return [];
  const reader = await openTextReader(60_000);
  try {
    const times: number[] = [];
    for (const image of images) {
      const start = performance.now();
      await reader.read(await decodeRaster(image), 'jpn', { layout: 'sparse' });
      times.push(performance.now() - start);
    }
    return times;
  } finally {
    await reader.close();
  }
}

function report(run: Run, baselineMs: readonly number[]) {
  const forms = run.pages.filter(({ reading }) => reading.registration);
  const templates: Record<string, number> = {};
  for (const { reading } of run.pages) {
    templates[reading.template] = (templates[reading.template] ?? 0) + 1;
  }
  const ours = spread(forms.map(({ reading }) => reading.ms));
  const baseline = spread(baselineMs);
  return {
    pages: run.pages.length,
    templates,
    refused: run.refused,
    residualMm: spread(forms.map(({ reading }) => reading.registration?.residualMm ?? 0)),
    msPerForm: {
      unpackFile: spread(forms.map(({ unpackMs }) => unpackMs)),
      decode: spread(forms.map(({ stages }) => stages.decode)),
      classify: spread(forms.map(({ stages }) => stages.classify)),
      rectify: spread(forms.map(({ stages }) => stages.rectify)),
      fields: spread(forms.map(({ stages }) => stages.fields)),
      reading: ours,
    },
    baseline: { what: 'whole page, tesseract.js best_int, sparse text', msPerForm: baseline },
    timesFasterThanBaseline: ours && baseline && round(baseline.median / ours.median),
  };
}

function spread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return { n: sorted.length, min: at(0), median: at(0.5), p95: at(0.95), max: at(1) };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, templates: { type: 'string' } },
  });
  const [folder] = positionals;
  if (folder === undefined) {
    process.stderr.write('usage: node bench/read.ts <folder> [--templates <folder>] [--json]\n');
    process.exitCode = 2;
  } else {
    const result = await benchRead(folder, values.templates ?? FORMS);
    process.stdout.write(`${JSON.stringify(result, null, values.json ? 0 : 2)}\n`);
  }
}
