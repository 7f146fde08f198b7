import fc from 'fast-check';
import type { StandingEntry } from '../../rules/exports/lines.ts';
import { InoculationRecord } from '../../schemas/inoculation-record.ts';

/** What makes CSV, spreadsheets and CP932 stumble. */
const NASTY = [
  ...['"', ',', '\n', '\r', '\r\n', "'", '=1+1', '+81', '-5', '@a', '\t', '＝', '　', ' '],
  ...[
    '〜',
    '−',
    '𠮷',
    '髙',
    '﨑',
    'ﾃｽﾄ',
    '①',
    '㈱',
    '☎',
    '😀',
    '\uE000',
    '\uFEFF',
    '鷗',
    '?',
    '？',
  ],
  ...['0012', '増田　節子', 'EK9160', '豊中市'],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', maxLength: 4 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(''))
  .filter((joined) => joined.length > 0 && joined.isWellFormed());
const day = fc
  .date({ min: new Date('1873-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

/** Of each item what its schema allows, or nothing. */
const ITEMS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  residentId: digits(10),
  birthDate: day,
  sex: fc.constantFrom('male', 'female'),
  nonRegistered: fc.boolean(),
  ticketCode: digits(18),
  ticketNumber: digits(10),
  municipalityCode: fc.constantFrom('272035', '112453'),
  doseNumber: fc.integer({ min: 1, max: 9 }),
  fiscalYear: fc.integer({ min: 1950, max: 2100 }),
  vaccinationDate: day,
  institutionCode: digits(10),
  serviceKind: fc.constantFrom('vaccinated', 'examined_only'),
  certificateIssueDate: day,
  doseVolumeMl: fc.constantFrom('0.3', '0.5', '0.25', '1', '0.30'),
  lotNumber: fc.oneof(fc.constantFrom('EK9160', '3004732', '4K23A', '0123'), text),
  manufacturer: fc.oneof(fc.constantFrom('ファイザー', '武田薬品工業'), text),
  lotExpiry: day,
  diseaseHistoryDate: day,
  subsidyDate: day,
  subsidyYen: fc.integer({ min: 0, max: 10_000_000 }),
  claimMonth: day.map((iso) => iso.slice(0, 7)),
  longTermCareException: fc.boolean(),
};

export const anyRecord: fc.Arbitrary<InoculationRecord> = fc
  .record(
    Object.fromEntries(
      InoculationRecord.keyof().options.map((item) => [
        item,
        fc.option(ITEMS[item] ?? text, { nil: null, freq: 4 }),
      ]),
    ),
  )
  .map((record) => InoculationRecord.parse(record));

export const anyEntry: fc.Arbitrary<StandingEntry> = fc.record({
  entryId: fc.uuid(),
  leafIndex: fc.integer({ min: 0, max: 1_000_000 }),
  sheetId: fc.uuid(),
  standing: fc.constantFrom('vaccinated', 'examined_only', 'voided'),
  committedAt: fc.date({
    min: new Date('2020-01-01'),
    max: new Date('2090-01-01'),
    noInvalidDate: true,
  }),
  noAutomaticReply: fc.boolean(),
  record: anyRecord,
});
