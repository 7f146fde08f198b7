import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { type HttpClient, logIn as logInOverHttp } from '../cli/demo/http-client.ts';
import { truthBySheet } from '../cli/demo/reviewers.ts';
import type { Truth } from '../cli/demo/truth.ts';
import { launchBrowser, visit } from '../test/e2e/support/browser.ts';
import { PASSWORD } from './installation/furnish.ts';
import { fillBox } from './papers/paper-box.ts';
import { mean, median, round, spread } from './speed/spread.ts';
import { askDesk, type DeskTime, untilDesk, watchDesk } from './ui/desk-clock.ts';
import { type Handwork, plainKeying, secondsOf } from './ui/keying-estimate.ts';
import { multiplySheets } from './ui/multiply.ts';
import { workSheet } from './ui/work-desk.ts';
import { openFigures } from './workers/figures.ts';
import { openPlace } from './workers/place.ts';
import { handIn, openBatch, untilDone } from './workers/throughput.ts';

const { values } = parseArgs({
  options: {
    /** Sheets in the database. */
    sheets: { type: 'string', default: '1000' },
    /** Sheets verified and approved by hand. */
    worked: { type: 'string', default: '24' },
  },
});
const total = Number(values.sheets);
const worked = Number(values.worked);

type Paper = (sheetId: string) => Truth | undefined;
type Done = { keys: number; nextShownMs: number; keyedFields: number; fields: number };

/** A person's whole shift at the desk, in a browser of their own. */
async function shift(
  browser: Browser,
  address: string,
  who: { loginName: string; purpose: 'verify' | 'approve' },
  paperOf: Paper,
): Promise<Done[]> {
  const { context, page, complaints } = await visit(browser, {
    baseUrl: address,
    screen: 'laptop',
  });
  await watchDesk(page);
  await enter(page, who.loginName);
  await page
    .getByRole('link', { name: who.purpose === 'verify' ? /^確認/ : /^承認/ })
    .press('Enter');
  await page.getByRole('button', { name: '始める (Enter)' }).press('Enter');
  await page.locator('[aria-current="step"]').waitFor();
  await untilDesk(page, true, 'sheet');
  const done: Omit<Done, 'keys' | 'nextShownMs'>[] = [];
  // The last of them has no next one to wait for.
  for (let at = 0; at < worked - 1; at++) {
    const fields = await page.locator('li[data-field]').count();
    done.push({ ...(await workSheet(page, paperOf)), fields });
    await untilDesk(page, true, 'sheet');
  }
  const times = await askDesk<DeskTime[]>(page, 'times');
  await context.close();
  if (complaints.length > 0) throw new Error(`the browser complained: ${complaints.join('; ')}`);
  return times.flatMap((time, at) => {
    const work = done[at];
    return work === undefined ? [] : [{ ...time, ...work }];
  });
}

async function enter(page: Page, loginName: string): Promise<void> {
  await page.goto('/');
  await page.getByLabel('ログイン名').fill(loginName);
  await page.getByLabel('パスワード', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'ログアウト' }).waitFor();
}

/** Gzipped JavaScript that comes before the first page of work is on the screen, kB. */
async function initialLoad(browser: Browser, address: string): Promise<number> {
  const { context, page } = await visit(browser, { baseUrl: address, screen: 'laptop' });
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    sizes.push(response.body().then((body) => gzipSync(body).length));
  });
  await enter(page, 'kakunin');
  await page.waitForLoadState('networkidle');
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await context.close();
  return round(bytes / 1000);
}

function report(done: readonly Done[], paper: Truth | undefined) {
  const handwork = (one: Done): Handwork => ({
    keys: one.keys,
    keyedFields: one.keyedFields,
    shownFields: one.fields - one.keyedFields,
  });
  return {
    nextSheetShownMs: spread(done.map(({ nextShownMs }) => nextShownMs)),
    keystrokes: spread(done.map(({ keys }) => keys)),
    fieldsKeyed: spread(done.map(({ keyedFields }) => keyedFields)),
    secondsEstimated: round(mean(done.map((one) => secondsOf(handwork(one))))),
    secondsOfPlainKeying: paper ? round(secondsOf(plainKeying(paper.fields))) : null,
  };
}

const box = await fillBox({ sheets: worked, blank: 0, 'fed-twice': 0, 'same-file': 0 });
const place = await openPlace({
  backend: 'postgres',
  workers: 2,
  mastersFolder: box.mastersFolder,
});
const figures = await openFigures(place.databaseUrl);
const browser = await launchBrowser();
try {
  const batchId = await openBatch(place);
  await handIn(place, batchId, box.papers);
  await untilDone(figures, worked);
  const clerk: HttpClient = await logInOverHttp(place.address, 'uketsuke', PASSWORD);
  const papers = await truthBySheet(clerk, batchId, box.truths);
  const inDatabase = await multiplySheets(place.databaseUrl, total);
  const paperOf: Paper = (sheetId) => papers.get(sheetId);
  const javascript = await initialLoad(browser, place.address);
  const verified = await shift(
    browser,
    place.address,
    { loginName: 'kakunin', purpose: 'verify' },
    paperOf,
  );
  const approved = await shift(
    browser,
    place.address,
    { loginName: 'shonin', purpose: 'approve' },
    paperOf,
  );
  const [first] = papers.values();
  const result = {
    sheetsInDatabase: inDatabase,
    initialJavaScriptGzippedKb: javascript,
    verify: report(verified, first),
    approve: report(approved, undefined),
    clean: { verifyKeystrokes: median(verified.map(({ keys }) => keys)) },
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  await browser.close();
  await figures.close();
  await place.close();
}
