import type { Drawing } from './a4-page.ts';
import type { Typeface } from './typeface.ts';

type Fitting = Readonly<{
  /** Top-left corner of the words. */
  at: readonly [number, number];
  widthMm: number;
  /** Sizes to try, largest first. */
  emsMm: readonly number[];
  lines: number;
  heightMm?: number;
}>;

/** As large as it fits, broken anywhere, as Japanese may be. What does not fit at the smallest size ends in …. */
export function drawFitted(page: Drawing, face: Typeface, text: string, fitting: Fitting): void {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  const room = (emMm: number) =>
    Math.max(
      1,
      Math.min(
        fitting.lines,
        Math.floor((fitting.heightMm ?? Number.POSITIVE_INFINITY) / (emMm * 1.15)),
      ),
    );
  const tried = fitting.emsMm.map((emMm) => ({
    emMm,
    lines: broken(face, plain, emMm, fitting.widthMm),
  }));
  const chosen = tried.find(({ emMm, lines }) => lines.length <= room(emMm)) ?? tried.at(-1);
  if (chosen === undefined) return;
  const { emMm, lines } = chosen;
  const shown = lines.slice(0, room(emMm));
  if (shown.length < lines.length) shown[shown.length - 1] = `${shown.at(-1)?.slice(0, -1)}…`;
  const [left, top] = fitting.at;
  shown.forEach((line, index) => {
    page.text(face, line, emMm, [left, top + emMm * (1 + index * 1.15)]);
  });
}

function broken(face: Typeface, text: string, emMm: number, widthMm: number): string[] {
  const lines: string[] = [''];
  for (const char of text) {
    const longer = `${lines.at(-1)}${char}`;
    if (face.widthMm(longer, emMm) <= widthMm) lines[lines.length - 1] = longer;
    else lines.push(char);
  }
  return lines;
}
