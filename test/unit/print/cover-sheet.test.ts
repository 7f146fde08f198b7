import { PDFDocument } from 'pdf-lib';
import { expect, test, vi } from 'vitest';
import { printCoverSheet } from '../../../print/cover-sheet.ts';
import { writeCoverCode } from '../../../rules/cover-code.ts';
import { openBarcodeReader } from '../../../workers/engines/zxing.ts';
import { type GreyRaster, toGrey } from '../../../workers/stages/grey.ts';
import { COVER, drawnCover } from '../../support/covers.ts';

// Whole pages are printed, drawn and searched: seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const DPI = 150;
type Box = readonly [left: number, top: number, width: number, height: number];
/** Where the page shows its parts, mm. */
const NAME: Box = [10, 121, 190, 29];
const MARGINS: readonly Box[] = [
  [0, 0, 12, 297],
  [198, 0, 12, 297],
];

const drawn = async (over: Partial<typeof COVER> = {}): Promise<GreyRaster> =>
  toGrey(await drawnCover(await printCoverSheet({ ...COVER, ...over }), DPI));

function part(page: GreyRaster, box: Box): Uint8Array[] {
  const [left, top, width, height] = box.map((mm) => Math.round((mm * DPI) / 25.4)) as never as Box;
  return Array.from({ length: height }, (_, row) => {
    const from = (top + row) * page.widthPx + left;
    return page.data.subarray(from, from + width);
  });
}

const ink = (rows: Uint8Array[]): number =>
  rows.reduce((sum, row) => sum + row.filter((value) => value < 128).length, 0);

test('is one page of A4 that names nobody in its title', async () => {
  const pdf = await PDFDocument.load(await printCoverSheet(COVER));
  const pages = pdf.getPages().map((page) => page.getSize());
  expect(pages).toHaveLength(1);
  expect(pages[0]?.width).toBeCloseTo(595.28, 1);
  expect(pages[0]?.height).toBeCloseTo(841.89, 1);
  expect(pdf.getTitle()).toBe('表紙 456789ab');
});

test('carries its code twice, in opposite corners', async () => {
  const page = await drawn();
  const codes = await (await openBarcodeReader()).read(page, ['qr']);
  expect(codes.map(({ text }) => text)).toEqual(Array(2).fill(writeCoverCode(COVER.claim)));
  const corners = codes.map(({ cornersPx }) => {
    const [x, y] = cornersPx[0] ?? [0, 0];
    return [x > page.widthPx / 2 ? 'right' : 'left', y > page.heightPx / 2 ? 'low' : 'high'];
  });
  expect(corners.toSorted()).toEqual([
    ['left', 'low'],
    ['right', 'high'],
  ]);
});

test('shows every kanji of the name, and a gap in the font as 〓, never as nothing', async () => {
  const [name, other, rare, geta] = await Promise.all(
    ['髙﨑内科', '高崎内科', '𠮷田内科', '〓田内科'].map(async (label) =>
      part(await drawn({ label }), NAME),
    ),
  );
  expect(name).not.toEqual(other);
  expect(rare).toEqual(geta);
});

test('keeps the longest name on the paper, without touching what stands below', async () => {
  const page = await drawn({ label: '豊中市中央保健センター接種会場'.repeat(7).slice(0, 100) });
  expect(MARGINS.map((box) => ink(part(page, box)))).toEqual([0, 0]);
  expect(ink(part(page, [10, 149, 190, 2]))).toBe(0);
  expect(ink(part(page, NAME))).toBeGreaterThan(
    2 * ink(part(await drawn({ label: '豊中' }), NAME)),
  );
});
