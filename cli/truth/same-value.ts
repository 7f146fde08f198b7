/** How values that are written in several ways compare, by field. The same rules for every measure of reading. */
const HYPHENS = /[-‐‑‒–—―−ー－ｰ~〜～]/g;

type Rule = (text: string) => string;

const gapless = (text: string): string => text.replaceAll(/\s/g, '');
const name: Rule = (text) => gapless(text.replaceAll(HYPHENS, '-'));
const joined: Rule = (text) => text.replaceAll(/[\s-]/g, '');
const decimal: Rule = (text) => {
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? text : String(value);
};

const RULES: Record<string, Rule> = {
  name,
  labelName: name,
  vaccineName: name,
  manufacturer: name,
  kana: (text) =>
    gapless(text).replaceAll(/[ぁ-ゖ]/g, (kana) =>
      String.fromCharCode(kana.charCodeAt(0) + 'ァ'.charCodeAt(0) - 'ぁ'.charCodeAt(0)),
    ),
  address: (text) =>
    gapless(text)
      .replaceAll(/(\d+)(丁目|番地の?|番|号)(?=[\d号]|$)/g, (_, number: string, word: string) =>
        '丁番'.includes(word[0] ?? '') ? `${number}-` : number,
      )
      .replaceAll(HYPHENS, '-'),
  phone: (text) => text.replaceAll(/\D/g, ''),
  ocrLine: joined,
  ticketNumber: joined,
  municipalityCode: joined,
  institutionCode: joined,
  lotNumber: (text) => joined(text).toUpperCase(),
  age: (text) => text.replace(/^0+(?=.)/, ''),
  bodyTemperature: decimal,
  doseVolumeMl: decimal,
};

/** A value as it is compared: spacing, width and spelling that mean nothing are gone. */
export function compared(field: string, value: string | null): string {
  const plain = (value ?? '').normalize('NFKC').trim();
  return (RULES[field] ?? gapless)(plain);
}

export function isSameValue(field: string, read: string | null, written: string): boolean {
  return compared(field, read) === compared(field, written);
}
