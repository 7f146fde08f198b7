/** What a scanner wrote beside a page: its number counted from nought, and of how many (nought: not said). */
export type PageNumber = Readonly<{ number: number; of: number }>;

/**
 * Pages the scanner numbered that are not in the file, counted from one. Only a file of several pages, each with a
 * number of its own, is believed: programs that write a file a page, or nought everywhere, tell nothing.
 */
export function missingPages(pages: readonly (PageNumber | null)[], maxPages: number): number[] {
  const numbers = pages.filter((page) => page !== null);
  const own = new Set(numbers.map(({ number }) => number));
  if (pages.length < 2 || own.size !== pages.length) return [];
  const said = Math.max(...numbers.map(({ of }) => of));
  const highest = Math.max(...own);
  // Against the standard some count from one.
  const first = !own.has(0) && highest === Math.max(said, pages.length) ? 1 : 0;
  const total = Math.max(said, highest - first + 1);
  if (total > maxPages) return [];
  return Array.from({ length: total }, (_, index) => index + 1).filter(
    (page) => !own.has(page - 1 + first),
  );
}
