import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isIsoDate } from '../../../rules/calendar.ts';
import { isValidInstitutionCode } from '../../../rules/check-digits.ts';
import { inventBooks } from '../../../samples/generator/books.ts';
import { ageOn } from '../../../samples/generator/dates.ts';
import { masterFiles } from '../../../samples/generator/master-files.ts';
import { planSheets } from '../../../samples/generator/plan.ts';
import { randomTown } from '../../../samples/generator/random-plans.ts';
import { makeRng } from '../../../samples/generator/rng.ts';
import { planRuledSheets } from '../../../samples/generator/ruled/ruled-plan.ts';
import { scanPage } from '../../../samples/generator/scan.ts';
import { preparePages } from '../../../samples/generator/scanned-files.ts';

const SAMPLES = new URL('../../../samples/', import.meta.url);

async function pixelHash(): Promise<string> {
  const [page] = await preparePages(planSheets(inventBooks()).slice(0, 1));
  if (!page) throw new Error('no page');
  const { data } = await scanPage(await page.bodies(), page.pose, page.scan, page.id);
  return createHash('sha256').update(data).digest('hex');
}

describe('the sample generator', () => {
  it('draws the same sheet to the last pixel when run again', async () => {
    expect(await pixelHash()).toBe(await pixelHash());
  }, 60_000);

  it('would still write the masters that are committed', () => {
    const books = inventBooks();
    for (const [name, contents] of Object.entries(masterFiles(books, planSheets(books)))) {
      expect(contents).toBe(readFileSync(new URL(`masters/${name}`, SAMPLES), 'utf8'));
    }
  });

  it('would still decide the fields the committed truth states', () => {
    for (const plan of planSheets(inventBooks())) {
      const truth = JSON.parse(readFileSync(new URL(`truth/${plan.id}.json`, SAMPLES), 'utf8'));
      expect(truth.fields).toEqual(plan.fields);
    }
  });

  it('would still decide the fields of the forms without marks', () => {
    for (const plan of planRuledSheets()) {
      const path = `forms/${plan.form}/truth/${plan.id}.json`;
      const truth = JSON.parse(readFileSync(new URL(path, SAMPLES), 'utf8'));
      expect(plan.fields).toMatchObject(truth.fields);
    }
  });

  it('draws other chances for another seed, and all of them below one', () => {
    const draw = (seed: string): number[] => {
      const rng = makeRng(seed);
      return Array.from({ length: 1000 }, () => rng.next());
    };
    expect(draw('a')).not.toEqual(draw('b'));
    expect(draw('a').every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it('contradicts the books of a town on every second sheet, by codes and days that are possible', () => {
    const { books, plans } = randomTown('town', 60);
    const inBooks = plans.map(({ fields, person }) => {
      expect(isValidInstitutionCode(fields['institutionCode'] ?? '')).toBe(true);
      expect(isIsoDate(fields['birthDate'] ?? '')).toBe(true);
      expect(isIsoDate(fields['vaccinationDate'] ?? '')).toBe(true);
      const lot = books.lots.find((each) => each.lot === fields['lotNumber']);
      return (
        fields['birthDate'] === person.birthDate &&
        books.institutions.some(({ code }) => code === fields['institutionCode']) &&
        (fields['lotNumber'] === '' || lot?.expiry === fields['lotExpiry'])
      );
    });
    expect(inBooks.filter((_, index) => index % 2 === 0)).not.toContain(false);
    // A third of the contradictions are days of the dose and ages, which stand in no book.
    const contradicted = inBooks.filter((held, index) => index % 2 === 1 && !held);
    expect(contradicted.length).toBeGreaterThan(10);
  });

  it('counts years as people do', () => {
    expect(ageOn('1950-05-31', '2021-05-30')).toBe(70);
    expect(ageOn('1950-05-31', '2021-05-31')).toBe(71);
  });
});
