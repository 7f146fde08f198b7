import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readPage } from '../../workers/engines/page-reader.ts';
import { readFields } from '../../workers/engines/read-fields.ts';
import { createEngines, type ReadingEngines } from '../../workers/engines/reading-engines.ts';
import { loadTemplates } from '../../workers/engines/templates.ts';
import { Calibration } from '../../workers/stages/calibration.ts';
import { fitMaps, type Judged } from '../../workers/stages/fit-maps.ts';
import { judgePrint } from '../../workers/stages/judge-print.ts';
import { corpusPages } from '../truth/corpus.ts';
import { isSameValue } from '../truth/same-value.ts';

export type CalibrateOptions = Readonly<{ out?: string; templates?: string }>;

const FORMS = fileURLToPath(new URL('../../forms', import.meta.url));
const OWN = fileURLToPath(new URL('../../models/calibration.json', import.meta.url));

/**
 * `yoshin calibrate`: fits what agreeing readers of print are worth on a folder with truth, and writes it as a
 * calibration of its own version. Nothing is written where the folder says too little.
 */
export async function calibrateCommand(
  folder: string,
  { out = OWN, templates = FORMS }: CalibrateOptions,
  write: (line: string) => void,
): Promise<number> {
  const forms = await loadTemplates(templates);
  const loaded = await createEngines({ forms });
  // What was fitted before must not be fitted again on top of itself.
  const engines = { ...loaded, calibration: { ...loaded.calibration, maps: {} } };
  try {
    const maps = fitMaps(await judgeFolder(folder, forms, engines));
    for (const [source, { n, wrong, points }] of Object.entries(maps)) {
      write(`${source.padEnd(32)} ${n}件  誤り${wrong}  最も確かなとき ${points.at(-1)?.[1]}`);
    }
    if (Object.keys(maps).length === 0) {
      write('標本が少なすぎるため、何も書きませんでした');
      return 1;
    }
    const before = Calibration.parse(JSON.parse(await readFile(OWN, 'utf8')));
    const after: Calibration = {
      ...before,
      version: nextVersion(before.version),
      maps: { ...before.maps, ...maps },
    };
    await writeFile(out, `${JSON.stringify(after, null, 2)}\n`);
    write(`${out} (${after.version})`);
    return 0;
  } finally {
    await loaded.close();
  }
}

type Forms = Awaited<ReturnType<typeof loadTemplates>>;

async function judgeFolder(
  folder: string,
  forms: Forms,
  engines: ReadingEngines,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  const reader = {
    forms,
    readFields,
    engines,
    // A cover sheet has no truth to learn from, whatever else is on it.
    findCover: async () => null,
    elapsedMs: () => performance.now(),
  };
  for await (const page of corpusPages(folder)) {
    if (page.kind !== 'page') continue;
    const { reading } = await readPage(page.image, reader);
    for (const [field, found] of Object.entries(reading.fields)) {
      const written = page.truth.fields[field];
      if (written === undefined) continue;
      judged.push(...judgePrint(field, found, isSameValue(field, found.value, written)));
    }
  }
  return judged;
}

/** calibration-3 → calibration-4: a reading names the calibration it was judged by. */
function nextVersion(version: string): string {
  const [, name = 'calibration-', number = '0'] = /^(.*?)(\d+)$/.exec(version) ?? [];
  return `${name}${Number(number) + 1}`;
}
