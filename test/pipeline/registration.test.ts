import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { CONDITIONS } from '../../bench/registration/conditions.ts';
import { drawnPage } from '../../bench/registration/drawn-pages.ts';
import type { DrawnPage } from '../../bench/registration/photograph.ts';
import { place } from '../../bench/registration/place.ts';
import { type LoadedTemplate, loadTemplates } from '../../workers/engines/templates.ts';

const FORMS = fileURLToPath(new URL('../../forms', import.meta.url));
/** 600 dpi and a few close relatives are left to `node bench/registration.ts`: they take their time. */
const TRIED = CONDITIONS.filter(
  ({ dpi, name }) => dpi <= 200 && !['skew -3°', 'skew 3°', '180° turned, skew 2°'].includes(name),
);

let forms: LoadedTemplate[];
beforeAll(async () => {
  forms = await loadTemplates(FORMS);
});

describe.each([
  ['jp-covid19-2021', 'corner marks'],
  ['jp-influenza-elderly', 'ruled lines'],
  ['jp-childhood-dptipv', 'ruled lines'],
])('a filled sheet of %s, found by its %s', (form) => {
  let page: DrawnPage;
  beforeAll(async () => {
    page = await drawnPage(form);
  });

  it.each(TRIED.map((condition) => [condition.name, condition] as const))('%s', (_, condition) => {
    const placed = place(form, page, condition, forms);
    expect(placed).toMatchObject({ found: form, rotationRight: true });
    expect(placed.residualMm).toBeLessThan(0.4);
    // Marks alone hold a photograph less well than rules: 0.8 mm at the worst point of the page.
    expect(placed.worstMm).toBeLessThan(0.9);
  });
});
