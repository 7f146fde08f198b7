import type { StandingEntry } from '../../rules/exports/lines.ts';
import type { EntryProblem, EntrySubstitution } from '../../schemas/api/exports.ts';
import type { ExportItem } from '../../schemas/export-profile.ts';

/** Entries of one line, and its text; a line with problems is not written. */
export type DraftLine = Readonly<{
  entries: readonly StandingEntry[];
  text: string;
  problems: readonly EntryProblem[];
  substitutions: readonly EntrySubstitution[];
}>;

/** One thing a line of the file says, beside what the ledger has. */
export type Compared = Readonly<{
  column: string;
  /** Which item of the record it is; `null` where it is none. */
  item: ExportItem | null;
  file: string | null;
  /** What the file's code stands for by its code list, where it is a code. */
  means: string | null;
  ledger: string | null;
  agrees: boolean;
}>;

/** A line as it was read from the file. */
export type LineRead = Readonly<{ compare(entries: readonly StandingEntry[]): Compared[] }>;

/** A way to write entries and, apart from it, to read them back. */
export type ExportFormat = Readonly<{
  /** What stands before the first line, as bytes. */
  head: Uint8Array;
  draft(entries: readonly StandingEntry[]): DraftLine;
  encode(text: string): Uint8Array;
  /** Throws what the parser throws where the bytes are no such file. */
  read(bytes: Uint8Array): AsyncIterable<LineRead>;
}>;
