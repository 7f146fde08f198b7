/** Looked at by a second person, however large the file: all of a small one. */
const MOST_LOOKED_AT = 20;

/**
 * Lines of a file that are looked at, drawn by its hash: known to nobody before it is written, the same whoever asks. The
 * first and the last are among them.
 */
export function sampledLines(contentHash: string, rows: number): number[] {
  const every = Array.from({ length: Math.min(rows, MOST_LOOKED_AT) }, (_, index) => index + 1);
  if (rows <= MOST_LOOKED_AT) return every;
  const drawn = new Set([1, rows]);
  const starts = contentHash.length - 12;
  // Six bytes from each place of the hash; in a next round their neighbours, until there are enough.
  for (let at = 0; drawn.size < MOST_LOOKED_AT; at += 1) {
    const start = at % starts;
    const number = Number.parseInt(contentHash.slice(start, start + 12), 16);
    drawn.add(((number + Math.floor(at / starts)) % rows) + 1);
  }
  return [...drawn].toSorted((one, other) => one - other);
}
