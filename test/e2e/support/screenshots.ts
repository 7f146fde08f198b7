import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { Truth } from '../../../cli/demo/truth.ts';
import { launchBrowser, visit } from './browser.ts';
import { beginReview, currentFieldId, logIn } from './page-steps.ts';
import { pressAnswer } from './press-answer.ts';

/**
 * Pictures for docs/ of a running program, to be looked at before they are kept:
 * `node test/e2e/support/screenshots.ts --url … --reviewer a --password … --out docs`, where the ledger and
 * the batches are, or with `--sheet sample-001` where that sheet waits to be verified.
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4300' },
    reviewer: { type: 'string' },
    password: { type: 'string' },
    sheet: { type: 'string' },
    out: { type: 'string', default: 'screenshots' },
  },
});

/** The picture is of the page, not of how far the work on it has come. */
const keep = (page: Page, name: string) =>
  page.screenshot({ path: join(values.out, `${name}.png`), animations: 'disabled' });

async function photographBooks(page: Page): Promise<void> {
  await page.getByRole('heading', { name: '取込' }).waitFor();
  await page.getByRole('table').getByRole('link').first().press('Enter');
  await page.getByRole('table').nth(1).waitFor();
  await keep(page, 'intake');
  await page.getByRole('link', { name: /^台帳/ }).press('Enter');
  await page.getByRole('table').getByRole('button').first().press('Enter');
  await page.getByRole('region', { name: '記録の詳細' }).waitFor();
  await keep(page, 'ledger');
}

const KEYED = 3;
const rowsAt = (page: Page, state: string) =>
  page.locator('li[data-field]').filter({ hasText: state });

/** Everything that may be shown is confirmed, and some of the rest is keyed. */
async function photographReview(page: Page, sheet: string): Promise<void> {
  const path = join('samples/truth', `${sheet}.json`);
  const paper: Pick<Truth, 'fields'> = JSON.parse(readFileSync(path, 'utf8'));
  await beginReview(page, '確認');
  for (let keyed = 0; keyed < KEYED; keyed += 1) {
    const fieldId = (await currentFieldId(page)) ?? '';
    await pressAnswer(page, fieldId, paper.fields[fieldId] ?? '');
    await page.locator(`li[data-field="${fieldId}"]`).filter({ hasNotText: '未入力' }).waitFor();
  }
  // Rows not yet seen are brought on the screen first, so the key may be wanted more than once.
  while ((await rowsAt(page, '未確認').count()) > 0) await page.keyboard.press('Shift+Enter');
  while ((await rowsAt(page, '送信中').count()) > 0)
    await rowsAt(page, '送信中').first().isHidden();
  await keep(page, 'review');
  // Gives the sheet back before the window closes.
  await page.getByRole('link', { name: /^取込/ }).press('Enter');
  await page.getByRole('heading', { name: '取込' }).waitFor();
}

async function photograph(browser: Browser, login: { name: string; password: string }) {
  const { page, complaints } = await visit(browser, { baseUrl: values.url, screen: 'laptop' });
  await logIn(page, login.name, login.password);
  if (values.sheet === undefined) await photographBooks(page);
  else await photographReview(page, values.sheet);
  for (const complaint of complaints) report(`browser ${complaint}`);
}

const report = (line: string) => process.stdout.write(`${line}\n`);

if (values.reviewer === undefined || values.password === undefined) {
  throw new Error('--reviewer and --password are needed');
}
mkdirSync(values.out, { recursive: true });
const browser = await launchBrowser();
try {
  await photograph(browser, { name: values.reviewer, password: values.password });
} finally {
  await browser.close();
}
