import { codeMeans, readsAs, writeCell } from '../../rules/exports/cells.ts';
import {
  itemValue,
  lineOf,
  type Place,
  rulesOf,
  type StandingEntry,
} from '../../rules/exports/lines.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import type { EntryProblem, EntrySubstitution, ExportProblem } from '../../schemas/api/exports.ts';
import type { CsvProfile } from '../../schemas/export-profile.ts';
import { escapeFormula, unescapeFormula } from '../masters/cells.ts';
import { csvRows } from '../masters/csv-rows.ts';
import { writeCsv } from '../masters/write-csv.ts';
import { type ExportEncoding, exportEncoding } from './encoding.ts';
import type { Compared, DraftLine, ExportFormat, LineRead } from './format.ts';

const BOM = new Uint8Array([0xef, 0xbb, 0xbf]);

/** CSV as a profile has it. No cell starts a formula; reading takes the mark away again. */
export async function csvFormat(profile: CsvProfile): Promise<ExportFormat> {
  const encoding = await exportEncoding(profile);
  const headers = rulesOf(profile).map(({ rule }) => rule.header);
  const header = profile.withHeader ? writeCsv([headers.map(escapeFormula)], profile.lineEnd) : '';
  return {
    head: Buffer.concat([profile.byteOrderMark ? BOM : new Uint8Array(), encoding.encode(header)]),
    draft: (entries) => draftLine(profile, encoding, entries),
    encode: (text) => encoding.encode(text),
    read: (bytes) => readLines(profile, encoding, headers, bytes),
  };
}

type Drafted = Readonly<{
  text: string;
  problem: EntryProblem | null;
  substitutions: readonly EntrySubstitution[];
}>;

function draftLine(
  profile: CsvProfile,
  encoding: ExportEncoding,
  entries: readonly StandingEntry[],
): DraftLine {
  const line = lineOf(profile, entries);
  const cells = line.places.map((place) => draftCell(encoding, place));
  const together = line.problem;
  const problems = [
    ...(together === null ? [] : entries.map((entry) => problemOf(entry, null, together))),
    ...cells.flatMap(({ problem }) => problem ?? []),
  ];
  return {
    entries,
    problems,
    substitutions: cells.flatMap(({ substitutions }) => substitutions),
    text: problems.length > 0 ? '' : writeCsv([cells.map(({ text }) => text)], profile.lineEnd),
  };
}

const problemOf = (
  { entryId, leafIndex: entryNumber }: StandingEntry,
  column: string | null,
  problem: ExportProblem,
  characters: string | null = null,
): EntryProblem => ({ entryId, entryNumber, column, problem, characters });

function draftCell(encoding: ExportEncoding, { rule, entry }: Place): Drafted {
  if (entry === null) return { text: '', problem: null, substitutions: [] };
  const column = rule.header;
  const { value, changed } = asWritable(encoding, itemValue(entry, rule.item));
  const written = writeCell(rule, value);
  if (written.kind === 'problem') {
    return { text: '', problem: problemOf(entry, column, written.problem), substitutions: [] };
  }
  const lacking = encoding.lacking(written.text);
  const substitutions = changed.map((each) => ({ entryNumber: entry.leafIndex, column, ...each }));
  if (lacking !== '') {
    const problem = problemOf(entry, column, 'not_in_encoding', lacking);
    return { text: '', problem, substitutions };
  }
  return { text: escapeFormula(written.text), problem: null, substitutions };
}

/** The value as this encoding can say it: what a table puts in the place of a character is told, row by row. */
function asWritable(encoding: ExportEncoding, value: ReturnType<typeof itemValue>) {
  if (typeof value !== 'string') return { value, changed: [] };
  const { text, changed } = encoding.writable(value);
  return { value: text, changed };
}

async function* readLines(
  profile: CsvProfile,
  encoding: ExportEncoding,
  headers: readonly string[],
  bytes: Uint8Array,
): AsyncGenerator<LineRead> {
  const source = { file: profile.file, open: () => inChunks(bytes) };
  let awaitsHeader = profile.withHeader;
  for await (const { cells } of csvRows(source, encoding.label)) {
    if (awaitsHeader) {
      awaitsHeader = false;
      if (isHeader(cells, headers)) continue;
    }
    yield { compare: (entries) => compareCells(profile, encoding, cells, entries) };
  }
}

const isHeader = (cells: readonly string[], headers: readonly string[]): boolean =>
  cells.map(unescapeFormula).join('\n') === headers.join('\n');

/** Lines of a file that somebody else wrote by a profile, as they come. Throws `copies.other_columns`. */
export type CopyReader = Readonly<{
  lines(open: () => AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]>;
  compare(cells: readonly string[], entry: StandingEntry): Compared[];
}>;

export async function copyReader(profile: CsvProfile): Promise<CopyReader> {
  const encoding = await exportEncoding(profile);
  const headers = rulesOf(profile).map(({ rule }) => rule.header);
  return {
    compare: (cells, entry) => compareCells(profile, encoding, cells, [entry]),
    lines: async function* (open) {
      let awaitsHeader = profile.withHeader;
      for await (const { cells } of csvRows({ file: profile.file, open }, encoding.label)) {
        if (awaitsHeader && !isHeader(cells, headers)) {
          throw new RejectedInputError('copies.other_columns');
        }
        if (!awaitsHeader) yield cells;
        awaitsHeader = false;
      }
    },
  };
}

const CHUNK_BYTES = 64 * 1024;

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    yield bytes.subarray(at, at + CHUNK_BYTES);
  }
}

function compareCells(
  profile: CsvProfile,
  encoding: ExportEncoding,
  cells: readonly string[],
  entries: readonly StandingEntry[],
): Compared[] {
  const { places } = lineOf(profile, entries);
  const whole = cells.length === places.length;
  return places.map(({ rule, entry }, index) => {
    const cell = cells[index];
    const said = cell === undefined ? undefined : unescapeFormula(cell);
    const { value } = asWritable(encoding, entry === null ? null : itemValue(entry, rule.item));
    const agrees = whole && said !== undefined && readsAs(rule, said, value);
    return {
      column: rule.header,
      item: rule.item,
      file: said === undefined || said === '' ? null : said,
      means: said === undefined ? null : codeMeans(rule, said),
      ledger: value === null ? null : String(value),
      agrees,
    };
  });
}
