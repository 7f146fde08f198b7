import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printCoverSheet } from '../../print/cover-sheet.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import { COVER, scannedCover } from '../support/covers.ts';
import { openScanOffice, type ScanOffice } from '../support/scan-office.ts';
import { MUNICIPALITY } from '../support/test-program.ts';

let office: ScanOffice;
const batches: Record<
  'skipped' | 'day' | 'first' | 'second' | 'altered' | 'damaged' | 'gap' | 'late',
  string
> = { skipped: '', day: '', first: '', second: '', altered: '', damaged: '', gap: '', late: '' };

beforeAll(async () => {
  office = await openScanOffice('batches_that_balance');
  const { newBatch, coverOf, scanIn } = office;
  batches.skipped = await newBatch('一枚とばした束', 3);
  await scanIn(batches.skipped, 'skipped.pdf', [await coverOf(batches.skipped), 1, 2]);

  batches.day = await newBatch('今日のホットフォルダ', null);
  batches.first = await newBatch('さくら医院', 1);
  batches.second = await newBatch('みどり内科', 1);
  const stack = [await coverOf(batches.first), 3, await coverOf(batches.second), 4];
  await scanIn(batches.day, 'stack.pdf', stack);

  batches.altered = await newBatch('書き換えた表紙', 2);
  await scanIn(batches.altered, 'altered.pdf', [await coverSaying(batches.altered, 1), 5]);

  batches.damaged = await newBatch('壊れたページ', 2);
  await scanIn(batches.damaged, 'damaged.pdf', [7, await cutPicture(8)]);

  batches.gap = await office.newBatch('番号の抜けたスキャン', 2);
  await office.scanNumbered(batches.gap, 'gap.tif', [11, 17], { given: [0, 2], of: 3 });

  batches.late = await newBatch('先月の表紙が残った束', 1);
  const lastMonth = await newBatch('先月', null);
  const oldCover = await coverOf(lastMonth);
  await office.close(office.chief, lastMonth, '空の束');
  await scanIn(batches.late, 'late.pdf', [oldCover, 10]);

  await office.review(Object.values(batches));
}, 600_000);
afterAll(() => office.shut());

/** A cover of this batch on which somebody has changed the count, words and code. */
async function coverSaying(batchId: string, declaredSheets: number) {
  const claim = { municipalityId: MUNICIPALITY, batchId, institutionCode: null, month: '2021-07' };
  return scannedCover(await printCoverSheet({ ...COVER, claim: { ...claim, declaredSheets } }));
}

async function cutPicture(number: number): Promise<Uint8Array> {
  const whole = await readFile(`samples/scans/scan_${String(number).padStart(4, '0')}.jpg`);
  return whole.subarray(0, Math.floor(whole.length / 2));
}

/** Neither a clerk nor silence closes it; a supervisor's reason does, and is kept. */
async function closesOnlySigned(batchId: string, causes: readonly string[]): Promise<void> {
  const refused = { code: 'batch.not_balanced', fields: causes };
  const { clerk, chief, close } = office;
  await expect(close(clerk, batchId)).rejects.toMatchObject(refused);
  await expect(close(clerk, batchId, '数え直した')).rejects.toMatchObject(refused);
  await expect(close(chief, batchId)).rejects.toMatchObject(refused);
  expect(await close(chief, batchId, '医療機関に確かめた')).toMatchObject({ state: 'closed' });
  const kept = await office.program.db
    .selectFrom('batches')
    .innerJoin('accounts', 'accounts.accountId', 'batches.closedBy')
    .select(['closedReason', 'loginName'])
    .where('batchId', '=', batchId)
    .executeTakeFirstOrThrow();
  expect(kept).toEqual({ closedReason: '医療機関に確かめた', loginName: 'sekinin' });
}

test('a skipped sheet: two came where cover and record declare three', async () => {
  expect(await office.viewOf(batches.skipped)).toMatchObject({
    pages: 3,
    sheetsByState: { cover: 1, committed: 2 },
    declaredSheets: 3,
    declaredOnCovers: [3],
  });
  await closesOnlySigned(batches.skipped, ['declared_count']);
});

