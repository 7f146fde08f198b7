import { describe, expect, it } from 'vitest';
import { parseGs1, parseSticker, type VaccineLexicon } from '../../../workers/stages/sticker.ts';

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
const lines = (...texts: string[]) =>
  texts.map((text) => ({ text, words: text.split(' ').map((word) => ({ text: word })) }));

describe('a vaccine sticker', () => {
  it('gives product, maker, lot and expiry', () => {
    const read = parseSticker(
      lines(
        'シロバッ クス 皮下 注',
        'Lot AB1234',
        '最終有効年月日 2022.02.28',
        'シロ 工業 株式会社',
      ),
      LEXICON,
    );
    expect(read.product).toMatchObject({ name: 'シロバックス皮下注', likeness: 1 });
    expect(read.manufacturer?.name).toBe('シロ工業');
    expect(read.lot?.value).toBe('AB1234');
    expect(read.expiry?.value).toBe('2022-02-28');
  });

  it('finds the lot above the expiry when the small word before it is misread', () => {
    const read = parseSticker(lines('シロバックス皮下注', 'tet 3006431', '2021-11-30'), LEXICON);
    expect(read.lot?.value).toBe('3006431');
  });

  it('never takes the expiry for the lot', () => {
    const read = parseSticker(lines('シロバックス皮下注', '2021.11.30'), LEXICON);
    expect(read.lot).toBeNull();
  });

  it('tells a product from one whose name goes on', () => {
    expect(parseSticker(lines('アカルワクチン筋注5～11歳用'), LEXICON).product?.name).toBe(
      'アカルワクチン筋注5～11歳用',
    );
  });

  it('is never certain of a name that another name begins with', () => {
    expect(parseSticker(lines('アカルワクチン筋注'), LEXICON).product?.likeness).toBeLessThan(0.99);
  });

  it('knows no product in text that is none', () => {
    expect(parseSticker(lines('枠に合わせて貼り付けてください'), LEXICON).product).toBeNull();
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
