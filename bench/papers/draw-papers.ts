import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTruths, type Truth } from '../../cli/demo/truth.ts';
import { SAMPLES_FOLDER } from '../../cli/program/folders.ts';
import { inventBooks } from '../../samples/generator/books.ts';
import { masterFiles } from '../../samples/generator/master-files.ts';
import { planSheets } from '../../samples/generator/plan.ts';
import type { SheetPlan } from '../../samples/generator/plan-types.ts';
import { asJpeg } from '../../samples/generator/scan.ts';
import { encode, FORM, preparePages } from '../../samples/generator/scanned-files.ts';
import { sheetTruth } from '../../samples/generator/truth.ts';

/** One filled-in form, no two of the same ticket, as a scanned file of one page. */
export type DrawnPaper = Readonly<{
  path: string;
  truth: Truth;
  /** Whether its ticket stands in the masters: otherwise it belongs to nobody. */
  issued: boolean;
}>;
export type DrawnPapers = Readonly<{ papers: readonly DrawnPaper[]; mastersFolder: string }>;

const GENERATOR = fileURLToPath(new URL('../../samples/generator', import.meta.url));
const FORMS = fileURLToPath(new URL(`../../forms/${FORM}`, import.meta.url));
const SAMPLE_PEOPLE = 60;

/**
 * As many different sheets as asked for, with the masters they are in. Those that lie in `samples/scans` as
 * files of their own come first; the others are drawn once and kept in the temporary folder.
 */
export async function drawPapers(count: number): Promise<DrawnPapers> {
  const shipped = await shippedPapers();
  const few = count <= shipped.size;
  const people = few ? SAMPLE_PEOPLE : Math.max(SAMPLE_PEOPLE, 2 * (count + shipped.size));
  const books = inventBooks(people);
  const plans = planSheets(books, Math.floor(people / 2));
  const chosen = [
    ...plans.filter(({ id }) => shipped.has(id)),
    ...plans.filter(({ id }) => !shipped.has(id)),
  ].slice(0, count);
  const folder = few ? '' : await cacheFolder();
  const drawing = chosen.filter(({ id }) => !shipped.has(id));
  const pages = new Map((await preparePages(drawing)).map((page) => [page.id, page]));
  const papers: DrawnPaper[] = [];
  for (const plan of chosen) {
    const path = join(folder, `${plan.id}.jpg`);
    const page = pages.get(plan.id);
    if (page !== undefined) await once(path, () => encode(page, asJpeg));
    const issued = plan.scenario.problem !== 'ticket_not_issued';
    papers.push({ ...(shipped.get(plan.id) ?? { path, truth: truthOf(plan) }), issued });
  }
  if (few) return { papers, mastersFolder: MASTERS };
  return { papers, mastersFolder: await writeMasters(folder, people, masterFiles(books, plans)) };
}

const MASTERS = join(SAMPLES_FOLDER, 'masters');

/** The samples that are a JPEG of one page. */
async function shippedPapers(): Promise<ReadonlyMap<string, Omit<DrawnPaper, 'issued'>>> {
  const truths = await loadTruths(join(SAMPLES_FOLDER, 'truth'));
  const names = (await readdir(join(SAMPLES_FOLDER, 'scans'))).filter((name) =>
    name.endsWith('.jpg'),
  );
  return new Map(
    names.flatMap((name): [string, Omit<DrawnPaper, 'issued'>][] => {
      const truth = truths.of(name, 1);
      if (truth?.template !== FORM) return [];
      return [[truth.sheet, { path: join(SAMPLES_FOLDER, 'scans', name), truth }]];
    }),
  );
}

const truthOf = (plan: SheetPlan): Truth => {
  const { sheet, file, page, template, fields } = sheetTruth(plan, `${plan.id}.jpg`, 1, FORM);
  return { sheet, file, page, template, fields };
};

/** What the pictures are made by is in the name: another generator, another folder. */
async function cacheFolder(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of [GENERATOR, FORMS]) {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile());
    for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).sort()) {
      hash.update(relative(folder, path)).update(await readFile(path));
    }
  }
  const folder = join(tmpdir(), `yoshin-papers-${hash.digest('hex').slice(0, 12)}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Whole or not at all: two runs may draw side by side. */
async function once(path: string, make: () => Promise<Uint8Array | string>): Promise<void> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) return;
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, await make());
  await rename(draft, path);
}

async function writeMasters(
  folder: string,
  people: number,
  files: Record<string, string>,
): Promise<string> {
  const masters = join(folder, `masters-${people}`);
  await mkdir(masters, { recursive: true });
  for (const [name, contents] of Object.entries(files)) {
    await once(join(masters, name), async () => contents);
  }
  return masters;
}