test('a count changed on the cover to fit the paper: the record says otherwise', async () => {
  expect(await office.viewOf(batches.altered)).toMatchObject({
    sheetsByState: { cover: 1, committed: 1 },
    declaredSheets: 2,
    declaredOnCovers: [1],
  });
  await closesOnlySigned(batches.altered, ['cover_differs', 'declared_count']);
});

test('last month’s cover on the stack: the sheet stays where it was handed in, and the batch is marked', async () => {
  const { items } = await office.clerk.call(intakeApi.sheets, { query: { batchId: batches.late } });
  expect(items.map(({ state, coverProblem }) => [state, coverProblem])).toEqual([
    ['cover', 'closed_batch'],
    ['committed', null],
  ]);
  await closesOnlySigned(batches.late, ['cover_unknown']);
});

describe('one stack, two covers, in a hot folder’s batch of the day', () => {
  test.each(['first', 'second'] as const)(
    'the %s batch has its own cover and sheet, and balances',
    async (which) => {
      const params = { batchId: batches[which] };
      expect(await office.viewOf(params.batchId)).toMatchObject({
        pages: 2,
        files: 0,
        sheetsByState: { cover: 1, committed: 1 },
        imbalance: [],
      });
      const { originals } = await office.clerk.call(intakeApi.batch, { params });
      expect(originals).toMatchObject([
        { fileName: 'stack.pdf', batchId: batches.day, pages: 4, pagesHere: 2 },
      ]);
      expect(await office.close(office.clerk, params.batchId)).toMatchObject({ state: 'closed' });
    },
  );

  test('the batch of the day keeps nothing, and balances', async () => {
    const closed = await office.close(office.clerk, batches.day);
    expect(closed).toMatchObject({ state: 'closed', files: 1, pages: 0 });
  });
});

test('a page left out of a multi-page scan: the count agrees, the scanner’s numbers do not', async () => {
  const params = { batchId: batches.gap };
  expect(await office.viewOf(params.batchId)).toMatchObject({
    pages: 2,
    papers: 2,
    filesPending: 0,
  });
  const { originals } = await office.clerk.call(intakeApi.batch, { params });
  expect(originals).toMatchObject([{ state: 'split', pageCount: 2, missingPages: [2] }]);
  await closesOnlySigned(params.batchId, ['page_missing']);
});

describe('a page of a multi-page scan that cannot be read', () => {
  test('the whole file is listed as refused, none of its pages is taken for all', async () => {
    expect(await office.viewOf(batches.damaged)).toMatchObject({
      pages: 0,
      filesRefused: 1,
      imbalance: ['refused_file', 'declared_count'],
    });
    const params = { batchId: batches.damaged };
    const { originals } = await office.clerk.call(intakeApi.batch, { params });
    expect(originals).toMatchObject([
      { state: 'refused', errorCode: 'input.truncated', refusedPage: 2, pageCount: 2 },
    ]);
    await expect(office.close(office.clerk, batches.damaged)).rejects.toMatchObject({
      code: 'batch.not_balanced',
      fields: ['refused_file', 'declared_count'],
    });
  });

  test('scanned again and the damaged file dealt with, a clerk closes it', async () => {
    const params = { batchId: batches.damaged };
    await office.scanIn(params.batchId, 'again.pdf', [7, 8]);
    await office.review([params.batchId]);
    expect(await office.viewOf(params.batchId)).toMatchObject({ imbalance: ['refused_file'] });
    const { originals } = await office.clerk.call(intakeApi.batch, { params });
    const [refused] = originals.filter(({ state }) => state === 'refused');
    await office.clerk.call(intakeApi.discardOriginal, {
      params: { originalId: refused?.originalId ?? '' },
      body: { reason: 'again.pdf で入れ直した' },
    });
    expect(await office.close(office.clerk, params.batchId)).toMatchObject({ state: 'closed' });
  });
});
