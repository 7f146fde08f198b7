import { RejectedInputError } from '../../runtime/errors.ts';
import type { Statement } from '../../schemas/api/statement.ts';
import { escapeFormula } from '../masters/cells.ts';
import { shiftJisEncoder } from '../masters/shift-jis.ts';
import { writeCsv } from '../masters/write-csv.ts';

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
const BOM = new Uint8Array([0xef, 0xbb, 0xbf]);

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
  const safe = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? escapeFormula(cell) : cell)),
  );
  const text = writeCsv([HEAD, ...safe], 'crlf');
  if (encoding === 'utf-8') return Buffer.concat([BOM, Buffer.from(text, 'utf8')]);
  const bytes = shiftJisEncoder().encode(text);
  if (bytes === null) throw new RejectedInputError('masters.not_in_shift_jis');
  return bytes;
}
