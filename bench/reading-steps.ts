import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodePage } from '../workers/engines/page-reader.ts';
import { readFields } from '../workers/engines/read-fields.ts';
import { createEngines } from '../workers/engines/reading-engines.ts';
import { loadTemplates } from '../workers/engines/templates.ts';
import { classify } from '../workers/stages/classify.ts';
import { rectify } from '../workers/stages/rectify.ts';
import { digitPicture } from './reading-steps/digit-picture.ts';
import { asFound, upright, written } from './reading-steps/page-pictures.ts';
import { pastedPicture } from './reading-steps/pasted-picture.ts';

const FORMS = fileURLToPath(new URL('../forms', import.meta.url));
const USAGE = 'usage: node bench/reading-steps.ts <scan of one page> <folder>\n';

/** Draws what each step of the reading sees of one sheet: the pictures of docs/reading.md. */
async function main(): Promise<number> {
  const [scan, folder] = process.argv.slice(2);
  if (scan === undefined || folder === undefined) {
    process.stderr.write(USAGE);
    return 64;
  }
  const forms = await loadTemplates(FORMS);
  const source = await decodePage(scan);
  const found = classify(source, forms);
  const form = forms.find(({ template }) => template.id === found.template);
  if (form === undefined || found.registration === null) throw new Error('no form of ours');
  const { template } = form;
  const page = rectify(source, found.registration.mmToPx, template.pageMm);
  const engines = await createEngines({ forms });
  try {
    const fields = await readFields(page, template, engines);
    const sheet = { page, template, fields, engines, registration: found.registration };
    const pictures = {
      '1-as-found': await asFound(sheet),
      '2-upright': await upright(sheet),
      '3-written': await written(sheet),
      '4-digits': await digitPicture(sheet, 'vaccinationDate'),
      '5-label': await pastedPicture(sheet, 'label'),
      '6-sticker': await pastedPicture(sheet, 'sticker'),
    };
    await mkdir(folder, { recursive: true });
    for (const [name, png] of Object.entries(pictures)) {
      await writeFile(join(folder, `${name}.png`), png);
    }
    return 0;
  } finally {
    await engines.close();
  }
}

if (import.meta.main) process.exitCode = await main();
