import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Theme } from '../../schemas/accounts.ts';
import { requestedDisposal } from '../support/requested-disposal.ts';
import { requestedExport } from '../support/requested-export.ts';
import { MUNICIPALITY, PASSWORD } from '../support/test-program.ts';
import { comparedCopy } from './support/compared-copy.ts';
import { handIn } from './support/hand-in.ts';
import { type Office, openOffice } from './support/office.ts';
import { logIn } from './support/page-steps.ts';
import { photograph } from './support/photograph.ts';
import { expectAccessible, expectNothingBeside } from './support/screen-checks.ts';

/** As the router has them: a new page is visited from the day it is there. */
const source = await readFile('review-ui/app/router.tsx', 'utf8');
const ROUTES = [...source.matchAll(/^ {2}path: '([^']+)'/gm)]
  .map(([, path = '']) => path)
  // Nothing stands there: who goes there is logged out.
  .filter((path) => path !== '/logout');

/** Those of which no other test has a fuller picture. */
const PICTURES: Readonly<Record<string, string>> = {
  '/review/$purpose': 'review-start',
  '/stuck': 'stuck',
};

let office: Office;
let page: Page;
let complaints: string[];
/** What stands for each parameter of an address. */
let things: Readonly<Record<string, string>>;

beforeAll(async () => {
  office = await openOffice();
  const column = { template: 'jp-covid19-2021', fieldId: 'consent' };
  const { program } = office.running;
  const exportId = await requestedExport(program.db, program.operator(MUNICIPALITY));
  const disposalId = await requestedDisposal(program.db, program.operator(MUNICIPALITY));
  const reconciliationId = await comparedCopy(office);
  things = {
    ...{ purpose: 'verify', ...column, exportId, disposalId, reconciliationId },
    ...(await batchWithASheet()),
  };
  ({ page, complaints } = await office.enter('kanri'));
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(() => office.close());

async function batchWithASheet(): Promise<{ batchId: string; sheetId: string }> {
  const batchId = await handIn(office, 'さくら医院', ['scan_0001.jpg', 'scan_0018.png'], 2);
  const { sheetId } = await office.running.program.db
    .selectFrom('sheets')
    .select('sheetId')
    .where('state', '=', 'checked')
    .executeTakeFirstOrThrow();
  return { batchId, sheetId };
}

function addressOf(route: string): string {
  return route.replace(/\$(\w+)/g, (_, name: string) => {
    const thing = things[name];
    if (thing === undefined) throw new Error(`this test knows no ${name}: add one`);
    return thing;
  });
}

/** A page that has come: its words are there, and nothing is still being fetched. */
async function open(route: string): Promise<void> {
  await page.goto(addressOf(route));
  await page.locator('main :is(h1, h2)').first().waitFor();
  await page.locator('main [aria-label="読み込み中"]').waitFor({ state: 'detached' });
}

const IN_REACH =
  'main :is(a[href], button, input, select, textarea, [tabindex="0"]):not([disabled]):not([tabindex="-1"]):visible';

/** Tab alone comes by everything that can be used, and one sees where one is. */
async function expectInReach(route: string): Promise<void> {
  const wanted = await page.locator(IN_REACH).count();
  const seen = new Set<string>();
  // The bar above the page comes first; radios of one group are one stop.
  for (let tab = 0; tab < wanted + 30; tab += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const stop = await focused.evaluate((element) => {
      const { defaultView } = element.ownerDocument;
      const { outlineStyle } = defaultView.getComputedStyle(element);
      const all = [...element.ownerDocument.querySelectorAll('*')];
      return {
        place: String(all.indexOf(element)),
        outline: outlineStyle,
        html: element.outerHTML,
      };
    });
    if (seen.has(stop.place)) break;
    seen.add(stop.place);
    expect(stop.outline, `${route}: no mark of the focus on ${stop.html}`).not.toBe('none');
  }
  const places = await page.locator(IN_REACH).evaluateAll((found) => {
    const all = [...(found[0]?.ownerDocument.querySelectorAll('*') ?? [])];
    return found.map((element) => ({
      place: String(all.indexOf(element)),
      html: element.outerHTML.slice(0, 120),
      radio: element.getAttribute('type') === 'radio',
    }));
  });
  const missed = places.filter(({ place, radio }) => !radio && !seen.has(place));
  expect(missed.map(({ html }) => html)).toEqual([]);
}

test('the router has the pages that this test reads from it', () => {
  expect(ROUTES).toEqual(expect.arrayContaining(['/intake', '/ledger', '/sheets/$sheetId']));
});

test.each(ROUTES)('%s is usable by keyboard and readable in every theme', async (route) => {
  await open(route);
  const picture = PICTURES[route];
  await page.getByLabel('画面の色').selectOption('system');
  if (picture !== undefined) await photograph(page, picture);
  await expectInReach(route);
  await expectNothingBeside(page);
  for (const theme of Theme.options) {
    await page.getByLabel('画面の色').selectOption(theme);
    await page.locator(`html[data-theme=${theme === 'system' ? 'light' : theme}]`).waitFor();
    await expectAccessible(page);
  }
  expect(complaints).toEqual([]);
});

test('a theme is chosen with the keyboard and follows the account to another desk', async () => {
  await open('/intake');
  await page.getByLabel('画面の色').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.locator('html[data-theme=dark]').waitFor();
  await expect
    .poll(async () => {
      const account = office.running.program.db.selectFrom('accounts').select('theme');
      return (await account.where('loginName', '=', 'kanri').executeTakeFirstOrThrow()).theme;
    })
    .toBe('dark');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('dark');
  const { page: elsewhere } = await office.open();
  await elsewhere.emulateMedia({ colorScheme: 'light' });
  await elsewhere.goto('/');
  await elsewhere.locator('html[data-theme=light]').waitFor();
  await expectAccessible(elsewhere);
  await logIn(elsewhere, 'kanri', PASSWORD);
  await elsewhere.locator('html[data-theme=dark]').waitFor();
});

test('with nobody logged in the page is drawn as the machine wants it', async () => {
  const { page: dark } = await office.open();
  await dark.emulateMedia({ colorScheme: 'dark' });
  await dark.goto('/');
  await dark.locator('html[data-theme=dark]').waitFor();
  await dark.getByLabel('ログイン名').waitFor();
  await photograph(dark, 'login-dark');
  await expectAccessible(dark);
  await dark.emulateMedia({ contrast: 'more' });
  await dark.locator('html[data-theme=contrast]').waitFor();
  await expectAccessible(dark);
});
