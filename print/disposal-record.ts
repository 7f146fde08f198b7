import { dayInJapan, formatWareki, secondInJapan } from '../rules/calendar.ts';
import type { DisposalView } from '../schemas/api/retention.ts';
import { BASIS_JA, KIND_JA } from '../schemas/retention-words.ts';
import { A4_MM, type Drawing, openA4Page } from './a4-page.ts';
import { drawFitted } from './fitted-text.ts';
import { openTypefaces, type Typeface } from './typeface.ts';

type Faces = Readonly<{ regular: Typeface; bold: Typeface }>;

export type DisposalRecord = Readonly<{
  disposal: DisposalView;
  municipalityName: string;
  printedAt: Date;
}>;

const MARGIN = 18;
const INSIDE = A4_MM.width - 2 * MARGIN;
const ROW = 9;
const STATE_JA: Readonly<Record<DisposalView['state'], string>> = {
  requested: '承認待ち（まだ何も消去していません）',
  approved: '実行中（まだ終わっていません）',
  refused: '却下（何も消去していません）',
  withdrawn: '取下げ（何も消去していません）',
  done: '完了',
};

/** 廃棄記録: what was erased by which rules, and who stands behind it. It names nobody whose record it was. A4, one page. */
export async function printDisposalRecord(record: DisposalRecord): Promise<Uint8Array> {
  const faces = await openTypefaces();
  const { disposal } = record;
  const page = await openA4Page(`廃棄記録 第${disposal.disposalNumber}号`, record.printedAt);
  page.text(faces.bold, '廃棄記録', 11, [MARGIN, 32]);
  page.text(faces.bold, `第${disposal.disposalNumber}号`, 8, [MARGIN + 52, 32]);
  drawFitted(page, faces.regular, record.municipalityName, {
    ...{ at: [MARGIN, 35], widthMm: INSIDE, emsMm: [5, 4], lines: 1 },
  });
  const below = drawFacts(page, faces, disposal);
  const counted = drawCounts(page, faces, { disposal, top: below + 6 });
  drawProof(page, faces, { ...record, top: counted + 8 });
  return page.pdf();
}

const day = (iso: string) => `${formatWareki(iso)}（${iso}）`;
const moment = (iso: string | null) => {
  if (iso === null) return '—';
  const at = new Date(iso);
  return `${formatWareki(dayInJapan(at))} ${secondInJapan(at).slice(11)}`;
};

function drawFacts(page: Drawing, { regular, bold }: Faces, disposal: DisposalView): number {
  const facts: ReadonlyArray<readonly [string, string]> = [
    ['状態', STATE_JA[disposal.state]],
    ['基準とした日', `${day(disposal.asOf)}より前に保存期間が満了したもの`],
    ['理由', disposal.reason],
    ['申請', `${disposal.requestedBy}　${moment(disposal.requestedAt)}`],
    ['承認', `${disposal.decidedBy ?? '—'}　${moment(disposal.decidedAt)}`],
    ['承認の理由', disposal.decisionReason ?? '—'],
    ['消去の完了', moment(disposal.finishedAt)],
  ];
  facts.forEach(([label, text], line) => {
    const top = 48 + line * ROW;
    page.text(bold, label, 4, [MARGIN, top + 5]);
    drawFitted(page, regular, text, {
      ...{ at: [MARGIN + 34, top + 1], widthMm: INSIDE - 34, emsMm: [4, 3.4, 2.8], lines: 2 },
      heightMm: ROW - 1,
    });
  });
  return 48 + facts.length * ROW;
}

const COLUMNS = [0, 62, 112, 130, 147, 160] as const;

function drawCounts(
  page: Drawing,
  faces: Faces,
  { disposal, top }: { disposal: DisposalView; top: number },
): number {
  const rules = new Map(disposal.rules.map((rule) => [rule.kind, rule]));
  const lines = disposal.counts.map(({ kind, items, leftOut, erased, spared }) => {
    const rule = rules.get(kind);
    const kept = rule === undefined ? '' : `${BASIS_JA[rule.basis]}から${rule.years}年`;
    return [KIND_JA[kind], kept, `${items}`, `${erased}`, `${leftOut}`, `${spared}`];
  });
  const table = [['種類', '保存期間', '対象', '消去', '除外', '見送り'], ...lines];
  table.forEach((cells, line) => {
    const at = top + line * ROW;
    page.frame([MARGIN, at, INSIDE, ROW], 0.2);
    cells.forEach((text, column) => {
      const left = COLUMNS[column] ?? 0;
      const width = (COLUMNS[column + 1] ?? INSIDE) - left;
      drawFitted(page, line === 0 ? faces.bold : faces.regular, text, {
        ...{ at: [MARGIN + left + 2, at + 1.5], widthMm: width - 3, emsMm: [4, 3.4, 2.8, 2.4] },
        lines: 1,
      });
    });
  });
  return top + table.length * ROW;
}

function drawProof(
  page: Drawing,
  { regular, bold }: Faces,
  { disposal, printedAt, top }: DisposalRecord & { top: number },
): void {
  const notes = [
    '内容・読取・入力・鍵を消去し、画像のファイルを削除しました。台帳の項目は氏名も内容も持たない形で残り、',
    '「yoshin ledger verify」はこの廃棄を含めて検証します。「見送り」は実行時に満了していなかったものです。',
    '控え（バックアップ）に残る分は、控えの保存期間が過ぎるまで消去されていません。docs/operations.md',
    `承認の署名　${disposal.signature === null ? 'なし' : SIGNATURE_JA[disposal.signature]}`,
    `署名した内容の SHA-256　${disposal.statementHash ?? '—'}`,
    `印刷　${moment(printedAt.toISOString())}`,
  ];
  for (const [line, note] of notes.entries())
    page.text(regular, note, 3.4, [MARGIN, top + line * 6]);
  const signed = top + notes.length * 6 + 8;
  for (const [index, label] of ['申請者', '承認者', '保管責任者'].entries()) {
    const left = MARGIN + index * 58;
    page.frame([left, signed, 56, 24], 0.3);
    page.text(bold, label, 3.6, [left + 2, signed + 5]);
  }
}

const SIGNATURE_JA = {
  good: '台帳の鍵で確かめられました',
  bad: '合いません（監査担当へ知らせてください）',
  other_key: '別の鍵によるものです',
} as const;
