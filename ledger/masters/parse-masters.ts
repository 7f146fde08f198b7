import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { RejectedInputError } from '../../runtime/errors.ts';
import { hasCode } from '../../runtime/has-code.ts';
import type {
  EarlierDose,
  Institution,
  IssuedTicket,
  Lot,
  Resident,
} from '../../schemas/masters.ts';
import {
  EARLIER_DOSES,
  INSTITUTIONS,
  ISSUED_TICKETS,
  LOTS,
  type MasterFile,
  RESIDENTS,
} from './columns.ts';
import { type Line, readRows } from './read-rows.ts';

export type Masters = Readonly<{
  residents: readonly Resident[];
  issuedTickets: readonly IssuedTicket[];
  institutions: readonly Institution[];
  lots: readonly Lot[];
  earlierDoses: readonly EarlierDose[];
}>;

/** The files' contents by name; an absent file says nothing about its master. */
export type MasterTexts = Readonly<Partial<Record<MasterFileName, string | Uint8Array>>>;
type MasterFileName =
  | 'residents.csv'
  | 'issued-tickets.csv'
  | 'institutions.csv'
  | 'lots.csv'
  | 'history.csv';

const NAMES: readonly MasterFileName[] = [
  'residents.csv',
  'issued-tickets.csv',
  'institutions.csv',
  'lots.csv',
  'history.csv',
];

/** Masters read from a folder, for reading sheets without a database. */
export async function parseMasters(folder: string): Promise<Masters> {
  const lines = parseMasterLines(await readMasterFolder(folder));
  const values = <T>(found: ReadonlyArray<Line<T>>) => found.map(({ value }) => value);
  return {
    residents: values(lines.residents),
    issuedTickets: values(lines.issuedTickets),
    institutions: values(lines.institutions),
    lots: values(lines.lots),
    earlierDoses: values(lines.earlierDoses),
  };
}

export type MasterLines = Readonly<{
  [K in keyof Masters]: ReadonlyArray<Line<Masters[K][number]>>;
}>;

export function parseMasterLines(texts: MasterTexts): MasterLines {
  const read = <S extends z.ZodObject>(name: MasterFileName, master: MasterFile<S>) => {
    const text = texts[name];
    return text === undefined ? [] : readRows(master, text);
  };
  return {
    residents: read('residents.csv', RESIDENTS),
    issuedTickets: read('issued-tickets.csv', ISSUED_TICKETS),
    institutions: read('institutions.csv', INSTITUTIONS),
    lots: read('lots.csv', LOTS),
    earlierDoses: read('history.csv', EARLIER_DOSES),
  };
}

/** A folder with none of the files is a mistyped folder, not five empty masters. */
export async function readMasterFolder(folder: string): Promise<MasterTexts> {
  const texts: Partial<Record<MasterFileName, Uint8Array>> = {};
  for (const name of NAMES) {
    const bytes = await readIfThere(join(folder, name));
    if (bytes !== undefined) texts[name] = bytes;
  }
  if (Object.keys(texts).length === 0) {
    const reason = `マスタのCSVがありません / none of ${NAMES.join(', ')} is in the folder`;
    throw new RejectedInputError('input.csv_invalid', { cause: new Error(reason) });
  }
  return texts;
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
