import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StatementEntry, statementLines } from '../../../rules/statement.ts';
import type { Fee } from '../../../schemas/masters.ts';
import { MASTER } from './vaccine-world.ts';

const programmes = MASTER.programmes.map(({ id }) => id);
const vaccines = MASTER.vaccines.map(({ id }) => id);
const products = MASTER.vaccines.flatMap((vaccine) =>
  vaccine.products.flatMap(({ names }) => names),
);
const day = fc.integer({ min: 1, max: 28 }).map((of) => `2026-05-${String(of).padStart(2, '0')}`);
const KINDS = ['診療所', '病院'];

const entries: fc.Arbitrary<StatementEntry[]> = fc.array(
  fc.record({
    programme: fc.constantFrom(...programmes, 'unknown'),
    day,
    productName: fc.option(fc.constantFrom(...products, '知らない薬'), { nil: null }),
    serviceKind: fc.constantFrom('vaccinated' as const, 'examined_only' as const),
  }),
  { maxLength: 60 },
);
const fee: fc.Arbitrary<Fee> = fc.record({
  programme: fc.constantFrom(...programmes),
  vaccine: fc.constantFrom('all', ...vaccines),
  institutionKind: fc.constantFrom('all', ...KINDS),
  validFrom: fc.constantFrom('2020-01-01', '2026-05-10', '2026-05-20'),
  validTo: fc.constantFrom(null, '2026-05-19', '2026-05-31'),
  vaccinatedYen: fc.integer({ min: 0, max: 20_000 }),
  examinedOnlyYen: fc.integer({ min: 0, max: 5_000 }),
});
/** As the database lets them be: one fee of a kind on a day. */
const fees = fc.array(fee, { maxLength: 40 }).map((all) =>
  all.filter((one, at) => {
    const rival = all.slice(0, at).find((other) => meet(one, other));
    return rival === undefined && (one.validTo === null || one.validFrom <= one.validTo);
  }),
);
const same = (one: Fee, other: Fee) =>
  one.programme === other.programme &&
  one.vaccine === other.vaccine &&
  one.institutionKind === other.institutionKind;
const meet = (one: Fee, other: Fee) =>
  same(one, other) &&
  one.validFrom <= (other.validTo ?? '9999-12-31') &&
  other.validFrom <= (one.validTo ?? '9999-12-31');

/** One entry by itself, asked in the order in which a person would look the fee up. */
function priceOf(
  { programme, day: on, serviceKind }: StatementEntry,
  vaccine: string | null,
  { all, kind }: { all: readonly Fee[]; kind: string | null },
): number | null {
  for (const ofVaccine of [vaccine, 'all']) {
    for (const ofKind of [kind, 'all']) {
      const found = all.find(
        (each) =>
          each.programme === programme &&
          each.vaccine === ofVaccine &&
          each.institutionKind === ofKind &&
          each.validFrom <= on &&
          on <= (each.validTo ?? '9999-12-31'),
      );
      if (found) return serviceKind === 'vaccinated' ? found.vaccinatedYen : found.examinedOnlyYen;
    }
  }
  return null;
}

test('a statement equals its entries one by one, to the yen', () => {
  fc.assert(
    fc.property(entries, fees, fc.constantFrom(null, ...KINDS), (given, all, kind) => {
      const lines = statementLines(given, { fees: all, institutionKind: kind }, MASTER);
      expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(given.length);
      // Each entry alone is a statement of one line.
      const alone = given.map((entry) => {
        const [line] = statementLines([entry], { fees: all, institutionKind: kind }, MASTER);
        if (line === undefined) throw new Error('an entry without a line');
        expect(line.unitYen).toBe(priceOf(entry, line.vaccine, { all, kind }));
        return line;
      });
      const sum = (all_: readonly { amountYen: number | null }[]) =>
        all_.reduce((yen, { amountYen }) => yen + (amountYen ?? 0), 0);
      expect(sum(lines)).toBe(sum(alone));
      for (const line of lines) {
        const { unitYen, count, amountYen } = line;
        expect(amountYen).toBe(unitYen === null ? null : unitYen * count);
      }
      expect(
        new Set(lines.map((line) => JSON.stringify({ ...line, count: 0, amountYen: 0 }))).size,
      ).toBe(lines.length);
    }),
  );
});
