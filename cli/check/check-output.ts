import { warekiOf } from '../../rules/calendar.ts';
import type { Finding } from '../../schemas/finding.ts';
import { type FindingMessage, filledIn } from '../../schemas/finding-message.ts';
import { FINDINGS_JA } from '../../schemas/findings-ja.ts';
import type { JudgedPage } from './judge-page.ts';

type Place = Readonly<{ file: string; page: number }>;

/** A finding as it is printed: with what it says, in Japanese. */
export type ToldFinding = Pick<Finding, 'code' | 'severity' | 'kind' | 'fields'> &
  Readonly<{ message: string }>;

export function told({ code, severity, kind, fields, detail, override }: Finding): ToldFinding {
  const text: FindingMessage = FINDINGS_JA[code];
  const because = filledIn(text.detail, detail, warekiOf);
  const message = [
    `${text.what}。`,
    ...(because === null ? [] : [`${because}。`]),
    ...(override === undefined ? [] : [`理由: ${override.reason}。`]),
    text.next,
  ].join('');
  return { code, severity, kind, fields, message };
}

/** One page as one line of JSON: the contract of `yoshin check --json`. */
export const checkLine = (
  { file, page }: Place,
  { person, findings, record }: JudgedPage,
): string => JSON.stringify({ file, page, person, findings: findings.map(told), record });

const SEVERITY_JA = { block: '重大', warn: '注意', note: '参考' } as const;

/** The same for a person. */
export function checkTable({ file, page }: Place, { person, findings }: JudgedPage): string[] {
  const whose = person?.residentId ?? '不明';
  return [
    `${file} ${page}枚目  宛名番号 ${whose}${findings.length === 0 ? '  指摘なし' : ''}`,
    ...findings
      .map(told)
      .map(({ code, severity, message }) => `  ${SEVERITY_JA[severity]} ${code}  ${message}`),
  ];
}
