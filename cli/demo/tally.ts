import Table from 'cli-table3';
import { countSheets } from '../../ledger/intake/sheet-acts.ts';
import { findReading } from '../../ledger/intake/stages.ts';
import { canonicalValue } from '../../rules/field-value.ts';
import type { FormField } from '../../schemas/form-template.ts';
import type { FieldReading } from '../../schemas/reading.ts';
import { PENDING_STATES, type SheetState } from '../../schemas/sheet-state.ts';
import type { Program } from '../program/open-program.ts';
import type { Truth } from './truth.ts';

export type FieldCounts = { right: number; wrong: number; doubtful: number };

/** How the machine alone would have done: accepted and right, accepted and wrong, left to people. */
export async function tallyFields(
  program: Program,
  truths: ReadonlyMap<string, Truth>,
): Promise<FieldCounts> {
  const counts: FieldCounts = { right: 0, wrong: 0, doubtful: 0 };
  for (const [sheetId, truth] of truths) {
    const template = program.review.templates.get(truth.template);
    if (template === undefined) continue;
    const reading = await findReading(program.db, sheetId);
    for (const field of template.fields) {
      counts[judge(field, reading.fields[field.id], truth.fields[field.id] ?? '')] += 1;
    }
  }
  return counts;
}

function judge(
  field: FormField,
  read: FieldReading | undefined,
  written: string,
): keyof FieldCounts {
  if (read?.accepted !== true) return 'doubtful';
  const same = canonicalValue(field, read.value ?? '') === canonicalValue(field, written);
  return same ? 'right' : 'wrong';
}

const READ: readonly SheetState[] = [
  'checked',
  'in_review',
  'awaiting_approval',
  'adjudication',
  'committed',
  'rejected',
];

/** One table that says what became of everything that went in. */
export async function demoTable(
  program: Program,
  municipalityId: string,
  fields: FieldCounts,
  seconds: { machine: number; review: number },
): Promise<string> {
  const states = await countSheets(program.db, municipalityId);
  const sum = (wanted: readonly SheetState[]) =>
    wanted.reduce((total, state) => total + (states[state] ?? 0), 0);
  const pages = Object.values(states).reduce((total, count) => total + count, 0);
  const blank = sum(['blank']);
  const foreign = sum(['unknown_form', 'foreign', 'cover']);
  const perSheet = (whole: number) => (whole / Math.max(1, pages)).toFixed(2);
  const table = new Table({ head: ['項目', '値'], style: { head: [], border: [] } });
  table.push(
    ['ページ', pages],
    ['予診票', pages - blank - foreign],
    ['白紙', blank],
    ['様式不明', foreign],
    ['読取済み', sum(READ)],
    ['台帳に記録', sum(['committed'])],
    ['却下(券番号が未発行)', sum(['rejected'])],
    ['未処理', sum(PENDING_STATES.filter((state) => state !== 'unknown_form'))],
    ['項目: 読取が正しい', fields.right],
    ['項目: 読取が誤り', fields.wrong],
    ['項目: 人に委ねた(疑い)', fields.doubtful],
    ['1ページの読取(秒、並列込み)', perSheet(seconds.machine)],
    ['1ページの確認・承認(秒、デモの自動入力)', perSheet(seconds.review)],
  );
  return table.toString();
}
