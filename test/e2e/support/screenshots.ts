import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, SCREENS, type Screen, visit } from './browser.ts';
import { beginReview, logIn } from './page-steps.ts';

/**
 * Pictures of the screens of a running program, to be looked at, and what axe finds on them:
 * `node test/e2e/support/screenshots.ts --url … --reviewer a --password … --out folder`.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4300' },
    reviewer: { type: 'string' },
    password: { type: 'string' },
    out: { type: 'string', default: 'screenshots' },
  },
});

async function axeViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

async function walk(browser: Browser, screen: Screen, login: { name: string; password: string }) {
  const { context, page, complaints } = await visit(browser, { baseUrl: values.url, screen });
  const keep = async (name: string) => {
    // Nothing is on its way any more when the picture is taken.
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(values.out, `${screen}-${name}.png`) });
    for (const violation of await axeViolations(page)) report(`${screen} ${name} axe ${violation}`);
  };
  await page.goto('/');
  await page.getByLabel('ログイン名').waitFor();
  await keep('login');
  await logIn(page, login.name, login.password);
  await keep('intake');
  await page.getByRole('link', { name: /^台帳/ }).click();
  await page.getByRole('heading', { name: '予防接種台帳' }).waitFor();
  await keep('ledger');
  await beginReview(page, '確認');
  await keep('verify');
  await page.keyboard.press('F1');
  await page.getByRole('dialog', { name: 'キーの一覧' }).waitFor();
  await keep('keys');
  for (const complaint of complaints) report(`${screen} browser ${complaint}`);
  // Gives the sheet back before the window closes.
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: /^取込/ }).click();
  await page.getByRole('heading', { name: '取込' }).waitFor();
  await context.close();
}

const report = (line: string) => process.stdout.write(`${line}\n`);

if (values.reviewer === undefined || values.password === undefined) {
  throw new Error('--reviewer and --password are needed');
}
mkdirSync(values.out, { recursive: true });
const browser = await launchBrowser();
try {
  for (const screen of Object.keys(SCREENS) as Screen[]) {
    await walk(browser, screen, { name: values.reviewer, password: values.password });
  }
} finally {
  await browser.close();
}
