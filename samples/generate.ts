import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { inventBooks } from './generator/books.ts';
import { formatJson } from './generator/format-json.ts';
import { masterFiles } from './generator/master-files.ts';
import { planSheets } from './generator/plan.ts';
import { scannedFiles } from './generator/scanned-files.ts';

/** Rewrites `scans/`, `truth/` and `masters/`. Seeded: a second run writes the same bytes. */
async function generate(): Promise<void> {
  const folder = (name: string): URL => {
    const url = new URL(`./${name}/`, import.meta.url);
    rmSync(url, { recursive: true, force: true });
    mkdirSync(url);
    return url;
  };
  const books = inventBooks();
  const plans = planSheets(books);
  const masters = folder('masters');
  for (const [name, contents] of Object.entries(masterFiles(books, plans))) {
    writeFileSync(new URL(name, masters), contents);
  }
  const [scans, truth] = [folder('scans'), folder('truth')];
  for await (const { name, bytes, truths } of scannedFiles(plans)) {
    writeFileSync(new URL(name, scans), bytes);
    for (const page of truths) {
      writeFileSync(new URL(`${page.sheet}.json`, truth), `${formatJson(page)}\n`);
    }
    process.stdout.write(`${name}: ${truths.map((page) => page.sheet).join(' ')}\n`);
  }
}

await generate();
