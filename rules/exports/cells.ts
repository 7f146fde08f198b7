import type {
  CodeList,
  DateStyle,
  ExportColumn,
  ExportItem,
} from '../../schemas/export-profile.ts';
import { formatWareki, inJapaneseEra, isIsoDate, parseWrittenDate } from '../calendar.ts';

export type ExportValue = string | number | boolean | null;

/** Why a value cannot stand in its column. `not_reversible`: what would be written reads back as something else. */
export type CellProblem =
  | 'missing'
  | 'too_long'
  | 'not_digits'
  | 'no_code'
  | 'not_reversible'
  | 'not_in_encoding';

type Kind = 'date' | 'month' | 'moment' | 'number' | 'flag' | 'text';
const KINDS: Readonly<Partial<Record<ExportItem, Kind>>> = {
  birthDate: 'date',
  vaccinationDate: 'date',
  certificateIssueDate: 'date',
  lotExpiry: 'date',
  diseaseHistoryDate: 'date',
  subsidyDate: 'date',
  claimMonth: 'month',
  committedAt: 'moment',
  doseNumber: 'number',
  fiscalYear: 'number',
  subsidyYen: 'number',
  entryNumber: 'number',
  nonRegistered: 'flag',
  longTermCareException: 'flag',
  noAutomaticReply: 'flag',
};
export const kindOf = (item: ExportItem): Kind => KINDS[item] ?? 'text';

/** A column with the date style and the code list that hold for it. */
export type CellRule = ExportColumn & Readonly<{ style: DateStyle; list: CodeList | null }>;

export type Written =
  | Readonly<{ kind: 'cell'; text: string }>
  | Readonly<{ kind: 'problem'; problem: CellProblem }>;

const problem = (what: CellProblem): Written => ({ kind: 'problem', problem: what });

/** The cell of a value; nothing is cut, guessed or left out. */
export function writeCell(rule: CellRule, value: ExportValue): Written {
  if (value === null) return rule.required ? problem('missing') : { kind: 'cell', text: '' };
  const text = wordFor(rule, value);
  if (text === null) return problem('no_code');
  if (rule.digits !== undefined && !new RegExp(`^\\d{${rule.digits}}$`).test(text))
    return problem('not_digits');
  const filled = fill(rule, text);
  if (rule.most !== undefined && [...filled].length > rule.most) return problem('too_long');
  return readsAs(rule, filled, value) ? { kind: 'cell', text: filled } : problem('not_reversible');
}

/** Whether the cell says this value and no other one of ours, but for values that share a word by the code list. */
export function readsAs(rule: CellRule, cell: string, value: ExportValue): boolean {
  const text = rule.fill === 'none' ? cell : cell.replace(/^ +| +$/g, '');
  if (text === '') return value === null;
  if (value === null) return false;
  const listed = rule.list?.words.filter(({ word }) => word === text) ?? [];
  if (listed.length > 0) return listed.some((each) => each.value === String(value));
  if (rule.list?.others === 'refuse') return false;
  return plainValue(rule, text) === value;
}

/** What a cell that is a code stands for, told from the cell and its code list alone; `null` where it is no code. */
export function codeMeans(rule: CellRule, cell: string): string | null {
  const listed = rule.list?.words.filter(({ word }) => word === cell.trim()) ?? [];
  const [only, ...others] = listed;
  if (only !== undefined) return others.length === 0 ? only.value : null;
  if (rule.list?.others === 'refuse' || kindOf(rule.item) !== 'flag') return null;
  const flag = plainValue(rule, cell.trim());
  return flag === undefined ? null : String(flag);
}

function wordFor({ item, style, list }: CellRule, value: string | number | boolean): string | null {
  const word = list?.words.find((each) => each.value === String(value))?.word;
  if (word !== undefined) return word;
  if (list?.others === 'refuse') return null;
  if (typeof value === 'boolean') return value ? '1' : '0';
  const text = String(value);
  switch (kindOf(item)) {
    case 'date':
      return dayAs(style, text);
    case 'month':
      return monthAs(style, text);
    case 'moment':
      return style === 'iso' ? text : text.replaceAll(/\D/g, '');
    default:
      return text;
  }
}

