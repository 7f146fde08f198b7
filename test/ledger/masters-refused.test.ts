import { describe, expect, test } from 'vitest';
import type { MasterTexts } from '../../ledger/masters/sources.ts';
import { AppError } from '../../runtime/errors.ts';
import { GOOD, mastersWorld } from './masters-world.ts';

const world = mastersWorld('masters_refused');

/** What the operator is told. */
async function refusal(texts: MasterTexts): Promise<string> {
  try {
    await world().importTexts(texts);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'input.csv_invalid' });
    return error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
  }
  throw new Error('was not refused');
}

const withLine = (file: keyof typeof GOOD, line: string) => ({
  ...GOOD,
  [file]: `${GOOD[file].trimEnd()}\n${line}\n`,
});
const ticket = (line: string) => withLine('issued-tickets.csv', line);
const resident = (line: string) => withLine('residents.csv', line);

/** What is wrong, and what the operator reads. */
const BAD_LINES: ReadonlyArray<[string, MasterTexts, string, string]> = [
  [
    'a number of the wrong length',
    ticket('112453,700000001,2,1,1000000001'),
    'issued-tickets.csv 4行目: 「券番号」の書き方が違います',
    'line 4: 券番号 is not written as it must be',
  ],
  [
    'a day that does not exist',
    resident('1000000003,試験　次郎,シケン,1950-02-30,男,試験市,,0'),
    'residents.csv 4行目: 「生年月日」の書き方が違います',
    'line 4: 生年月日',
  ],
  [
    'a word for no sex',
    resident('1000000003,試験　次郎,シケン,1950-02-03,M,試験市,,0'),
    'residents.csv 4行目: 「性別」',
    'line 4: 性別',
  ],
  [
    'an empty number',
    resident(',試験　次郎,シケン,1950-02-03,男,試験市,,0'),
    '4行目: 「宛名番号」が空です',
    '宛名番号 is empty',
  ],
  [
    'a cell too few',
    ticket('112453,7000000009,2,1'),
    '4行目: 列数が4です(見出しは5)',
    'has 4 cells where the header has 5',
  ],
  [
    'the same key twice',
    ticket('112453,7000000001,2,1,1000000002'),
    '4行目: 2行目と同じキーです',
    'repeats the key of line 2',
  ],
  [
    'a ticket of nobody',
    ticket('112453,7000000009,2,1,1999999999'),
    'issued-tickets.csv 4行目: 「宛名番号」の住民がいません',
    'names no resident',
  ],
  [
    'a quote that never closes',
    ticket('112453,"7000000009,2,1,1000000001'),
    'CSVの書式が壊れています',
    'is not CSV',
  ],
  [
    'a missing column',
    { ...GOOD, 'lots.csv': GOOD['lots.csv'].replace('expiry', 'expires') },
    'lots.csv 1行目: 列「expiry」がありません',
    'has no column expiry',
  ],
  [
    'a column twice',
    { ...GOOD, 'institutions.csv': '名称,名称,医療機関コード\nx,y,1110113719' },
    '見出し「名称」が重複しています',
    'names 名称 twice',
  ],
  ['no header', { ...GOOD, 'lots.csv': '' }, 'lots.csv 1行目: 見出し行がありません', 'no header'],
  [
    'bytes of no encoding',
    { ...GOOD, 'lots.csv': new Uint8Array([0xff, 0xfe, 0x80, 0xa0]) },
    '文字コードがUTF-8でもShift_JISでもありません',
    'neither UTF-8 nor Shift_JIS',
  ],
];

describe('one bad line refuses everything and is named in both languages', () => {
  test.each(BAD_LINES)('%s', async (_, texts, ja, en) => {
    const message = await refusal(texts);
    expect(message).toContain(ja);
    expect(message).toContain(en);
    expect(message).not.toContain('次郎');
    expect(await world().counted()).toEqual({
      residents: 0,
      issuedTickets: 0,
      institutions: 0,
      physicians: 0,
      lots: 0,
      fees: 0,
      earlierDoses: 0,
    });
  });

  test('and so are the others of the file, up to twenty', async () => {
    const lines = Array.from({ length: 25 }, () => '112453,x,2,1,1000000001').join('\n');
    const message = await refusal(ticket(lines));
    expect(message.split('\n')).toHaveLength(21);
    expect(message).toContain('ほか5件 / and 5 more');
  });
});
