import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PART_BYTES } from '../../schemas/api/upload.ts';
import { type Office, openOffice } from './support/office.ts';
import { createBatch } from './support/page-steps.ts';
import { expectAccessible } from './support/screen-checks.ts';

let office: Office;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yoshin-line-'));
  office = await openOffice();
});
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    process.stderr.write(`${await office.describePages()}\n`);
  });
});
afterAll(async () => {
  await office.close();
  await rm(folder, { recursive: true });
});

/** A page of A4 at 300 dpi in colours that no compression makes smaller: it takes four parts. */
async function largeFile(name: string): Promise<string> {
  const size = { width: 2480, height: 3508, channels: 3 } as const;
  const path = join(folder, name);
  const grain = randomBytes(size.width * size.height * size.channels);
  await sharp(grain, { raw: size }).png({ compressionLevel: 0 }).toFile(path);
  expect(Math.ceil((await stat(path)).size / PART_BYTES)).toBe(4);
  return path;
}

/** Numbers of the parts that arrived, in order. */
function partsArrived(page: Page): number[] {
  const arrived: number[] = [];
  page.on('response', (response) => {
    const part = /\/api\/uploads\/[^/]+\/parts\/(\d+)$/.exec(response.url());
    if (part !== null && response.ok()) arrived.push(Number(part[1]));
  });
  return arrived;
}

async function choose(page: Page, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'ファイルを選ぶ' }).press('Enter');
  await (await chooser).setFiles([path]);
}

async function expectArrivedOnce(path: string, fileName: string): Promise<void> {
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const originals = await office.running.program.db
    .selectFrom('originals')
    .select('contentHash')
    .where('fileName', '=', fileName)
    .execute();
  expect(originals).toEqual([{ contentHash: sha256 }]);
}

test('a line cut in the middle of a file: the clerk is told, and it goes on from there by itself', async () => {
  const path = await largeFile('箱.png');
  const { page, context } = await office.enter('uketsuke');
  await createBatch(page, 'あおば医院 9月分');
  const arrived = partsArrived(page);
  const cut = async (route: Route) => {
    await context.setOffline(true);
    await route.abort('internetdisconnected');
  };
  await page.route(/\/parts\/3$/, cut, { times: 1 });
  let failures = 0;
  const sheetsGivenUp = page.waitForEvent('requestfailed', {
    predicate: (request) => request.url().includes('/api/sheets?') && ++failures === 3,
  });
  await choose(page, path);
  await page.getByRole('listitem').filter({ hasText: '再送待ち' }).waitFor();
  await page.getByText('続きから自動で送ります').waitFor();
  // Tried three times, the list of sheets has given up too, and still the page says it once.
  await sheetsGivenUp;
  await page.getByRole('alert').waitFor();
  await expect.poll(() => page.getByText('サーバーにつながりません').count()).toBe(1);
  await expectAccessible(page);
  await context.setOffline(false);
  await page.getByText('1件中1件を送信しました').waitFor();
  expect(arrived).toEqual([1, 2, 3, 4]);
  await expectArrivedOnce(path, '箱.png');
});

test('a window closed in the middle of a file: chosen again, only what is missing is sent', async () => {
  const path = await largeFile('箱の続き.png');
  const { page, context } = await office.enter('uketsuke');
  await createBatch(page, 'みどり医院 9月分');
  const batch = page.url();
  const cut = Promise.withResolvers<void>();
  await page.route(/\/parts\/3$/, () => cut.resolve());
  await choose(page, path);
  await cut.promise;
  await page.close({ runBeforeUnload: false });

  const again = await context.newPage();
  const arrived = partsArrived(again);
  await again.goto(batch);
  await choose(again, path);
  await again.getByText('1件中1件を送信しました').waitFor();
  expect(arrived).toEqual([3, 4]);
  await expectArrivedOnce(path, '箱の続き.png');
});

test('a language out of reach is not half chosen: the page stays as it is and says so', async () => {
  const { page, context } = await office.enter('uketsuke');
  const english = page.getByRole('button', { name: 'English' });
  await context.setOffline(true);
  await english.press('Enter');
  await page.getByText('英語の文言を取得できませんでした').waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('ja');
  await context.setOffline(false);
  await english.press('Enter');
  await page.locator('html[lang=en]').waitFor();
  await page.getByRole('button', { name: 'Log out' }).waitFor();
});
