import { describe, expect, it } from 'vitest';
import { parseGs1 } from '../../../workers/stages/gs1.ts';
import { isDatePiece, lotIn } from '../../../workers/stages/lot.ts';
import {
  endsThere,
  findMaker,
  findProduct,
  type VaccineLexicon,
} from '../../../workers/stages/sticker.ts';
import { dateSpan } from '../../../workers/stages/written-date.ts';

const LEXICON: VaccineLexicon = {
  note: '',
  products: [
    { name: 'アカルワクチン筋注', manufacturer: 'アカル製薬' },
    { name: 'アカルワクチン筋注5～11歳用', manufacturer: 'アカル製薬' },
    { name: 'シロバックス皮下注', manufacturer: 'シロ工業' },
  ],
  manufacturers: [
    { name: 'アカル製薬', printed: ['アカル製薬'] },
    { name: 'シロ工業', printed: ['シロ工業'] },
  ],
};

describe('a vaccine sticker', () => {
  it('names a product and a maker, gaps or not', () => {
    const rows = ['シロバッ クス 皮下 注', 'シロ 工業 株式会社'];
    expect(findProduct(rows, LEXICON)).toMatchObject({ name: 'シロバックス皮下注', likeness: 1 });
    expect(findMaker(rows, LEXICON)?.name).toBe('シロ工業');
  });

  it('tells a product from one whose name goes on', () => {
    const longer = findProduct(['アカルワクチン筋注5～11歳用'], LEXICON);
    expect(longer).toMatchObject({ name: 'アカルワクチン筋注5～11歳用', mayGoOn: false });
    expect(findProduct(['アカルワクチン筋注'], LEXICON)?.mayGoOn).toBe(true);
  });

  it('sees that a product goes on where its longer name is in no lexicon', () => {
    const [plain, syringe] = ['シロバックス皮下注', 'シロバックス皮下注シリンジ'].map((line) =>
      findProduct([line], LEXICON),
    );
    expect(plain).toMatchObject({ likeness: 1, goesOn: false });
    expect(syringe).toMatchObject({ likeness: 1, goesOn: true });
    // What the edge of a sticker looks like is no word.
    expect(findProduct(['シロバックス皮下注 |1l'], LEXICON)?.goesOn).toBe(false);
  });

  it('believes that a name ends only where the other reader saw its end and nothing after it', () => {
    expect(endsThere('筋注', 'アカルワクチン筋注')).toBe(true);
    expect(endsThere('筋注5~11', 'アカルワクチン筋注')).toBe(false);
    expect(endsThere('', 'アカルワクチン筋注')).toBe(false);
  });

  it('knows no product in text that is none', () => {
    expect(findProduct(['枠に合わせて貼り付けてください'], LEXICON)).toBeNull();
  });
});

describe('a lot in a line', () => {
  it.each([
    ['Lot AB1234', 'AB1234'],
    ['LotAB1234', 'AB1234'],
    ['LOTAB1234', 'AB1234'],
    ['製造番号3006431', '3006431'],
    ['製造番号 400082A ·', '400082A'],
  ])('%j is %s', (text, value) => {
    const found = lotIn(text);
    expect(found?.value).toBe(value);
    expect(text.slice(found?.from, found?.to)).toBe(value);
  });

  it.each(['最終有効年月日', 'Lot AB', 'Lot o1'])('is not seen in %j', (text) => {
    expect(lotIn(text)).toBeNull();
  });

  it('is never a date, not even one that lost its separators', () => {
    expect(isDatePiece('20211130')).toBe(true);
    expect(isDatePiece('2021.11.30')).toBe(true);
    expect(isDatePiece('3006431')).toBe(false);
  });
});

describe('a date in a line', () => {
  it.each([
    ['最終有効年月日2022/02/28', '2022-02-28', '2022/02/28'],
    ['EXP 2022.02.28 x', '2022-02-28', '2022.02.28'],
  ])('%j', (text, value, piece) => {
    const found = dateSpan(text);
    expect(found?.value).toBe(value);
    expect(text.slice(found?.from, found?.to)).toBe(piece);
  });
});

describe('a GS1 code', () => {
  it.each([
    ['(01)04987114000000(17)220228(10)AB1234', 'AB1234', '2022-02-28'],
    ['0104987114000000172202281012345A', '12345A', '2022-02-28'],
    ['010498711400000010AB1234\u001d17220200', 'AB1234', '2022-02-29'],
  ])('reads %j', (text, lotNumber, lotExpiry) => {
    const read = parseGs1(text);
    expect(read.gtin).toBe('04987114000000');
    expect(read.lotNumber).toBe(lotNumber);
    // 2022 is no leap year: day 00 is the 28th.
    expect(read.lotExpiry).toBe(lotExpiry.replace('2022-02-29', '2022-02-28'));
  });

  it('takes nothing from text that is no element string', () => {
    expect(parseGs1('https://example.jp/01')).toEqual({});
  });
});
