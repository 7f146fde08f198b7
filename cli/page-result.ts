import type { ErrorCode } from '../schemas/error-codes.ts';
import type { Finding } from '../schemas/finding.ts';
import type { PersonOfPage } from '../schemas/person-match.ts';
import type { PageReading } from '../schemas/reading.ts';

/** What became of one page, or of a file that gave none. */
export type PageResult =
  | Readonly<{
      kind: 'page';
      file: string;
      page: number;
      reading: PageReading;
      findings: Finding[];
      /** Absent without masters, and of a page that is no form. */
      person?: PersonOfPage;
    }>
  | Readonly<{ kind: 'refused'; file: string; page: number | null; code: ErrorCode }>;
