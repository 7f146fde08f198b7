import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchView, closeBatch } from '../../ledger/intake/batches.ts';
import { recordCover } from '../../ledger/intake/filing.ts';
import { markForeign, reopenSheet } from '../../ledger/intake/sheet-acts.ts';
import { recordPreprocessed, type Sheet } from '../../ledger/intake/stages.ts';
import { newId } from '../../runtime/ids.ts';
import type { CoverClaim } from '../../schemas/cover.ts';
import {
  again,
  ledgerWorld,
  MUNICIPALITY,
  type Person,
  type World,
} from '../support/ledger-world.ts';
import { newBatch, recognisedAsForm, scannedFile } from '../support/scan-files.ts';

let world: World;
let clerk: Person;
let chief: Person;
beforeAll(async () => {
  world = await ledgerWorld('filing');
  clerk = await world.person('the.clerk', ['clerk']);
  chief = await world.person('the.chief', ['supervisor']);
});
afterAll(() => world.close());

const batch = (said: Partial<Parameters<typeof newBatch>[2]> = {}) =>
  newBatch(world.db, world.system, { label: '束', ...said });
const scan = (batchId: string, pages: number) =>
  scannedFile(world.db, world.system, batchId, pages);
const claimOf = (batchId: string, over: Partial<CoverClaim> = {}): CoverClaim => ({
  municipalityId: MUNICIPALITY,
  batchId,
  institutionCode: null,
  month: null,
  declaredSheets: null,
  ...over,
});
const cover = (sheet: Sheet | undefined, claim: CoverClaim) =>
  recordCover(world.db, world.system, present(sheet), claim);
const view = (batchId: string) => batchView(world.db, MUNICIPALITY, batchId);

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('no such page');
  return value;
}

/** Batch of each page, in the order of the pages. */
async function whereIs(pages: readonly Sheet[]): Promise<string[]> {
  const rows = await world.db
    .selectFrom('sheets')
    .select('batchId')
    .where('originalId', '=', present(pages[0]).originalId)
    .orderBy('pageNumber')
    .execute();
  return rows.map((row) => row.batchId);
}

async function emptyAndClose(batchId: string): Promise<void> {
  await closeBatch(world.db, again(chief.context), { batchId, reason: '試験' });
}

describe('one stack, several covers', () => {
  test.each([
    ['in the order of the paper', [1, 4]],
    ['the later one first', [4, 1]],
  ])('each page goes to the batch of the cover before it: recognised %s', async (_, order) => {
    const [day, first, second] = [await batch(), await batch(), await batch()];
    const pages = await scan(day, 6);
    const claims = new Map([
      [1, claimOf(first)],
      [4, claimOf(second)],
    ]);
    for (const at of order) await cover(pages[at], present(claims.get(at)));
    expect(await whereIs(pages)).toEqual([day, first, first, first, second, second]);
  });

  test('covers recognised at the same moment', async () => {
    const [day, ...targets] = [await batch(), await batch(), await batch(), await batch()];
    const pages = await scan(day, 6);
    await Promise.all(targets.map((to, index) => cover(pages[index * 2], claimOf(to))));
    expect(await whereIs(pages)).toEqual(targets.flatMap((to) => [to, to]));
  });

  test('pages that went ahead of their cover follow it, with all that happened to them', async () => {
    const [day, target] = [await batch(), await batch()];
    const pages = await scan(day, 3);
    await recognisedAsForm(world.db, world.system, present(pages[1]));
    await cover(pages[0], claimOf(target));
    expect((await view(target)).sheetsByState).toEqual({ cover: 1, preprocessed: 1, received: 1 });
    expect((await view(day)).pages).toBe(0);
  });

  test('the same cover once more changes nothing', async () => {
    const [day, target] = [await batch(), await batch()];
    const pages = await scan(day, 2);
    await cover(pages[0], claimOf(target));
    await cover(pages[0], claimOf(target));
    const filings = await world.db
      .selectFrom('sheetFilings')
      .select(['sheetId', 'fromBatchId', 'toBatchId'])
      .where('coverSheetId', '=', present(pages[0]).sheetId)
      .execute();
    expect(filings).toEqual(
      pages.map(({ sheetId }) => ({ sheetId, fromBatchId: day, toBatchId: target })),
    );
  });
});

describe('a cover that may file nothing', () => {
  const strange = {
    'of another municipality': async () => claimOf(await batch(), { municipalityId: '131016' }),
    'of a batch nobody knows': async () => claimOf(newId()),
    'of a closed batch': async () => {
      const closed = await batch();
      await emptyAndClose(closed);
      return claimOf(closed);
    },
  };

  test.each(Object.entries(strange))(
    '%s leaves every page where it was handed in, and marks that batch',
    async (_, claimOfStranger) => {
      const [day, target] = [await batch(), await batch()];
      const pages = await scan(day, 5);
      await cover(pages[0], claimOf(target));
      await cover(pages[3], await claimOfStranger());
      // Not in the batch of the cover before it either: nobody said that it belongs there.
      expect(await whereIs(pages)).toEqual([target, target, target, day, day]);
      await recognisedAsBlank(pages[4]);
      expect((await view(day)).imbalance).toContain('cover_unknown');
      expect((await view(target)).imbalance).not.toContain('cover_unknown');
    },
  );

  test('its batch closes with a supervisor’s reason alone, also after somebody called it no cover', async () => {
    const day = await batch();
    const [page] = await scan(day, 1);
    await cover(page, claimOf(newId()));
    const sheetId = present(page).sheetId;
    const close = (who: Person, reason: string | null) =>
      closeBatch(world.db, again(who.context), { batchId: day, reason });
    const refused = { code: 'batch.not_balanced', fields: ['cover_unknown'] };
    await expect(close(clerk, null)).rejects.toMatchObject(refused);
    await expect(close(clerk, '古い表紙')).rejects.toMatchObject(refused);
    await expect(close(chief, null)).rejects.toMatchObject(refused);
    await reopenSheet(world.db, again(clerk.context), { sheetId, reason: '表紙ではない' });
    await recordPreprocessed(world.db, world.system, await current(sheetId), {
      to: 'unknown_form',
      template: 'cover',
      registration: null,
    });
    await markForeign(world.db, again(clerk.context), { sheetId, reason: '様式ではない' });
    await expect(close(clerk, '古い表紙')).rejects.toMatchObject(refused);
    expect(await close(chief, '先月の表紙が残っていた')).toMatchObject({ state: 'closed' });
  });
});

