import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadTemplates } from '../workers/engines/templates.ts';
import { CONDITIONS } from './registration/conditions.ts';
import { drawnPage } from './registration/drawn-pages.ts';
import { type Placed, place } from './registration/place.ts';

const FORMS = fileURLToPath(new URL('../forms', import.meta.url));
const mm = (value: number | null): string => (value === null ? '-' : value.toFixed(2));

function line(placed: Placed): string {
  const right = placed.found === placed.form && placed.rotationRight ? 'yes' : placed.found;
  const cells = [right.padEnd(6), mm(placed.residualMm), mm(placed.worstMm), `${placed.ms} ms`];
  return `  ${placed.condition.padEnd(42)} ${cells.join('  ')}\n`;
}

/** Every condition of the matrix for one sheet of every form: found, residual, true error at the worst point. */
async function benchRegistration(json: boolean): Promise<void> {
  const forms = await loadTemplates(FORMS);
  const all: Placed[] = [];
  for (const { template } of forms) {
    if (!json) process.stdout.write(`${template.id}: right, residual mm, worst mm, CPU\n`);
    const page = await drawnPage(template.id);
    for (const condition of CONDITIONS) {
      const placed = place(template.id, page, condition, forms);
      all.push(placed);
      if (!json) process.stdout.write(line(placed));
    }
  }
  if (json) process.stdout.write(`${JSON.stringify(all)}\n`);
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
await benchRegistration(values.json);
