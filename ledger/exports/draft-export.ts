import { setImmediate as breathe } from 'node:timers/promises';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { EntryProblem, EntrySubstitution } from '../../schemas/api/exports.ts';
import type { Db } from '../database.ts';
import type { Compared, ExportFormat, LineRead } from './format.ts';
import { entryGroups, type Selection } from './standing-entries.ts';

/** Told one by one; the others are counted. */
const TOLD = 200;
/** Lines after which others get their turn. */
const LINES_AT_A_TIME = 200;

export type Draft = Readonly<{
  rows: number;
  /** Entries in those rows. */
  entries: number;
  /** Entries of lines that cannot be written. */
  problemEntries: number;
  problems: readonly EntryProblem[];
  substituted: number;
  substitutions: readonly EntrySubstitution[];
}>;

/** Goes through all lines, handing each that can be written to `keep`. */
export async function draftExport(
  db: Db,
  format: ExportFormat,
  selection: Selection,
  keep: (text: string) => void = () => undefined,
): Promise<Draft> {
  const problems: EntryProblem[] = [];
  const substitutions: EntrySubstitution[] = [];
  const counts = { rows: 0, entries: 0, problemEntries: 0, substituted: 0 };
  let seen = 0;
  for await (const group of entryGroups(db, selection)) {
    seen += 1;
    if (seen % LINES_AT_A_TIME === 0) await breathe();
    const line = format.draft(group);
    if (line.problems.length > 0) {
      counts.problemEntries += group.length;
      problems.push(...line.problems.slice(0, TOLD - problems.length));
      continue;
    }
    counts.rows += 1;
    counts.entries += group.length;
    counts.substituted += line.substitutions.length;
    substitutions.push(...line.substitutions.slice(0, TOLD - substitutions.length));
    keep(line.text);
  }
  return { ...counts, problems, substitutions };
}

/** The file of a selection. */
export async function writeDraft(
  db: Db,
  format: ExportFormat,
  selection: Selection,
): Promise<{ bytes: Buffer; draft: Draft }> {
  const parts: Uint8Array[] = [format.head];
  const draft = await draftExport(db, format, selection, (text) => parts.push(format.encode(text)));
  return { bytes: Buffer.concat(parts), draft };
}

/**
 * Reads a file with a parser and compares it, line by line, with entries read from the ledger anew: nothing too much, too
 * little or different. Throws `export.not_as_ledger`. Lines that are asked for are kept as they compared.
 */
export async function readBack(
  db: Db,
  format: ExportFormat,
  selection: Selection,
  bytes: Uint8Array,
  wanted: ReadonlySet<number> = new Set(),
): Promise<Array<{ line: number; sheetIds: string[]; cells: Compared[] }>> {
  const lines = format.read(bytes)[Symbol.asyncIterator]();
  const kept: Array<{ line: number; sheetIds: string[]; cells: Compared[] }> = [];
  let line = 0;
  for await (const group of entryGroups(db, selection)) {
    if (format.draft(group).problems.length > 0) continue;
    line += 1;
    if (line % LINES_AT_A_TIME === 0) await breathe();
    const cells = (await nextLine(lines)).compare(group);
    if (cells.length === 0 || !cells.every(({ agrees }) => agrees)) throw different(line);
    if (wanted.has(line)) kept.push({ line, sheetIds: group.map(({ sheetId }) => sheetId), cells });
  }
  const rest = await lines.next().catch(() => ({ done: false }));
  if (rest.done !== true) throw different(line + 1);
  return kept;
}

async function nextLine(lines: AsyncIterator<LineRead>): Promise<LineRead> {
  const next = await lines.next().catch((error: unknown) => {
    throw different(0, error);
  });
  if (next.done === true) throw different(0);
  return next.value;
}

const different = (line: number, cause?: unknown) =>
  new RejectedInputError('export.not_as_ledger', {
    cause: new Error(`line ${line}`, { cause }),
  });
