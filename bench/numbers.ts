import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
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

const FORMS = fileURLToPath(new URL('../forms', import.meta.url));
const USAGE = 'usage: node bench/numbers.ts <numbers of each kind> <folder of scans>…\n';
const A4_MM = 210;

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
  return { found: areas.length > 0, ms: processorMs() - begun, known, registration };
}

/** Scans as they are: each suspicion is a false one. And what looking costs beside reading. */
async function onScans(images: readonly Uint8Array[], eyes: Eyes) {
  let [falseAlarms, screenMs, readMs] = [0, 0, 0];
  const upright: Uint8Array[] = [];
  for (const image of images) {
    const { found, ms, known, registration } = await lookFor(image, eyes);
    if (found) falseAlarms += 1;
    screenMs += ms;
    const begun = processorMs();
    await readPage(image, { ...eyes, readFields, findCover: async () => null, elapsedMs: () => 0 });
    readMs += processorMs() - begun;
    if (known !== null && registration?.rotation === 0) upright.push(image);
  }
  const pages = images.length;
  const perPage = (ms: number) => Math.round(ms / pages);
  const cost = { screenMs: perPage(screenMs), readMs: perPage(readMs), ratio: screenMs / readMs };
  return { pages, falseAlarms, cost, upright };
}

const emptyPage = () =>
  sharp({ create: { width: 1654, height: 2339, channels: 3, background: '#fbfaf6' } })
    .jpeg()
    .toBuffer();

type Place = 'margin' | 'page';
type Tally = Readonly<{ recall: number; otherNumbersTaken: number; of: number }>;

/** One number that holds and one that does not, in the lower margin of a form or anywhere on an empty page. */
async function drawnPair(way: NumberWay, place: Place, sheets: readonly Uint8Array[], rng: Rng) {
  const digits = inventNumber(rng);
  const size = rng.between(4.5, 6.5);
  const at =
    place === 'margin'
      ? { x: rng.between(20, 110), y: rng.between(279, 283), size }
      : { x: rng.between(15, 120), y: rng.between(20, 280), size };
  const page = place === 'margin' ? rng.pick(sheets) : await emptyPage();
  const draw = (number: string) => drawOver(page, drawNumber(number, way, at, rng), A4_MM);
  return { holds: await draw(digits), other: await draw(otherNumber(digits, rng)) };
}

async function onDrawn(count: number, sheets: readonly Uint8Array[], eyes: Eyes, rng: Rng) {
  const kinds = NUMBER_WAYS.flatMap((way) =>
    (['margin', 'page'] as const).map((place) => ({ way, place })),
  );
  const tallies: Record<string, Tally> = {};
  for (const { way, place } of kinds) {
    let [recall, otherNumbersTaken] = [0, 0];
    for (let i = 0; i < count; i++) {
      const { holds, other } = await drawnPair(way, place, sheets, rng);
      recall += Number((await lookFor(holds, eyes)).found);
      otherNumbersTaken += Number((await lookFor(other, eyes)).found);
    }
    tallies[`${way}, ${place}`] = { recall, otherNumbersTaken, of: count };
  }
  return tallies;
}

async function main(): Promise<number> {
  const [count, ...folders] = process.argv.slice(2);
  if (count === undefined || folders.length === 0) {
    process.stderr.write(USAGE);
    return 64;
  }
  const images: Uint8Array[] = [];
  for (const folder of folders) {
    const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png)$/.test(name)).sort();
    for (const name of names) images.push(await readFile(join(folder, name)));
  }
  const forms = await loadTemplates(FORMS);
  const engines = await createEngines({ forms });
  try {
    const eyes = { forms, engines };
    const { upright, ...clean } = await onScans(images, eyes);
    const drawn = await onDrawn(Number(count), upright, eyes, makeRng('yoshin bench: numbers'));
    process.stdout.write(`${JSON.stringify({ clean, drawn }, null, 2)}\n`);
    return 0;
  } finally {
    await engines.close();
  }
}

if (import.meta.main) process.exitCode = await main();
