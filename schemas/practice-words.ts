import { FindingCode } from './finding.ts';
import { FINDINGS_JA } from './findings-ja.ts';

/** The words of the list on paper and in files, which go to an office and are Japanese. */
export const GRAVITY_JA = { minor: '軽微', serious: '重大' } as const;
export const STATUS_JA = {
  open: '未調査',
  looked_into: '調査済み',
  reported: '報告済み',
  no_error: '間違いではない',
} as const;

/** In the words of the checks; what they do not know any more stays as it was written. */
export const findingWords = (code: string): string => {
  const known = FindingCode.safeParse(code);
  return known.success ? FINDINGS_JA[known.data].what : code;
};
