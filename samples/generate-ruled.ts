import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { formatJson } from './generator/format-json.ts';
import { ruledFiles } from './generator/ruled/ruled-pages.ts';
import { planRuledSheets } from './generator/ruled/ruled-plan.ts';

/** Rewrites `forms/<id>/scans/` and `truth/`: filled sheets of the forms without corner marks. Seeded. */
async function generate(): Promise<void> {
  const root = new URL('./forms/', import.meta.url);
  rmSync(root, { recursive: true, force: true });
  for await (const { form, name, bytes, truth } of ruledFiles(planRuledSheets())) {
    for (const part of ['scans', 'truth']) {
      mkdirSync(new URL(`${form}/${part}/`, root), { recursive: true });
    }
    writeFileSync(new URL(`${form}/scans/${name}`, root), bytes);
    writeFileSync(new URL(`${form}/truth/${truth.sheet}.json`, root), `${formatJson(truth)}\n`);
    process.stdout.write(`${form}/${name}\n`);
  }
}

await generate();
