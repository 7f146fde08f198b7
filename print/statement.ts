import { dayInJapan, formatWareki } from '../rules/calendar.ts';
import type { ClinicStatement, Statement, StatementLine } from '../schemas/api/statement.ts';
import { A4_MM, type Drawing, openA4Document } from './a4-page.ts';
import { drawFitted } from './fitted-text.ts';
import { openTypefaces, type Typeface } from './typeface.ts';

type Faces = Readonly<{ regular: Typeface; bold: Typeface }>;

const MARGIN = 16;
const INSIDE = A4_MM.width - 2 * MARGIN;
const ROW = 9;
const LINES_A_PAGE = 18;
const TABLE_TOP = 82;
const KINDS = { vaccinated: '接種', examined_only: '予診のみ' } as const;
const COLUMNS = [
  { title: '予防接種の種類・ワクチン', left: 0, width: 84, right: false },
  { title: '区分', left: 86, width: 24, right: false },
  { title: '単価(円)', left: 108, width: 22, right: true },
  { title: '件数', left: 132, width: 14, right: true },
  { title: '金額(円)', left: 148, width: 28, right: true },
] as const;

/** A page or more for each clinic of the month, A4, for the payment office. */
export async function printStatement(statement: Statement): Promise<Uint8Array> {
  const faces = await openTypefaces();
  const document = await openA4Document(`請求集計 ${statement.month}`, new Date(statement.madeAt));
  for (const clinic of statement.clinics) {
    const pages = Math.max(1, Math.ceil(clinic.lines.length / LINES_A_PAGE));
    for (let page = 0; page < pages; page++) {
      drawPage(document.page(), faces, statement, { clinic, page, pages });
    }
  }
  if (statement.clinics.length === 0) {
    drawHeading(document.page(), faces, statement);
  }
  return document.pdf();
}

type OfClinic = Readonly<{ clinic: ClinicStatement; page: number; pages: number }>;

function drawPage(
  sheet: Drawing,
  faces: Faces,
  statement: Statement,
  { clinic, page, pages }: OfClinic,
) {
  const { regular, bold } = faces;
  drawHeading(sheet, faces, statement);
  drawFitted(sheet, bold, clinic.institutionName ?? '医療機関名なし', {
    ...{ at: [MARGIN, 48], widthMm: INSIDE, emsMm: [7, 5.5, 4.4], lines: 2, heightMm: 16 },
  });
  sheet.text(regular, `医療機関コード　${clinic.institutionCode ?? 'なし'}`, 4.2, [MARGIN, 70]);
  if (pages > 1) sheet.text(regular, `${page + 1}/${pages}`, 4, [A4_MM.width - MARGIN - 12, 70]);
  drawRow(
    sheet,
    bold,
    0,
    COLUMNS.map(({ title }) => title),
  );
  const lines = clinic.lines.slice(page * LINES_A_PAGE, (page + 1) * LINES_A_PAGE);
  for (const [index, line] of lines.entries()) {
    drawRow(sheet, regular, index + 1, cellsOf(line));
  }
  if (page + 1 < pages) return;
  const total = ['合計', '', '', String(clinic.count), grouped(clinic.amountYen)];
  drawRow(sheet, bold, lines.length + 1, total);
  const bottom = TABLE_TOP + (lines.length + 2) * ROW + 8;
  remarksOn(clinic).forEach((remark, index) => {
    sheet.text(regular, remark, 3.8, [MARGIN, bottom + index * 6]);
  });
}

function drawHeading(sheet: Drawing, { regular, bold }: Faces, statement: Statement) {
  const { municipalityName, month, madeAt, treeSize, rootHash } = statement;
  sheet.text(bold, '予防接種 請求集計', 9, [MARGIN, 26]);
  sheet.text(regular, `${municipalityName}　${monthWords(month)}分`, 5, [MARGIN, 38]);
  const day = formatWareki(dayInJapan(new Date(madeAt)));
  const state = `作成 ${day}　台帳 ${treeSize}件　根ハッシュ ${rootHash?.slice(0, 16) ?? 'なし'}`;
  sheet.text(regular, state, 3.2, [MARGIN, A4_MM.height - 12]);
}

const cellsOf = (line: StatementLine): string[] => [
  [line.programmeName, line.vaccineName].filter((name) => name !== null).join('　'),
  KINDS[line.serviceKind],
  line.unitYen === null ? '未設定' : grouped(line.unitYen),
  String(line.count),
  line.amountYen === null ? '―' : grouped(line.amountYen),
];

/** What keeps this from being paid as it is. */
function remarksOn({ lines, batches, undated }: ClinicStatement): string[] {
  const open = batches.filter(({ state }) => state === 'open');
  const pending = open.reduce((sum, batch) => sum + batch.pending, 0);
  return [
    ...(undated > 0 ? [`接種日のない記録が${undated}件あります。集計に入っていません。`] : []),
    ...(lines.some(({ unitYen }) => unitYen === null)
      ? ['単価が決まっていない行があります。合計に入っていません。']
      : []),
    ...(open.length > 0
      ? [
          `締めていない束が${open.length}束、処理中の予診票が${pending}枚あります。確定後に作り直してください。`,
        ]
      : []),
  ];
}

function drawRow(sheet: Drawing, face: Typeface, row: number, cells: readonly string[]): void {
  const top = TABLE_TOP + row * ROW;
  sheet.frame([MARGIN, top, INSIDE, ROW], 0.15);
  COLUMNS.forEach(({ left, width, right }, index) => {
    const text = cells[index] ?? '';
    const em = face.widthMm(text, 4) <= width ? 4 : 2.9;
    const shift = right ? width - face.widthMm(text, em) : 2;
    if (text !== '') sheet.text(face, text, em, [MARGIN + left + shift, top + 6.2]);
  });
}

const grouped = (yen: number): string => yen.toLocaleString('ja-JP');

const monthWords = (month: string): string => {
  const [year, number] = month.split('-');
  return `${year}年${Number(number)}月(${formatWareki(`${month}-01`).replace(/1日$/, '')})`;
};
