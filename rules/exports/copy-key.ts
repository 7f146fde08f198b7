import type { CsvProfile, ExportItem } from '../../schemas/export-profile.ts';
import { writeCell } from './cells.ts';
import { itemValue, rulesOf, type StandingEntry } from './lines.ts';

/** What names a record in a copy where the number of the entry does not. */
const NAMED_BY: readonly ExportItem[] = ['residentId', 'programme', 'doseNumber'];

/** How lines of a copy are found: by the entry's number, or by person, programme and dose. */
export type CopyKeys = Readonly<{
  /** Whether older words on the same sheet have names of their own. */
  byNumber: boolean;
  /** `null`: a line that says nothing of which record it is. */
  ofLine(cells: readonly string[]): string | null;
  /** `null`: what the copy cannot hold. */
  ofEntry(entry: StandingEntry): string | null;
  ofNumber(leafIndex: number): string;
  /** The cell of an item, where the profile has it. */
  cellOf(cells: readonly string[], item: ExportItem): string | null;
}>;

/** `null` where a profile does not say of which record a line is. */
export function copyKeys(profile: CsvProfile): CopyKeys | null {
  if (profile.rows.per !== 'entry') return null;
  const rules = rulesOf(profile).map(({ rule }) => rule);
  const placeOf = (item: ExportItem) => rules.findIndex((rule) => rule.item === item);
  const byNumber = placeOf('entryNumber') >= 0;
  const items = byNumber ? (['entryNumber'] as const) : NAMED_BY;
  const places = items.map(placeOf);
  if (places.includes(-1)) return null;
  const said = (cells: readonly string[], place: number) => (cells[place] ?? '').trim();
  const joined = (parts: readonly string[]) => (parts.includes('') ? null : parts.join('\n'));
  return {
    byNumber,
    ofLine: (cells) => joined(places.map((place) => said(cells, place))),
    ofEntry: (entry) =>
      joined(
        places.map((place) => {
          const rule = rules[place];
          if (rule === undefined) return '';
          const written = writeCell(rule, itemValue(entry, rule.item));
          return written.kind === 'cell' ? written.text.trim() : '';
        }),
      ),
    ofNumber: String,
    cellOf: (cells, item) => {
      const place = placeOf(item);
      const cell = place < 0 ? '' : said(cells, place);
      return cell === '' ? null : cell;
    },
  };
}
