import type { Candidate } from '../../schemas/reading.ts';

/** The least of a second reading that is told: below it the reader only did not exclude it. */
const TOLD = 0.05;

/**
 * The readers that do not agree with one another about a field, by name: `qr` and `ocr-line`, `pp-ocr` and
 * `tesseract`. Empty where no reader proposed anything, or all of them the same.
 */
export function readersApart(candidates: readonly Candidate[]): string[] {
  const told = candidates.filter(({ probability }) => probability >= TOLD);
  const readers = told.map(({ source }) => source.split('+'));
  const apart = readers.filter((own) =>
    readers.some((other) => !other.some((reader) => own.includes(reader))),
  );
  return [...new Set(apart.flat())].sort();
}
