import type { WrittenPage } from './decode-messages.ts';

export type SourceLimits = Readonly<{ maxPixels: number; maxPages: number }>;

/** A file that was opened inside the decoder process. */
export type OpenSource = Readonly<{
  pageCount: number;
  /** Pages the scanner numbered that are not in the file. */
  missingPages?: readonly number[];
  /** Writes one page as JPEG or PNG and says what it is. */
  writePage: (index: number, into: string) => Promise<WrittenPage>;
}>;