describe('a cover taken back', () => {
  test('gives its pages back to where they would be without it', async () => {
    const [day, first, second] = [await batch(), await batch(), await batch()];
    const pages = await scan(day, 4);
    await cover(pages[0], claimOf(first));
    await cover(pages[2], claimOf(second));
    const { sheetId } = present(pages[2]);
    await reopenSheet(world.db, again(clerk.context), { sheetId, reason: '表紙ではない' });
    expect(await whereIs(pages)).toEqual([first, first, first, first]);
  });

  test('is refused where that batch is closed', async () => {
    const [day, target] = [await batch(), await batch()];
    const pages = await scan(day, 2);
    await cover(pages[0], claimOf(target));
    await recognisedAsBlank(pages[1]);
    await closeBatch(world.db, again(clerk.context), { batchId: day, reason: null });
    const { sheetId } = present(pages[0]);
    const taken = reopenSheet(world.db, again(clerk.context), { sheetId, reason: '誤り' });
    await expect(taken).rejects.toMatchObject({ code: 'batch.closed' });
    expect(await whereIs(pages)).toEqual([target, target]);
  });
});

describe('nothing moves behind a signature', () => {
  test('a batch waits for every page of its files, wherever a cover took them', async () => {
    const [day, target] = [await batch(), await batch()];
    const pages = await scan(day, 3);
    await cover(pages[0], claimOf(target));
    await recognisedAsBlank(pages[1]);
    // Should the last page be another cover, it may send pages back to where the file was handed in.
    expect((await view(day)).imbalance).toEqual(['pending']);
    await recognisedAsBlank(pages[2]);
    expect((await view(day)).imbalance).toEqual([]);
  });

  test('the database keeps pages from entering or leaving a closed batch', async () => {
    const [closed, open] = [await batch(), await batch()];
    const [inside] = await scan(closed, 1);
    const [outside] = await scan(open, 1);
    await recognisedAsBlank(inside);
    await closeBatch(world.db, again(clerk.context), { batchId: closed, reason: null });
    const move = (sheet: Sheet | undefined, to: string) =>
      world.owner.query('update yoshin.sheets set batch_id = $1 where sheet_id = $2', [
        to,
        present(sheet).sheetId,
      ]);
    await expect(move(inside, open)).rejects.toThrow('a closed batch keeps its pages');
    await expect(move(outside, closed)).rejects.toThrow('a closed batch keeps its pages');
  });

  test('where a page was filed is never rewritten', async () => {
    const refused = 'permission denied';
    for (const change of [
      'delete from sheet_filings',
      'update sheet_filings set filed_at = now()',
    ]) {
      await expect(world.owner.query(`set role yoshin_app; ${change}`)).rejects.toThrow(refused);
      await world.owner.query('reset role');
      await expect(world.owner.query(change)).rejects.toThrow();
    }
  });
});

describe('what covers say against the record', () => {
  test.each([
    ['another count', { declaredSheets: 3 }, ['cover_differs', 'declared_count']],
    ['another month', { month: '2021-11' }, ['cover_differs', 'declared_count']],
    ['a clinic the record does not have', { institutionCode: '2719912345' }, ['declared_count']],
    ['nothing at all', {}, ['declared_count']],
  ])('%s', async (_, said, expected) => {
    const target = await batch({ month: '2021-10', declaredSheets: 2 });
    const [page] = await scan(target, 1);
    await cover(page, claimOf(target, said));
    expect((await view(target)).imbalance.toSorted()).toEqual(expected);
  });

  test('a count only the cover says is the declared count', async () => {
    const target = await batch();
    const pages = await scan(target, 2);
    await cover(pages[0], claimOf(target, { declaredSheets: 2 }));
    await recognisedAsForm(world.db, world.system, present(pages[1]));
    expect(await view(target)).toMatchObject({
      declaredOnCovers: [2],
      imbalance: ['pending', 'declared_count'],
    });
  });
});

const current = (sheetId: string): Promise<Sheet> =>
  world.db
    .selectFrom('sheets')
    .selectAll()
    .where('sheetId', '=', sheetId)
    .executeTakeFirstOrThrow();

const recognisedAsBlank = (sheet: Sheet | undefined) =>
  recordPreprocessed(world.db, world.system, present(sheet), {
    to: 'blank',
    template: 'blank',
    registration: null,
  });