function plainValue({ item, style }: CellRule, text: string): ExportValue | undefined {
  switch (kindOf(item)) {
    case 'date':
      return dayFrom(style, text);
    case 'month':
      return monthFrom(style, text);
    case 'moment':
      return momentFrom(style, text);
    case 'number':
      return /^(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined;
    case 'flag':
      return text === '1' ? true : text === '0' ? false : undefined;
    case 'text':
      return text;
  }
}

const fill = (rule: CellRule, text: string): string => {
  const width = text.length + Math.max(0, (rule.most ?? 0) - [...text].length);
  const side = rule.fill === 'lot' ? (/^\d+$/.test(text) ? 'left' : 'right') : rule.fill;
  if (side === 'none') return text;
  return side === 'left' ? text.padStart(width) : text.padEnd(width);
};

const ERA_DIGITS: readonly string[] = ['meiji', 'taisho', 'showa', 'heisei', 'reiwa'];
const ERA_LETTERS = ['M', 'T', 'S', 'H', 'R'] as const;
const two = (number: number): string => String(number).padStart(2, '0');

/** Of a day that the style cannot say, what is no day: it does not read back. */
function dayAs(style: DateStyle, iso: string): string {
  if (style === 'iso' || !isIsoDate(iso)) return iso;
  if (style === 'yyyymmdd') return iso.replaceAll('-', '');
  if (style === 'slashes') return iso.replaceAll('-', '/');
  if (style === 'wareki') return formatWareki(iso);
  const parts = inJapaneseEra(iso);
  if (parts === null) return iso;
  const era = ERA_DIGITS.indexOf(parts.era);
  const { year, month, day } = parts;
  return style === 'wareki-short'
    ? `${ERA_LETTERS[era]}${year}.${month}.${day}`
    : `${era + 1}${two(year)}${two(month)}${two(day)}`;
}

function dayFrom(style: DateStyle, text: string): string | undefined {
  const iso = (written: string) => (isIsoDate(written) ? written : undefined);
  switch (style) {
    case 'iso':
      return iso(text);
    case 'yyyymmdd':
      return iso(text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'));
    case 'slashes':
      return iso(text.replace(/^(\d{4})\/(\d{2})\/(\d{2})$/, '$1-$2-$3'));
    default: {
      const marked = text.replace(/^([1-5])(\d{6})$/, (_, era: string, rest: string) =>
        style === 'wareki-digits' ? `${ERA_LETTERS[Number(era) - 1]}${rest}` : text,
      );
      // Without its era a year could be of several.
      if (!/^[明大昭平令MTSHR]/.test(marked)) return undefined;
      const read = parseWrittenDate(marked);
      return read.kind === 'certain' ? read.date : undefined;
    }
  }
}

/** A month is written as its first day would be, without the day. */
function monthAs(style: DateStyle, month: string): string {
  if (style === 'iso') return month;
  if (style === 'yyyymmdd') return month.replace('-', '');
  if (style === 'slashes') return month.replace('-', '/');
  const day = dayAs(style, `${month}-01`);
  if (style === 'wareki') return day.replace(/1日$/, '');
  return style === 'wareki-short' ? day.replace(/\.1$/, '') : day.replace(/01$/, '');
}

function monthFrom(style: DateStyle, text: string): string | undefined {
  const ends: Readonly<Record<DateStyle, string>> = {
    iso: '-01',
    yyyymmdd: '01',
    slashes: '/01',
    wareki: '1日',
    'wareki-short': '.1',
    'wareki-digits': '01',
  };
  return dayFrom(style, `${text}${ends[style]}`)?.slice(0, 7);
}

function momentFrom(style: DateStyle, text: string): string | undefined {
  if (style === 'iso') return text;
  const found = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}
