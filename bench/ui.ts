import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { type HttpClient, logIn as logInOverHttp } from '../cli/demo/http-client.ts';
import { truthBySheet } from '../cli/demo/reviewers.ts';
import type { Truth } from '../cli/demo/truth.ts';
import { FormTemplate } from '../schemas/form-template.ts';
import { launchBrowser, visit } from '../test/e2e/support/browser.ts';
import { PASSWORD } from './installation/furnish.ts';
import { fillBox } from './papers/paper-box.ts';
import { mean, round, spread } from './speed/spread.ts';
import { askDesk, type DeskTime, untilDesk, watchDesk } from './ui/desk-clock.ts';
import { plainKeying, secondsOf } from './ui/keying-estimate.ts';
import { multiplySheets } from './ui/multiply.ts';
import { backlogMs, columnTimes } from './ui/other-pages.ts';
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

const FORM = fileURLToPath(new URL('../forms/jp-covid19-2021/template.json', import.meta.url));
const { fields: asked } = FormTemplate.parse(JSON.parse(await readFile(FORM, 'utf8')));
const ALWAYS_KEYED: ReadonlySet<string> = new Set(
  asked.filter(({ keying }) => keying === 'unseen').map(({ id }) => id),
);

type Paper = (sheetId: string) => Truth | undefined;
type Done = DeskTime & { keyed: readonly string[]; fields: number };

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
  const done: Omit<Done, keyof DeskTime>[] = [];
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

async function atPage<Reply>(
  browser: Browser,
  baseUrl: string,
  loginName: string,
  look: (page: Page) => Promise<Reply>,
): Promise<Reply> {
  const { context, page } = await visit(browser, { baseUrl, screen: 'laptop' });
  await watchDesk(page);
  await enter(page, loginName);
  const reply = await look(page);
  await context.close();
  return reply;
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

/** Nothing else to hold them against: no reader reads them, no register has them. */
const NO_SECOND_SOURCE: ReadonlySet<string> = new Set(['phone', 'consentDate']);

/** Critical handwriting, and what has no second source, is keyed on every sheet; where nothing else is, it is clean. */
const isClean = ({ keyed }: Done): boolean =>
  keyed.every((field) => ALWAYS_KEYED.has(field) || NO_SECOND_SOURCE.has(field));

function report(done: readonly Done[]) {
  const clean = done.filter(isClean);
  return {
    nextSheetShownMs: spread(done.map(({ nextShownMs }) => nextShownMs)),
    keystrokes: spread(done.map(({ keys }) => keys)),
    keystrokesOfCleanSheets: spread(clean.map(({ keys }) => keys)),
    fieldsKeyed: spread(done.map(({ keyed }) => keyed.length)),
    secondsEstimated: round(mean(done.map(secondsAtDesk))),
  };
}

const secondsAtDesk = ({ keys, keyed, fields }: Done): number =>
  secondsOf({ keys, keyedFields: keyed.length, shownFields: fields - keyed.length });

const SPARE = 8;
const box = await fillBox({ sheets: worked + SPARE, blank: 0, 'fed-twice': 0, 'same-file': 0 });
// What belongs to nobody is refused by both, and is another story.
const handedIn = box.papers.filter(({ end }) => end === 'committed').slice(0, worked);
const place = await openPlace({
  backend: 'postgres',
  workers: 2,
  mastersFolder: box.mastersFolder,
});
const figures = await openFigures(place.databaseUrl);
const browser = await launchBrowser();
try {
  const batchId = await openBatch(place);
  await handIn(place, batchId, handedIn);
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
  const column = await atPage(browser, place.address, 'shonin', columnTimes);
  const dashboardMs = await atPage(browser, place.address, 'kantoku', backlogMs);
  const recorded = [...papers.values()].map(({ fields }) => fields);
  const result = {
    sheetsInDatabase: inDatabase,
    initialJavaScriptGzippedKb: javascript,
    verify: report(verified),
    approve: report(approved),
    column,
    dashboardMs,
    secondsOfPlainKeying: round(mean(recorded.map((fields) => secondsOf(plainKeying(fields))))),
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  await browser.close();
  await figures.close();
  await place.close();
}
