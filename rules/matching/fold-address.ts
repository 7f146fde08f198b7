import { settled } from './settled.ts';

const KANJI_DIGITS: Readonly<Record<string, string>> = {
  〇: '0',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

/** 十 to 九十九: no 丁目 is higher. Only in front of a unit, for towns are called 三田 and 八尾 too. */
const NUMBER_BEFORE_UNIT = /([〇一二三四五六七八九]?)(十?)([〇一二三四五六七八九]?)(?=丁目|番|号)/g;

const inDigits = (tens: string, ten: string, ones: string): string => {
  const digit = (kanji: string, otherwise: string): string => KANJI_DIGITS[kanji] ?? otherwise;
  return ten === '' ? digit(tens, '') + digit(ones, '') : digit(tens, '1') + digit(ones, '0');
};

/** 上野東三丁目28番3号 and 上野東3-28-3 alike. What stands behind the numbers (a building, a room) is left out. */
export const foldAddress = settled((written) => {
  const text = written
    .normalize('NFKC')
    .replaceAll(/\s/g, '')
    .replace(NUMBER_BEFORE_UNIT, (_, tens: string, ten: string, ones: string) =>
      inDigits(tens, ten, ones),
    )
    .replaceAll(/丁目|番地の|番地|番の|番|号|[‐‑–—―−ーの]/g, '-')
    .replaceAll(/-+/g, '-');
  const parts = /^(?<place>\D*)(?<numbers>\d+(?:-\d+)*)/.exec(text)?.groups;
  return parts === undefined ? text : `${parts['place']}${parts['numbers']}`;
});

/** People leave out the prefecture and the city; the numbers have to be all of them. */
export function sameAddress(written: string, registered: string): boolean {
  const [short, long] = [foldAddress(written), foldAddress(registered)].sort(
    (a, b) => a.length - b.length,
  );
  return short !== undefined && long !== undefined && /\D\d/.test(short) && long.endsWith(short);
}
