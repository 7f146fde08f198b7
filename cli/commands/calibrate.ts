import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Zone } from '../../schemas/form-template.ts';
import { readPage } from '../../workers/engines/page-reader.ts';
import { readFields } from '../../workers/engines/read-fields.ts';
import { createEngines, type ReadingEngines } from '../../workers/engines/reading-engines.ts';
import { loadTemplates } from '../../workers/engines/templates.ts';
import type { Acceptance, Calibration } from '../../workers/stages/calibration.ts';
import { fitAcceptance } from '../../workers/stages/fit-acceptance.ts';
import { fitMaps } from '../../workers/stages/fit-maps.ts';
import {
  type JudgedReading,
  judgeAcceptance,
  judgePrint,
} from '../../workers/stages/judge-reading.ts';
import { corpusPages } from '../truth/corpus.ts';
import { isSameValue } from '../truth/same-value.ts';

export type CalibrateOptions = Readonly<{ out?: string; templates?: string }>;

const FORMS = fileURLToPath(new URL('../../forms', import.meta.url));
const OWN = fileURLToPath(new URL('../../models/calibration.json', import.meta.url));

/**
 * `yoshin calibrate`: fits what agreeing readers of print are worth, and from which probability each kind is
 * accepted, on a folder with truth; written as a calibration of its own version. Nothing is written where the
 * folder says too little.
 */
export async function calibrateCommand(
  folder: string,
  { out = OWN, templates = FORMS }: CalibrateOptions,
  write: (line: string) => void,
): Promise<number> {
  const forms = await loadTemplates(templates);
  const loaded = await createEngines({ forms });
  const { calibration: before } = loaded;
  try {
    const judged = await judgeFolder(folder, forms, acceptingAll(loaded));
    const maps = { ...before.maps, ...fitMaps(judged.flatMap(judgePrint)) };
    const acceptable = judged.flatMap((one) => judgeAcceptance(one, maps));
    const accept = fitAcceptance(acceptable, before.targetError, before.accept);
    for (const line of resultLines(maps, accept)) write(line);
    if (isDeepStrictEqual({ maps, accept }, { maps: before.maps, accept: before.accept })) {
      write('標本が少なすぎるため、何も書きませんでした');
      return 1;
    }
    const after: Calibration = { ...before, version: nextVersion(before.version), maps, accept };
    await writeFile(out, `${JSON.stringify(after, null, 2)}\n`);
    write(`${out} (${after.version})`);
    return 0;
  } finally {
    await loaded.close();
  }
}

/** What was fitted before must not be fitted again on top of itself; only what is odd is kept back. */
function acceptingAll(engines: ReadingEngines): ReadingEngines {
  const anything: Acceptance = { from: 0, n: 0, wrong: 0 };
  const accept = { digits: anything, choice: anything, presence: anything, text: anything };
  return { ...engines, calibration: { ...engines.calibration, maps: {}, accept } };
}

function resultLines(maps: Calibration['maps'], accept: Calibration['accept']): string[] {
  const mapped = Object.entries(maps).map(
    ([source, { n, wrong, points }]) =>
      `${source.padEnd(32)} ${n}件  誤り${wrong}  最も確かなとき ${points.at(-1)?.[1]}`,
  );
  const accepted = Object.entries(accept).map(([kind, { from, n, wrong }]) =>
    n === 0
      ? `${kind.padEnd(32)} 標本からは言えないため、確定としない`
      : `${kind.padEnd(32)} ${from} 以上を確定  ${n}件  誤り${wrong}`,
  );
  return [...mapped, ...accepted];
}

type Forms = Awaited<ReturnType<typeof loadTemplates>>;

async function judgeFolder(
  folder: string,
  forms: Forms,
  engines: ReadingEngines,
): Promise<JudgedReading[]> {
  const judged: JudgedReading[] = [];
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
    const form = forms.find(({ template }) => template.id === reading.template);
    for (const [field, found] of Object.entries(reading.fields)) {
      const written = page.truth.fields[field];
      const zone = form?.template.zones.find((each) => feeds(each, field))?.kind;
      if (written === undefined || zone === undefined) continue;
      const right = isSameValue(field, found.value, written);
      judged.push({ field, zone, reading: found, right });
    }
  }
  return judged;
}

const feeds = (zone: Zone, field: string): boolean =>
  'fields' in zone ? zone.fields.includes(field) : zone.field === field;

/** calibration-3 → calibration-4: a reading names the calibration it was judged by. */
function nextVersion(version: string): string {
  const [, name = 'calibration-', number = '0'] = /^(.*?)(\d+)$/.exec(version) ?? [];
  return `${name}${Number(number) + 1}`;
}
