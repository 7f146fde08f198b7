import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DraftLine, ExportFormat } from '../../../ledger/exports/format.ts';
import { exportProfiles, formatOf } from '../../../ledger/exports/profiles.ts';
import type { StandingEntry } from '../../../rules/exports/lines.ts';
import { sampledLines } from '../../../rules/exports/sampled-lines.ts';
import { CsvProfile, ExportProfile } from '../../../schemas/export-profile.ts';
import { InoculationRecord, RECORD_ITEMS } from '../../../schemas/inoculation-record.ts';
import { JpImmunization } from '../../../schemas/jp-immunization.ts';
import { anyEntry } from '../../support/standing-entries.ts';

const PROFILES = await exportProfiles(null);
const profile = (id: string): ExportProfile => {
  const found = PROFILES.find((each) => each.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const csv = (id: string): CsvProfile => CsvProfile.parse(profile(id));

/** Every profile there is, and the full file in every encoding, date style and line end there can be. */
const VARIANTS: ExportProfile[] = [
  ...PROFILES,
  ...(['iso', 'yyyymmdd', 'slashes', 'wareki', 'wareki-short', 'wareki-digits'] as const).flatMap(
    (dates) =>
      (
        [
          { encoding: 'utf-8', byteOrderMark: false, lineEnd: 'lf', withHeader: false },
          { encoding: 'utf-8', byteOrderMark: true, lineEnd: 'crlf', withHeader: true },
          { encoding: 'cp932', byteOrderMark: false, lineEnd: 'crlf', withHeader: true },
        ] as const
      ).map((how) =>
        ExportProfile.parse({
          ...csv('municipal-full'),
          ...how,
          dates,
          substitutions: how.encoding === 'cp932' ? ['cp932-same-glyph', 'cp932-kanji'] : [],
        }),
      ),
  ),
];
const named = VARIANTS.map(
  (each) =>
    [each.format === 'csv' ? `${each.id} ${each.encoding} ${each.dates}` : each.id, each] as const,
);

const fileOf = (format: ExportFormat, lines: readonly DraftLine[]): Buffer =>
  Buffer.concat([format.head, ...lines.map(({ text }) => format.encode(text))]);

async function linesIn(format: ExportFormat, bytes: Uint8Array) {
  const read = [];
  for await (const line of format.read(bytes)) read.push(line);
  return read;
}

describe.each(named)('%s', (_, each) => {
  test('what is written reads back as the ledger, and what cannot is told', async () => {
    const format = await formatOf(each, '272035');
    await fc.assert(
      fc.asyncProperty(fc.array(anyEntry, { minLength: 1, maxLength: 6 }), async (entries) => {
        const drafts = entries.map((entry) => format.draft([entry]));
        const whole = drafts.filter(({ problems }) => problems.length === 0);
        for (const { problems, text } of drafts) expect(text === '').toBe(problems.length > 0);
        const read = await linesIn(format, fileOf(format, whole));
        expect(read.length).toBe(whole.length);
        for (const [index, line] of read.entries()) {
          const compared = line.compare(whole[index]?.entries ?? []);
          expect(compared.filter(({ agrees }) => !agrees)).toEqual([]);
          expect(compared.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('the full file in Unicode has room for every record there can be', async () => {
  const format = await formatOf(profile('municipal-full'), '272035');
  fc.assert(
    fc.property(anyEntry, (entry) => {
      expect(format.draft([entry]).problems).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('a record that differs in any one item is found by reading back', async () => {
  const format = await formatOf(profile('municipal-full'), '272035');
  await fc.assert(
    fc.asyncProperty(
      anyEntry,
      anyEntry,
      fc.constantFrom(...RECORD_ITEMS),
      async (entry, other, item) => {
        fc.pre(entry.record[item] !== other.record[item]);
        const changed: StandingEntry = {
          ...entry,
          record: InoculationRecord.parse({ ...entry.record, [item]: other.record[item] }),
        };
        const [line] = await linesIn(format, fileOf(format, [format.draft([changed])]));
        expect(line?.compare([entry]).filter(({ agrees }) => !agrees)).toHaveLength(1);
      },
    ),
    { numRuns: 150 },
  );
});

test('no cell begins a formula, whatever the record says', async () => {
  for (const id of ['municipal-full', 'municipal-toyonaka', 'vrs-ledger']) {
    const format = await formatOf(profile(id), '272035');
    fc.assert(
      fc.property(anyEntry, (entry) => {
        const rows: string[][] = parse(format.draft([entry]).text, { record_delimiter: ['\r\n'] });
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }),
    );
  }
});

const EMPTY = InoculationRecord.parse(Object.fromEntries(RECORD_ITEMS.map((item) => [item, null])));
const entry = (
  record: Partial<InoculationRecord>,
  over: Partial<StandingEntry> = {},
): StandingEntry => ({
  entryId: '01890000-0000-7000-8000-000000000001',
  leafIndex: 7,
  sheetId: '01890000-0000-7000-8000-000000000002',
  standing: 'vaccinated',
  committedAt: new Date('2021-10-20T15:30:01.500Z'),
  noAutomaticReply: false,
  record: {
    ...EMPTY,
    residentId: '5100000086',
    programme: 'covid-19',
    doseNumber: 2,
    vaccinationDate: '2021-10-15',
    ticketNumber: '7569702356',
    municipalityCode: '272035',
    lotNumber: 'EK9160',
    ...record,
  },
  ...over,
});

describe('the VRS ledger file', () => {
  const columnsOf = async (...entries: StandingEntry[]) => {
    const format = await formatOf(profile('vrs-ledger'), '272035');
    const { text, problems } = format.draft(entries);
    const [headers = [], cells = []]: string[][] =
      text === '' ? [] : parse(Buffer.concat([format.head, format.encode(text)]));
    return { problems, of: (header: string) => cells[headers.indexOf(header)] };
  };

  test('lots of digits stand right without zeros, mixed ones left; a moment is 14 digits in Japan', async () => {
    const { of } = await columnsOf(
      entry({ doseNumber: 1, lotNumber: '3004732', manufacturer: '武田薬品工業株式会社' }),
      entry({}),
    );
    expect(of('個別宛名番号')).toBe('5100000086');
    expect(of('ロット_1')).toBe('             3004732');
    expect(of('ロット_2')).toBe('EK9160              ');
    expect(of('メーカー_1')).toBe('武田・モデルナ');
    expect(of('接種履歴登録日時_2')).toBe('20211021003001');
    expect(of('接種日_2')).toBe('20211015');
    expect(of('接種日_3')).toBe('');
  });

  test.each([
    ['a maker it does not know', [entry({ manufacturer: '不明の会社' })], 'no_code'],
    ['a venue too long', [entry({ venueName: 'あ'.repeat(31) })], 'too_long'],
    ['no day', [entry({ vaccinationDate: null })], 'missing'],
    ['one dose twice', [entry({}), entry({})], 'dose_twice'],
    ['a dose without a number', [entry({ doseNumber: null })], 'dose_missing'],
    ['a dose beyond its columns', [entry({ doseNumber: 8 })], 'dose_beyond'],
  ] as const)('%s is told, not written', async (_, entries, problem) => {
    const { problems } = await columnsOf(...entries);
    expect(problems.map((each) => each.problem)).toContain(problem);
  });
});

describe('CP932', () => {
  test('substitutes by its table and says so; what has no substitute is refused by name', async () => {
    const format = await formatOf(profile('municipal-fujimino'), '272035');
    const fine = format.draft([entry({ remarks: '1〜2日 髙﨑' })]);
    expect(fine.substitutions).toMatchObject([
      { entryNumber: 7, column: '備考', character: '〜', instead: '～' },
    ]);
    expect(new TextDecoder('shift_jis').decode(format.encode(fine.text))).toContain('1～2日 髙﨑');
    const emoji = format.draft([entry({ remarks: '😀です' })]);
    expect(emoji.problems).toMatchObject([{ problem: 'not_in_encoding', characters: '😀' }]);
    expect(emoji.text).toBe('');
    const gaiji = format.draft([entry({ remarks: '\uE000' })]);
    expect(gaiji.problems).toMatchObject([{ problem: 'not_in_encoding' }]);
  });
});

test('the two municipal files and the full one have every item of DOMAIN.md §1, and none 個人番号', () => {
  const itemsIn = (id: string) => csv(id).rows.columns.map(({ item }) => item);
  const sourced = (source: string) =>
    RECORD_ITEMS.filter((item) => {
      const sources: unknown = InoculationRecord.shape[item].meta()?.['sources'];
      return Array.isArray(sources) && sources.includes(source);
    });
  expect(itemsIn('municipal-full')).toEqual(expect.arrayContaining([...RECORD_ITEMS]));
  expect(itemsIn('municipal-fujimino')).toEqual(expect.arrayContaining(sourced('F')));
  expect(itemsIn('municipal-toyonaka')).toEqual(expect.arrayContaining(sourced('T')));
  expect(JSON.stringify(PROFILES)).not.toMatch(/個人番号|マイナンバー/);
});

describe('JP_Immunization', () => {
  const resourceOf = async (one: StandingEntry) => {
    const format = await formatOf(profile('fhir-jp-immunization'), '272035');
    return JpImmunization.parse(JSON.parse(format.draft([one]).text));
  };

  test('says what was done, in the codes the profile has for it', async () => {
    const resource = await resourceOf(
      entry({ productName: 'コミナティ筋注', doseVolumeMl: '0.30', lotExpiry: '2022-01-31' }),
    );
    expect(resource).toMatchObject({
      status: 'completed',
      vaccineCode: {
        text: 'コミナティ筋注',
        coding: [{ system: 'http://medis.or.jp/CodeSystem/master-HOT9', code: '182110901' }],
      },
      patient: { identifier: { system: 'urn:x-yoshin:272035:resident', value: '5100000086' } },
      occurrenceDateTime: '2021-10-15',
      doseQuantity: { value: 0.3, code: 'mL' },
      protocolApplied: [{ doseNumberPositiveInt: 2 }],
    });
  });

  test('is not-done where the person was examined only, entered-in-error where it was voided', async () => {
    expect(await resourceOf(entry({}, { standing: 'examined_only' }))).toMatchObject({
      status: 'not-done',
      statusReason: {},
    });
    expect((await resourceOf(entry({}, { standing: 'voided' }))).status).toBe('entered-in-error');
  });

  test('without patient or day it is refused, naming the element', async () => {
    const format = await formatOf(profile('fhir-jp-immunization'), '272035');
    const { problems } = format.draft([entry({ residentId: null, vaccinationDate: null })]);
    expect(problems.map(({ column, problem }) => [column, problem])).toEqual([
      ['patient', 'missing'],
      ['occurrenceDateTime', 'missing'],
    ]);
  });
});

test('the lines that are looked at are drawn by the file: enough, each once, the ends among them', () => {
  const hash = fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: 64, maxLength: 64 })
    .map((all) => all.map((digit) => digit.toString(16)).join(''));
  fc.assert(
    fc.property(hash, fc.integer({ min: 1, max: 300_000 }), (drawn, rows) => {
      const lines = sampledLines(drawn, rows);
      expect(lines).toHaveLength(Math.min(rows, 20));
      expect(new Set(lines).size).toBe(lines.length);
      expect([lines[0], lines.at(-1)]).toEqual([1, rows]);
    }),
  );
});

test.each([
  [
    { rows: { per: 'entry', columns: [{ header: 'x', item: 'name', codes: 'none' }] } },
    'code list',
  ],
  [{ rows: { per: 'entry', columns: [{ header: 'x', item: 'myNumber' }] } }, ''],
  [{ encoding: 'cp932', byteOrderMark: true }, 'byte order mark'],
  [{ rows: { per: 'entry', columns: [{ header: 'x', item: 'name', fill: 'left' }] } }, 'width'],
])('a profile that cannot work is refused: %o', (over, why) => {
  const parsed = ExportProfile.safeParse({ ...csv('municipal-full'), ...over });
  expect(parsed.success).toBe(false);
  expect(parsed.error?.message).toContain(why);
});
