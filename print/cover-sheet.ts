import { dayInJapan, formatWareki } from '../rules/calendar.ts';
import { writeCoverCode } from '../rules/cover-code.ts';
import type { CoverClaim } from '../schemas/cover.ts';
import { A4_MM, type A4Page, openA4Page } from './a4-page.ts';
import { drawFitted } from './fitted-text.ts';
import { qrCode } from './qr-code.ts';
import { openTypefaces, type Typeface } from './typeface.ts';

export type CoverSheet = Readonly<{
  claim: CoverClaim;
  /** Name of the batch, by which people know it. */
  label: string;
  municipalityName: string;
  /** `null` where the masters do not know the code, or none was given. */
  institutionName: string | null;
  printedAt: Date;
}>;

type Faces = Readonly<{ regular: Typeface; bold: Typeface }>;

const MARGIN = 18;
const INSIDE = A4_MM.width - 2 * MARGIN;
/** 45 modules of 1.2 mm: seven pixels each at 150 dpi. */
const CODE_SIDE = 54;
const CAPTION = 4.5;

/**
 * The sheet that goes on top of a batch before it is scanned, A4. Its code stands twice, in opposite corners: one
 * of them survives a punch, a staple or a stamp.
 */
export async function printCoverSheet(cover: CoverSheet): Promise<Uint8Array> {
  const faces = await openTypefaces();
  const code = await qrCode(writeCoverCode(cover.claim));
  const page = await openA4Page(`表紙 ${shortBatchId(cover.claim.batchId)}`, cover.printedAt);
  page.code(code, [A4_MM.width - MARGIN - CODE_SIDE, MARGIN], CODE_SIDE);
  page.code(code, [MARGIN, A4_MM.height - MARGIN - CODE_SIDE], CODE_SIDE);
  drawHeading(page, faces, cover);
  drawBatch(page, faces, cover);
  drawNotes(page, faces, cover);
  return page.pdf();
}

function drawHeading(page: A4Page, { regular, bold }: Faces, cover: CoverSheet): void {
  page.text(bold, '束の表紙', 22, [MARGIN - 1, 38]);
  drawFitted(page, regular, cover.municipalityName, {
    at: [MARGIN, 50],
    widthMm: INSIDE - CODE_SIDE - 8,
    emsMm: [7, 5, 4],
    lines: 2,
  });
  page.frame([MARGIN, 78, INSIDE, 30], 0.9);
  page.text(bold, 'この紙を束の一番上に載せて', 11, [MARGIN + 8, 91]);
  page.text(bold, 'スキャンしてください', 11, [MARGIN + 8, 103.5]);
}

function drawBatch(page: A4Page, { regular, bold }: Faces, cover: CoverSheet): void {
  const { month, institutionCode, declaredSheets, batchId } = cover.claim;
  const caption = (text: string, left: number, top: number) =>
    page.text(regular, text, CAPTION, [left, top]);
  caption('束の名前', MARGIN, 119);
  const name = { at: [MARGIN, 121], widthMm: INSIDE, emsMm: [12, 9, 7.5, 5.8], lines: 2 } as const;
  drawFitted(page, bold, cover.label, { ...name, lines: 4, heightMm: 27 });
  caption('医療機関', MARGIN, 155);
  const institution = [cover.institutionName, institutionCode].filter((part) => part !== null);
  drawFitted(page, bold, institution.join('　') || '指定なし', {
    at: [MARGIN, 157],
    widthMm: INSIDE,
    emsMm: [9, 7, 5.5],
    lines: 2,
    heightMm: 13,
  });
  caption('対象月', MARGIN, 179);
  page.text(bold, month === null ? '指定なし' : monthWords(month), 7.5, [MARGIN, 189]);
  caption('束の番号', MARGIN, 202);
  page.text(bold, shortBatchId(batchId), 12, [MARGIN, 214.5]);
  caption('申告枚数', 120, 179);
  drawFitted(page, bold, declaredSheets === null ? '申告なし' : `${declaredSheets}枚`, {
    at: [119, 181],
    widthMm: MARGIN + INSIDE - 119,
    emsMm: [22, 16, 12],
    lines: 1,
  });
}

function drawNotes(page: A4Page, { regular }: Faces, cover: CoverSheet): void {
  const notes = [
    'ほかの束には使えません。束ごとに印刷してください。',
    '続けて何束もスキャンするときは、それぞれの束の',
    '一番上に、その束の表紙を載せてください。',
    '個人の氏名や番号を書き込まないでください。',
    `印刷日　${formatWareki(dayInJapan(cover.printedAt))}`,
  ];
  const left = MARGIN + CODE_SIDE + 8;
  notes.forEach((note, line) => {
    page.text(regular, note, 4.4, [left, 239 + line * 7.5]);
  });
  page.text(regular, cover.claim.batchId, 3.6, [left, A4_MM.height - MARGIN]);
}

/** The end of the id, its random part: enough to tell batches apart by eye. */
const shortBatchId = (batchId: string): string => batchId.slice(-8);

/** `2021-10` → `2021年10月（令和3年10月）`. */
function monthWords(month: string): string {
  const [year, number] = month.split('-');
  return `${year}年${Number(number)}月（${formatWareki(`${month}-01`).replace(/1日$/, '')}）`;
}
