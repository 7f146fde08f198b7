import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../runtime/has-code.ts';
import { MasterKind } from '../../schemas/master-kinds.ts';
import type { MasterProfile, ProfileFile } from '../../schemas/master-profile.ts';
import { csvInvalid } from './csv-problem.ts';
import type { CsvSource } from './csv-rows.ts';

/** A file and what it is a file of. */
export type MasterSource = Readonly<{ kind: MasterKind; profile: ProfileFile; source: CsvSource }>;

/** What the files are called and hold; as bytes, or as text that is UTF-8. */
export type MasterTexts = Readonly<Record<string, string | Uint8Array>>;

/** The files of the profile that are in the folder. None at all is a mistyped folder, not so many empty masters. */
export async function sourcesIn(folder: string, profile: MasterProfile): Promise<MasterSource[]> {
  return found(profile, async (file) => {
    const path = join(folder, file);
    return (await isThere(path)) ? { file, open: () => createReadStream(path) } : null;
  });
}

export async function sourcesOf(
  texts: MasterTexts,
  profile: MasterProfile,
): Promise<MasterSource[]> {
  return found(profile, async (file) => {
    const text = texts[file];
    return text === undefined ? null : sourceOf(file, [bytesOf(text)]);
  });
}

/** Bytes that are there already. */
export const sourceOf = (file: string, chunks: readonly Uint8Array[]): CsvSource => ({
  file,
  open: async function* () {
    yield* chunks;
  },
});

const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? new TextEncoder().encode(text) : text;

async function found(
  { files }: MasterProfile,
  open: (file: string) => Promise<CsvSource | null>,
): Promise<MasterSource[]> {
  const sources: MasterSource[] = [];
  const names: string[] = [];
  for (const kind of MasterKind.options) {
    const profile = files[kind];
    if (profile === undefined) continue;
    names.push(profile.file);
    const source = await open(profile.file);
    if (source !== null) sources.push({ kind, profile, source });
  }
  if (sources.length > 0) return sources;
  const missing = { line: 1, code: 'file_missing', column: null, number: null } as const;
  throw csvInvalid({ first: [{ file: names.join('・'), ...missing }], count: 1 });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
