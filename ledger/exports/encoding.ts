import { readFile } from 'node:fs/promises';
import { type CsvProfile, Substitutions } from '../../schemas/export-profile.ts';
import { type ShiftJisEncoder, shiftJisEncoder } from '../masters/shift-jis.ts';

export type Changed = Readonly<{ character: string; instead: string; reason: string }>;

export type ExportEncoding = Readonly<{
  /** As it can be written, with what was changed on the way; never a question mark. */
  writable(text: string): Readonly<{ text: string; changed: readonly Changed[] }>;
  /** Characters that cannot be written, each once. */
  lacking(text: string): string;
  encode(text: string): Uint8Array;
  label: 'utf-8' | 'shift_jis';
}>;

/** Gaiji: what they look like is agreed on machine by machine, so another one's may be another character. */
const PRIVATE_USE = /\p{Co}/u;

/** Of a profile: its encoding, and the tables it names of what stands for characters that the encoding lacks. */
export async function exportEncoding(
  profile: Pick<CsvProfile, 'encoding' | 'byteOrderMark' | 'substitutions'>,
): Promise<ExportEncoding> {
  const unicode = new TextEncoder();
  if (profile.encoding === 'utf-8') {
    return {
      writable: (text) => ({ text, changed: [] }),
      lacking: (text) => (text.isWellFormed() ? '' : '\uFFFD'),
      encode: (text) => unicode.encode(text),
      label: 'utf-8',
    };
  }
  const encoder = shiftJisEncoder();
  const table = new Map<string, Changed>();
  for (const name of profile.substitutions) {
    for (const each of await substitutionsNamed(name)) table.set(each.character, each);
  }
  return {
    writable: (text) => substituted(text, encoder, table),
    lacking: (text) => [...new Set(text)].filter((one) => !has(encoder, one)).join(''),
    encode: (text) => encoder.encode(text) ?? new Uint8Array(),
    label: 'shift_jis',
  };
}

async function substitutionsNamed(name: string): Promise<Substitutions> {
  const file = new URL(`./substitutions/${name}.json`, import.meta.url);
  return Substitutions.parse(JSON.parse(await readFile(file, 'utf8')));
}

const has = (encoder: ShiftJisEncoder, character: string): boolean =>
  encoder.encode(character) !== null && !PRIVATE_USE.test(character);

function substituted(
  text: string,
  encoder: ShiftJisEncoder,
  table: ReadonlyMap<string, Changed>,
): { text: string; changed: Changed[] } {
  const changed: Changed[] = [];
  const written = [...text].map((character) => {
    const instead = has(encoder, character) ? undefined : table.get(character);
    if (instead === undefined) return character;
    changed.push(instead);
    return instead.instead;
  });
  return { text: written.join(''), changed };
}
