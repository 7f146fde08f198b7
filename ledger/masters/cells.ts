import { parseWrittenDate } from '../../rules/calendar.ts';
import type { FieldKind, MasterValue } from '../../schemas/master-kinds.ts';
import type { MasterProfile, ProfileColumn } from '../../schemas/master-profile.ts';

/** `undefined`: nothing that this column can say. The cell comes without space around it. */
export function readCell(
  kind: FieldKind,
  column: ProfileColumn,
  cell: string,
): MasterValue | undefined {
  if (cell === '' && column.empty !== undefined) return column.empty;
  if (column.words !== undefined) return valueOfWord(kind, column.words, cell);
  switch (kind) {
    case 'text':
      return cell;
    case 'date':
      return dayIn(cell);
    case 'yen':
      return /^(\d{1,9}|\d{1,3}(,\d{3}){1,2})$/.test(cell)
        ? Number(cell.replaceAll(',', ''))
        : undefined;
    case 'flag':
      return cell === 'true' || cell === 'false' ? cell === 'true' : undefined;
    case 'sex':
      return cell;
    default:
      return kind satisfies never;
  }
}

function valueOfWord(
  kind: FieldKind,
  words: Readonly<Record<string, string>>,
  cell: string,
): MasterValue | undefined {
  const found = Object.entries(words).find(([, word]) => word === cell)?.[0];
  if (found === undefined || kind !== 'flag') return found;
  return found === 'true';
}

/** Excel turns 2021-04-05 into 2021/4/5 when a file is opened and saved; others write 20210405 or R3.4.5. */
function dayIn(cell: string): string | undefined {
  const parts = /^(\d{4})(?:[-/](\d{1,2})[-/](\d{1,2})|(\d{2})(\d{2}))$/.exec(cell);
  if (parts !== null) {
    const [, year = '', month = parts[4] ?? '', day = parts[5] ?? ''] = parts;
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  }
  const written = parseWrittenDate(cell);
  return written.kind === 'certain' ? written.date : undefined;
}

/** What `readCell` reads as the value. */
export function writeCell(
  column: ProfileColumn,
  value: MasterValue,
  days: MasterProfile['days'],
  kind: FieldKind,
): string {
  if (value === column.empty || value === null) return '';
  const text = String(value);
  if (column.words !== undefined) return column.words[text] ?? text;
  if (kind !== 'date' || days === 'yyyy-mm-dd') return text;
  return text.replaceAll('-', days === 'yyyymmdd' ? '' : '/');
}

/** What spreadsheets take for a formula, behind any number of the marks that keep them from it. */
const AS_FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;

/** A mark before what a spreadsheet would run; the mark goes again when the file comes back. */
export const escapeFormula = (text: string): string => (AS_FORMULA.test(text) ? `'${text}` : text);

export const unescapeFormula = (cell: string): string =>
  cell.startsWith("'") && AS_FORMULA.test(cell) ? cell.slice(1) : cell;
