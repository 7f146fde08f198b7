import type { Statement } from '../../schemas/api/statement.ts';
import { csvFile } from '../csv-file.ts';

const HEAD = [
  '対象月',
  '医療機関コード',
  '医療機関名',
  '接種種類',
  'ワクチン',
  '区分',
  '単価',
  '件数',
  '金額',
];
const KINDS = { vaccinated: '接種', examined_only: '予診のみ' } as const;

/** One line for each line of the statement; amounts are numbers without separators. What has no price stays empty. */
export function statementCsv(
  { month, clinics }: Statement,
  encoding: 'utf-8' | 'shift_jis',
): Uint8Array {
  const rows = clinics.flatMap(({ institutionCode, institutionName, lines }) =>
    lines.map((line) => [
      month,
      institutionCode ?? '',
      institutionName ?? '',
      line.programmeName,
      line.vaccineName ?? '',
      KINDS[line.serviceKind],
      line.unitYen ?? '',
      line.count,
      line.amountYen ?? '',
    ]),
  );
  return csvFile(HEAD, rows, encoding);
}
