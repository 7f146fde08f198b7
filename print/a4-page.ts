import { PDFDocument, type PDFPage, rgb } from 'pdf-lib';
import type { QrCode } from './qr-code.ts';
import type { Typeface } from './typeface.ts';

export const A4_MM = { width: 210, height: 297 };

const POINTS_PER_MM = 72 / 25.4;
const BLACK = rgb(0, 0, 0);

export type BoxMm = readonly [left: number, top: number, width: number, height: number];

/** A page in millimetres from its top-left corner. */
export type Drawing = Readonly<{
  text(face: Typeface, text: string, emMm: number, at: readonly [number, number]): void;
  frame(box: BoxMm, lineMm: number): void;
  code(code: QrCode, at: readonly [number, number], sideMm: number): void;
}>;
export type A4Page = Drawing & Readonly<{ pdf(): Promise<Uint8Array> }>;

export type A4Document = Readonly<{
  /** Another page. */
  page(): Drawing;
  pdf(): Promise<Uint8Array>;
}>;

/**
 * Words are drawn as outlines: pdf-lib with a subset font loses kanji without a word
 * (https://github.com/Hopding/pdf-lib/issues/1232).
 */
export async function openA4Document(title: string, madeAt: Date): Promise<A4Document> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle(title);
  document.setCreator('yoshin');
  document.setCreationDate(madeAt);
  const size: [number, number] = [A4_MM.width * POINTS_PER_MM, A4_MM.height * POINTS_PER_MM];
  return { page: () => drawnOn(document.addPage(size)), pdf: () => document.save() };
}

/** A document of one page. */
export async function openA4Page(title: string, madeAt: Date): Promise<A4Page> {
  const document = await openA4Document(title, madeAt);
  return { ...document.page(), pdf: document.pdf };
}

function drawnOn(page: PDFPage): Drawing {
  const frameOfReference = { x: 0, y: A4_MM.height * POINTS_PER_MM, scale: POINTS_PER_MM };
  const fill = (path: string) =>
    page.drawSvgPath(path, { ...frameOfReference, color: BLACK, borderWidth: 0 });
  return {
    text: (face, text, emMm, at) => fill(face.outline(text, emMm, at)),
    frame: ([left, top, width, height], lineMm) =>
      page.drawSvgPath(`M${left} ${top}h${width}v${height}h${-width}z`, {
        ...frameOfReference,
        borderColor: BLACK,
        borderWidth: lineMm,
      }),
    code: (code, at, sideMm) => fill(modulesPath(code, at, sideMm)),
  };
}

/** Neighbours in a row as one bar: hairlines between modules would show on some printers. */
function modulesPath(
  { modulesAcross, isDark }: QrCode,
  [left, top]: readonly [number, number],
  sideMm: number,
): string {
  const module = sideMm / modulesAcross;
  const bars: string[] = [];
  for (let row = 0; row < modulesAcross; row++) {
    for (let column = 0; column < modulesAcross; column++) {
      if (!isDark(column, row)) continue;
      const from = column;
      while (column + 1 < modulesAcross && isDark(column + 1, row)) column++;
      const width = (column + 1 - from) * module;
      bars.push(`M${left + from * module} ${top + row * module}h${width}v${module}h${-width}z`);
    }
  }
  return bars.join('');
}
