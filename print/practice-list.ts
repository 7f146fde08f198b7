import { dayInJapan, formatWareki } from '../rules/calendar.ts';
import { countsOf, isCounted, isOf, vaccinesIn } from '../rules/practice-list.ts';
import type { PracticeCase, PracticeList } from '../schemas/practice.ts';
import { GRAVITY_JA, STATUS_JA } from '../schemas/practice-words.ts';
import { A4_MM, type Drawing, openA4Document } from './a4-page.ts';
import { openTypefaces, type Typeface } from './typeface.ts';

type Faces = Readonly<{ regular: Typeface; bold: Typeface }>;
type Column = Readonly<{ title: string; left: number; width: number; right?: true }>;
type Row = Readonly<{ cells: readonly string[]; isBold?: true }>;
type Table = Readonly<{ columns: readonly Column[]; rows: readonly Row[] }>;

const MARGIN = 16;
const INSIDE = A4_MM.width - 2 * MARGIN;
const TABLE_TOP = 52;
const ROW = 7.6;
const ROWS_A_PAGE = 28;
const EM = 3.6;
const SMALLEST_EM = 2.3;

const SUMMARY: readonly Column[] = [
  { title: '間違いの種類・ワクチン', left: 0, width: 106 },
  { title: '軽微', left: 110, width: 18, right: true },
  { title: '重大', left: 132, width: 18, right: true },
  { title: '計', left: 154, width: 20, right: true },
];
const CASES: readonly Column[] = [
  { title: '種類', left: 0, width: 30 },
  { title: '接種日', left: 31, width: 26 },
  { title: '予防接種・ワクチン', left: 58, width: 50 },
  { title: '医療機関', left: 109, width: 36 },
  { title: '区分', left: 146, width: 10 },
  { title: '状態', left: 157, width: 19 },
];

/** 間違い接種 of a year, A4: the table by kind and vaccine, then the cases. Nobody's name is on it. */
export async function printPracticeList(list: PracticeList): Promise<Uint8Array> {
  const faces = await openTypefaces();
  const title = `予防接種の間違い ${list.fiscalYear}年度`;
  const document = await openA4Document(title, new Date(list.madeAt));
  const tables: Table[] = [{ columns: SUMMARY, rows: summaryOf(list) }];
  if (list.cases.length > 0) tables.push({ columns: CASES, rows: casesOf(list) });
  for (const { columns, rows } of tables) {
    for (let from = 0; from < rows.length; from += ROWS_A_PAGE) {
      const sheet = document.page();
      drawHeading(sheet, faces, list);
      const heads = { cells: columns.map((column) => column.title), isBold: true } as const;
      [heads, ...rows.slice(from, from + ROWS_A_PAGE)].forEach((row, index) => {
        drawRow(sheet, row.isBold ? faces.bold : faces.regular, index, columns, row.cells);
      });
    }
  }
  return document.pdf();
}

function drawHeading(sheet: Drawing, { regular, bold }: Faces, list: PracticeList): void {
  const { municipalityName, fiscalYear, due, madeAt, treeSize, rootHash } = list;
  sheet.text(bold, '予防接種の間違い 年度集計', 8, [MARGIN, 25]);
  const year = `${municipalityName}　${fiscalYear}年度(${formatWareki(`${fiscalYear}-04-01`)}から)`;
  sheet.text(regular, year, 4.6, [MARGIN, 36]);
  sheet.text(regular, `軽微なものの報告期限 ${formatWareki(due)}　重大なものは直ちに`, 3.8, [
    MARGIN,
    44,
  ]);
  const day = formatWareki(dayInJapan(new Date(madeAt)));
  const state = `作成 ${day}　台帳 ${treeSize}件　根ハッシュ ${rootHash?.slice(0, 16) ?? 'なし'}`;
  sheet.text(regular, state, 3.2, [MARGIN, A4_MM.height - 12]);
}

/** Every kind, those of which there were none too, as the report asks; under each the vaccines it happened with. */
function summaryOf({ kinds, cases }: PracticeList): Row[] {
  const columns = vaccinesIn(cases);
  return [
    ...kinds.flatMap(({ id, nameJa }): Row[] => {
      const own = cases.filter(({ kind }) => kind === id);
      const byVaccine = columns.flatMap((column): Row[] => {
        const ofIt = own.filter((one) => isOf(column, one));
        return ofIt.some(isCounted) ? [counted(`　　${namesOf(column)}`, ofIt)] : [];
      });
      return [counted(nameJa, own), ...byVaccine];
    }),
    { ...counted('合計', cases), isBold: true },
  ];
}

function counted(name: string, cases: readonly PracticeCase[]): Row {
  const { minor, serious } = countsOf(cases);
  return { cells: [name, String(minor), String(serious), String(minor + serious)] };
}

const namesOf = ({
  programmeName,
  vaccineName,
}: Pick<PracticeCase, 'programmeName' | 'vaccineName'>) =>
  [programmeName.ja, vaccineName?.ja].filter((name) => name !== undefined).join(' ');

const casesOf = ({ kinds, cases }: PracticeList): Row[] =>
  cases.map((one) => ({
    cells: [
      kinds.find(({ id }) => id === one.kind)?.nameJa ?? one.kind,
      one.day === null ? '不明' : formatWareki(one.day),
      namesOf(one),
      one.institutionName ?? one.institutionCode ?? '',
      GRAVITY_JA[one.gravity],
      STATUS_JA[one.status],
    ],
  }));

function drawRow(
  sheet: Drawing,
  face: Typeface,
  row: number,
  columns: readonly Column[],
  cells: readonly string[],
): void {
  const top = TABLE_TOP + row * ROW;
  sheet.frame([MARGIN, top, INSIDE, ROW], 0.15);
  columns.forEach(({ left, width, right }, index) => {
    const { text, em } = fitted(face, cells[index] ?? '', width);
    const shift = right ? width - face.widthMm(text, em) : 2;
    if (text !== '') sheet.text(face, text, em, [MARGIN + left + shift, top + 5.2]);
  });
}

/** Smaller where it is long, and cut where that is not enough: the list on the screen has all of it. */
function fitted(face: Typeface, text: string, widthMm: number): { text: string; em: number } {
  const em = Math.max(SMALLEST_EM, Math.min(EM, (EM * widthMm) / face.widthMm(text || ' ', EM)));
  let shown = text;
  while (shown.length > 1 && face.widthMm(shown, em) > widthMm)
    shown = `${shown.replace(/…$/, '').slice(0, -1)}…`;
  return { text: shown, em };
}
