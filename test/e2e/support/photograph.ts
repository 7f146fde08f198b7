import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { inject } from 'vitest';
import { SCREENS } from './browser.ts';

const COLOURS = 64;

/**
 * What is on the page now, at both sizes. `YOSHIN_SCREENS=docs/screens npx vitest run --project e2e` takes the pictures
 * of the documentation; otherwise none are wanted.
 */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = inject('screens');
  if (folder === null) return;
  mkdirSync(folder, { recursive: true });
  // What was said of the act before is gone by the time that somebody looks.
  for (const notice of await page.locator('.notices button').all()) await notice.press('Enter');
  await page.locator('.notices button').first().waitFor({ state: 'detached' });
  const before = page.viewportSize();
  for (const size of Object.values(SCREENS)) {
    await page.setViewportSize(size);
    await page.locator('main').first().waitFor();
    const taken = await page.screenshot({ animations: 'disabled' });
    const small = sharp(taken).png({ palette: true, colours: COLOURS, dither: 0, effort: 10 });
    await small.toFile(join(folder, `${name}-${size.width}.png`));
  }
  if (before !== null) await page.setViewportSize(before);
}
