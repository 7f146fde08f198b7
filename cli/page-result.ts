import type { ErrorCode } from '../schemas/error-codes.ts';
import type { JudgedPage } from './check/judge-page.ts';

/** What became of one page, or of a file that gave none. */
export type PageResult =
  | (Readonly<{ kind: 'page'; file: string; page: number }> & JudgedPage)
  | Readonly<{ kind: 'refused'; file: string; page: number | null; code: ErrorCode }>;
