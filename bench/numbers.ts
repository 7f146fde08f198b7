import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  drawNumber,
  drawOver,
  inventNumber,
  NUMBER_WAYS,
  type NumberWay,
  otherNumber,
} from '../samples/generator/draw-number.ts';
import { makeRng, type Rng } from '../samples/generator/rng.ts';
import { findNumbers } from '../workers/engines/find-numbers.ts';
import { decodePage, readPage } from '../workers/engines/page-reader.ts';
import { readFields } from '../workers/engines/read-fields.ts';
import { createEngines, type ReadingEngines } from '../workers/engines/reading-engines.ts';
import { type LoadedTemplate, loadTemplates } from '../workers/engines/templates.ts';
import { classify } from '../workers/stages/classify.ts';
import { A4_MM, PLACES, type Place, type Sheet, sheetOf, spotFor } from './numbers/places.ts';

const FORMS = fileURLToPath(new URL('../forms', import.meta.url));
const USAGE = `usage: node bench/numbers.ts <numbers of each kind> <folder of scans>… [--seed word] [--keep folder]

--seed  what was chosen on one seed is reported on another
--keep  keep the pages whose number was not found, to look at
--place  where numbers are drawn: margin, fields, over, page; all of them by default
--without-reading  measure no reading beside it
`;

type Eyes = Readonly<{ forms: readonly LoadedTemplate[]; engines: ReadingEngines }>;

/** Processor time of this process, ms: what others do on the machine is not counted. */
const processorMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function lookFor(image: Uint8Array, { forms, engines }: Eyes) {
  const page = await decodePage(image);
  const { template, registration } = classify(page, forms);
  const form = forms.find((each) => each.template.id === template)?.template;
  const known = form && registration ? { template: form, registration } : null;
  const begun = processorMs();
  const areas = await findNumbers(page, known, engines);
  return { found: areas.length > 0, ms: processorMs() - begun, known, page };
}

/** Scans as they are: each suspicion is a false one. And what looking costs beside reading. */
async function onScans(paths: readonly string[], eyes: Eyes, withReading: boolean) {
  let [screenMs, readMs] = [0, 0];
  const falseAlarms: string[] = [];
  const sheets: Sheet[] = [];
  for (const path of paths) {
    const image = await readFile(path);
    const looked = await lookFor(image, eyes);
    if (looked.found) falseAlarms.push(path);
    screenMs += looked.ms;
    const { known, page } = looked;
    const printed = known && eyes.engines.prints.get(known.template.id);
    if (known && printed && sheets.length < MOST_SHEETS) {
      sheets.push(...sheetOf(image, page, known, printed));
    }
    if (!withReading) continue;
    const begun = processorMs();
    await readPage(image, { ...eyes, readFields, findCover: async () => null, elapsedMs: () => 0 });
    readMs += processorMs() - begun;
  }
  const perPage = (ms: number) => Math.round(ms / paths.length);
  const cost = { screenMs: perPage(screenMs), readMs: perPage(readMs) };
  return { pages: paths.length, falseAlarms, cost, sheets };
}

const MOST_SHEETS = 40;

type Tally = Readonly<{ recall: number; otherNumbersTaken: number; of: number }>;
type Drawing = Readonly<{
  places: readonly Place[];
  count: number;
  sheets: readonly Sheet[];
  keep: string | undefined;
}>;

/** One number that holds and one that does not, at the same spot. */
async function drawnPair(way: NumberWay, place: Place, sheets: readonly Sheet[], rng: Rng) {
  const digits = inventNumber(rng);
  const { page, at } = await spotFor(place, sheets, rng);
  const draw = (number: string) => drawOver(page, drawNumber(number, way, at, rng), A4_MM);
  return { holds: await draw(digits), other: await draw(otherNumber(digits, rng)) };
}

async function onDrawn({ count, sheets, keep, places }: Drawing, eyes: Eyes, rng: Rng) {
  const tallies: Record<string, Tally> = {};
  for (const place of places) {
    for (const way of NUMBER_WAYS) {
      let [recall, otherNumbersTaken] = [0, 0];
      for (let i = 0; i < count; i++) {
        const { holds, other } = await drawnPair(way, place, sheets, rng);
        const { found } = await lookFor(holds, eyes);
        recall += Number(found);
        otherNumbersTaken += Number((await lookFor(other, eyes)).found);
        if (!found && keep) await writeFile(join(keep, `${place}-${way}-${i}.jpg`), holds);
      }
      tallies[`${place}, ${way}`] = { recall, otherNumbersTaken, of: count };
    }
  }
  return tallies;
}

function summed(tallies: Readonly<Record<string, Tally>>): Record<string, Tally> {
  const sums: Record<string, Tally> = {};
  for (const place of PLACES) {
    const own = Object.entries(tallies).filter(([kind]) => kind.startsWith(`${place},`));
    const sum = (of: (tally: Tally) => number) => own.reduce((n, [, each]) => n + of(each), 0);
    sums[place] = {
      recall: sum(({ recall }) => recall),
      otherNumbersTaken: sum((each) => each.otherNumbersTaken),
      of: sum((each) => each.of),
    };
  }
  return sums;
}

const isScan = (name: string): boolean => /\.(jpe?g|png|tif)$/.test(name);

async function scansIn(folders: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of folders) {
    const names = (await readdir(folder)).filter(isScan).sort();
    paths.push(...names.map((name) => join(folder, name)));
  }
  return paths;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: 'yoshin bench: numbers' },
      keep: { type: 'string' },
      'without-reading': { type: 'boolean', default: false },
      place: { type: 'string', multiple: true, default: [...PLACES] },
    },
  });
  const [count, ...folders] = positionals;
  if (count === undefined || folders.length === 0) {
    process.stderr.write(USAGE);
    return 64;
  }
  const forms = await loadTemplates(FORMS);
  const engines = await createEngines({ forms });
  try {
    const eyes = { forms, engines };
    const paths = await scansIn(folders);
    const { sheets, ...clean } = await onScans(paths, eyes, !values['without-reading']);
    const drawing = {
      places: PLACES.filter((place) => values.place.includes(place)),
      count: Number(count),
      sheets,
      keep: values.keep,
    };
    const drawn = await onDrawn(drawing, eyes, makeRng(values.seed));
    process.stdout.write(`${JSON.stringify({ clean, sums: summed(drawn), drawn }, null, 2)}\n`);
    return 0;
  } finally {
    await engines.close();
  }
}

if (import.meta.main) process.exitCode = await main();
