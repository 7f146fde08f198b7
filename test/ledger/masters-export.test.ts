import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportMasters } from '../../ledger/masters/export-masters.ts';
import { planImport } from '../../ledger/masters/import-masters.ts';
import { openProfile } from '../../ledger/masters/profiles.ts';
import { type MasterTexts, sourcesOf } from '../../ledger/masters/sources.ts';
import {
  Fee,
  Institution,
  type IssuedTicket,
  LotRow,
  Physician,
  Resident,
} from '../../schemas/masters.ts';
import { GOOD, type MastersWorld, mastersWorld } from './masters-world.ts';

const world = mastersWorld('masters_export');

async function exported({ db, context }: MastersWorld, profile: string): Promise<MasterTexts> {
  const files: Record<string, Uint8Array> = {};
  await exportMasters(db, context, await openProfile(profile), async (file, bytes) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    files[file] = Buffer.concat(chunks);
  });
  return files;
}

/** Letters and marks that make trouble somewhere; all of them are in Shift_JIS. */
const AWKWARD = fc.constantFrom(
  ...[
    'あ',
    '髙',
    '﨑',
    '邉',
    '①',
    'ｱ',
    'ー',
    '－',
    '-',
    "'",
    '"',
    ',',
    ' ',
    '　',
    'A',
    '0',
    '~',
    '\\',
    '＋',
    '=',
  ],
);
const text = fc.string({ unit: AWKWARD, maxLength: 12 }).map((drawn) => drawn.trim());
const nullable = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const day = fc
  .integer({ min: -36_500, max: 40_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });

/** Two days in their order. */
const days = fc.tuple(day, day).map(([one, other]) => (one < other ? [one, other] : [other, one]));

const resident = fc
  .record({
    residentId: digits(10),
    name: text,
    kana: text,
    sex: nullable(fc.constantFrom('male' as const, 'female' as const)),
    address: text,
    householdId: nullable(text),
    nonRegistered: fc.boolean(),
    birthDate: fc.constant('1900-02-28'),
    movedInOn: nullable(day),
    movedOutOn: fc.constant(null),
    diedOn: nullable(fc.constant('2024-02-29')),
  })
  .filter((row) => Resident.safeParse(row).success);
const institution = fc
  .tuple(
    fc.record({ institutionCode: digits(10), name: text, address: text, kind: nullable(text) }),
    days,
  )
  .map(([row, [validFrom = null, validTo = null]]) => ({ ...row, validFrom, validTo }))
  .filter((row) => Institution.safeParse(row).success);
const lot = fc
  .record({
    lotNumber: text,
    product: text,
    manufacturer: text,
    expiry: day,
    validFrom: day,
    validTo: day,
    override: nullable(fc.record({ expiryOverride: day, overrideReason: text })),
  })
  .map(({ override, ...row }) => ({
    ...row,
    ...(override ?? { expiryOverride: null, overrideReason: null }),
  }))
  .filter((row) => LotRow.safeParse(row).success);
const fee = fc
  .record({
    programme: text,
    vaccine: fc.oneof(fc.constant('all'), text),
    institutionKind: fc.oneof(fc.constant('all'), text),
    validFrom: day,
    validTo: fc.constant(null),
    vaccinatedYen: fc.integer({ min: 0, max: 10_000_000 }),
    examinedOnlyYen: fc.integer({ min: 0, max: 10_000 }),
  })
  .filter((row) => Fee.safeParse(row).success);

const many = <T>(some: fc.Arbitrary<T>, key: (row: T) => string) =>
  fc.uniqueArray(some, { minLength: 1, maxLength: 12, selector: key });

const town = fc.record({
  residents: many(resident, ({ residentId }) => residentId),
  institutions: many(institution, ({ institutionCode }) => institutionCode),
  lots: many(lot, ({ lotNumber, product }) => JSON.stringify([lotNumber, product])),
  fees: many(fee, (row) => JSON.stringify([row.programme, row.vaccine, row.institutionKind])),
});

type Town = typeof town extends fc.Arbitrary<infer T> ? T : never;

async function settle({ db, municipalityId }: MastersWorld, drawn: Town): Promise<void> {
  const own = <T>(rows: readonly T[]) => rows.map((row) => ({ municipalityId, ...row }));
  for (const table of [
    'issuedTickets',
    'physicians',
    'residents',
    'institutions',
    'lots',
    'fees',
  ] as const) {
    await db.deleteFrom(table).where('municipalityId', '=', municipalityId).execute();
  }
  await db.insertInto('residents').values(own(drawn.residents)).execute();
  await db.insertInto('institutions').values(own(drawn.institutions)).execute();
  await db.insertInto('lots').values(own(drawn.lots)).execute();
  await db.insertInto('fees').values(own(drawn.fees)).execute();
  const tickets = drawn.residents.map(
    ({ residentId }, index): IssuedTicket => ({
      municipalityCode: '112453',
      ticketNumber: String(7_000_000_000 + index),
      ticketType: '2',
      doseNumber: '1',
      residentId,
    }),
  );
  await db.insertInto('issuedTickets').values(own(tickets)).execute();
  const physicians = drawn.institutions.map(({ institutionCode, name }, index) =>
    Physician.parse({
      institutionCode,
      physicianCode: `D-${index}`,
      name,
      kana: '',
      validFrom: null,
      validTo: null,
    }),
  );
  await db.insertInto('physicians').values(own(physicians)).execute();
}

test.each(['standard', 'shift-jis'])(
  'what is exported as %s changes nothing when it is imported',
  async (profile) => {
    await fc.assert(
      fc.asyncProperty(town, async (drawn) => {
        const here = world();
        await settle(here, drawn);
        const sources = await sourcesOf(await exported(here, profile), await openProfile(profile));
        const plan = await planImport(here.db, here.context, sources);
        expect(plan).toMatchObject({ outcome: 'ready' });
        if (plan.outcome !== 'ready') return;
        const others = plan.files.filter(({ rows, same, gone }) => rows !== same || gone > 0);
        expect(others).toEqual([]);
        const counted = plan.files.reduce((sum, { rows }) => sum + rows, 0);
        const { residents, institutions, lots, fees } = drawn;
        expect(counted).toBe(
          2 * residents.length + 2 * institutions.length + lots.length + fees.length,
        );
      }),
      { numRuns: 25 },
    );
  },
);

test('no cell of an exported file is run by a spreadsheet', async () => {
  const { importTexts } = world();
  await importTexts({
    'institutions.csv': '医療機関コード,名称,所在地\n1110113719,試験医院,-1+2\n',
  });
  const files = await exported(world(), 'standard');
  const written = new TextDecoder().decode(Buffer.from(files['institutions.csv'] ?? ''));
  expect(written).toContain("1110113719,試験医院,'-1+2");
});

test('the standard file begins with the mark that Excel knows UTF-8 by, and takes letters of every kind', async () => {
  const { importTexts } = world();
  await importTexts({ 'residents.csv': GOOD['residents.csv'].replace('花子', '辻\u{E0100}子') });
  const { 'residents.csv': file = '' } = await exported(world(), 'standard');
  expect([...Buffer.from(file).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(new TextDecoder().decode(Buffer.from(file))).toContain('辻\u{E0100}子');
});

test('a letter that Shift_JIS does not have is not written as another', async () => {
  const { importTexts } = world();
  await importTexts({ 'residents.csv': GOOD['residents.csv'].replace('花子', '辻\u{E0100}子') });
  await expect(exported(world(), 'shift-jis')).rejects.toMatchObject({
    code: 'masters.not_in_shift_jis',
  });
});
