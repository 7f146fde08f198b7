import { describe, expect, test } from 'vitest';
import { readCoverCode, writeCoverCode } from '../../../rules/cover-code.ts';
import type { CoverClaim } from '../../../schemas/cover.ts';

const CLAIM: CoverClaim = {
  municipalityId: '272035',
  batchId: '0193527d-1c3e-7abc-8def-0123456789ab',
  institutionCode: '2719912345',
  month: '2021-10',
  declaredSheets: 120,
};
const UNSAID: CoverClaim = { ...CLAIM, institutionCode: null, month: null, declaredSheets: null };
const TEXT = 'YOSHIN-COVER/1/272035/0193527D-1C3E-7ABC-8DEF-0123456789AB/2719912345/2021-10/120';

describe('the code of a cover', () => {
  test('is stable: paper printed today is read in years', () => {
    expect(writeCoverCode(CLAIM)).toBe(TEXT);
  });

  test.each([CLAIM, UNSAID, { ...CLAIM, declaredSheets: 0 }])(
    'says the same when read',
    (claim) => {
      expect(readCoverCode(writeCoverCode(claim))).toEqual(claim);
    },
  );

  test.each([CLAIM, UNSAID])('keeps to the narrow alphabet of QR codes', (claim) => {
    expect(writeCoverCode(claim)).toMatch(/^[0-9A-Z/-]+$/);
  });
});

describe('what is no cover of ours', () => {
  test.each([
    ['a ticket', '222720357569702356'],
    ['an address', 'https://example.jp/YOSHIN-COVER/1'],
    ['a later version', TEXT.replace('/1/', '/2/')],
    ['one cut short', TEXT.slice(0, -4)],
    ['one with more behind it', `${TEXT}/1`],
    ['an id that is none', TEXT.replace('0193527D-', '0193527G-')],
    ['a month that is none', TEXT.replace('2021-10', '2021-13')],
    ['a count that is none', TEXT.replace('/120', '/-120')],
    ['a count in other digits', TEXT.replace('/120', '/１２０')],
    ['a count beyond reason', TEXT.replace('/120', '/999999')],
    ['a municipality that is none', TEXT.replace('272035', '27203')],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(readCoverCode(text)).toBeNull();
  });
});
