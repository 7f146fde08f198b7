import type { ErrorCode } from '../../schemas/error-codes.ts';
import { ERRORS_JA } from '../../schemas/errors-ja.ts';

/** What lies beside a file that was not accepted, for the person who finds it there. */
export function refusalNote(code: ErrorCode): string {
  const { what, lost, next } = ERRORS_JA[code];
  return `${what}\n${lost}\n→ ${next}\n\n記号: ${code}\n`;
}

export const DUPLICATE_NOTE =
  '同じ内容のファイルがすでに受け付けられています。\n' +
  '二重には登録されていません。失われたものはありません。\n' +
  '→ このファイルについて、することはありません。\n';
