import { dayInJapan } from '../../rules/calendar.ts';
import type { PracticeCase, PracticeList } from '../../schemas/practice.ts';
import { findingWords, GRAVITY_JA, STATUS_JA } from '../../schemas/practice-words.ts';
import { csvFile } from '../csv-file.ts';

const HEAD = [
  '年度',
  '間違いの種類',
  '重大・軽微',
  '報告期限',
  '状態',
  '接種日',
  '予防接種',
  'ワクチン',
  '医療機関コード',
  '医療機関名',
  '点検の指摘',
  '台帳番号',
  '予診票',
  '確定日',
  '訂正中',
  '記録した人',
  '記録した日',
  '備考',
];
/** One line for each case, those that were no mistake too: their state says so. */
export function practiceCsv(list: PracticeList, encoding: 'utf-8' | 'shift_jis'): Uint8Array {
  const kinds = new Map(list.kinds.map(({ id, nameJa }) => [id, nameJa]));
  const rows = list.cases.map((one) => [
    list.fiscalYear,
    kinds.get(one.kind) ?? one.kind,
    GRAVITY_JA[one.gravity],
    one.due,
    STATUS_JA[one.status],
    one.day ?? '',
    one.programmeName.ja,
    one.vaccineName?.ja ?? '',
    one.institutionCode ?? '',
    one.institutionName ?? '',
    one.findings.map(findingWords).join(' '),
    one.leafIndex,
    one.sheetId,
    one.committedOn,
    one.isAmended ? '訂正中' : '',
    ...newestStep(one),
  ]);
  return csvFile(HEAD, rows, encoding);
}

function newestStep({ steps }: PracticeCase): string[] {
  const [newest] = steps;
  return newest === undefined
    ? ['', '', '']
    : [newest.by, dayInJapan(new Date(newest.at)), newest.remark];
}
