import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatJson } from './generator/format-json.ts';
import { randomPlans } from './generator/random-plans.ts';
import { scannedPages } from './generator/scanned-files.ts';

/**
 * node samples/generate-random.ts <folder> [--sheets n] [--seed word]: any number of filled sheets in the
 * format of a corpus, none of them a sample. A seed that was measured on must not be calibrated on.
 */
async function generate(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      sheets: { type: 'string', default: '100' },
      seed: { type: 'string', default: 'calibration' },
    },
  });
  const [folder] = positionals;
  if (folder === undefined) {
    process.stderr.write('node samples/generate-random.ts <folder> [--sheets n] [--seed word]\n');
    return 64;
  }
  for (const part of ['scans', 'truth']) mkdirSync(join(folder, part), { recursive: true });
  for await (const { image, truth } of scannedPages(
    randomPlans(values.seed, Number(values.sheets)),
  )) {
    const name = `${truth.sheet}.${truth.conditions['colour'] === '1-bit' ? 'tif' : 'jpg'}`;
    writeFileSync(join(folder, 'scans', name), image);
    const written = { ...truth, file: `scans/${name}` };
    writeFileSync(join(folder, 'truth', `${truth.sheet}.json`), `${formatJson(written)}\n`);
  }
  return 0;
}

process.exitCode = await generate();
