import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { CoverSheet } from '../../print/cover-sheet.ts';
import { openPdf } from '../../workers/engines/pdfium.ts';
import type { Raster } from '../../workers/stages/raster.ts';

const A4_INCHES = [8.27, 11.69] as const;

export const COVER: CoverSheet = {
  claim: {
    municipalityId: '272035',
    batchId: '0193527d-1c3e-7abc-8def-0123456789ab',
    institutionCode: '2719912345',
    month: '2021-10',
    declaredSheets: 120,
  },
  label: 'さくら医院 令和3年10月分',
  municipalityName: '豊中市',
  institutionName: '医療法人 髙﨑会 さくら医院',
  printedAt: new Date('2026-11-22T03:00:00Z'),
};

/** The printed page as an image, as the printer would lay it on paper. */
export async function drawnCover(pdf: Uint8Array, dpi: number): Promise<Raster> {
  const folder = await mkdtemp(join(tmpdir(), 'yoshin-test-cover-'));
  try {
    const path = join(folder, 'cover.pdf');
    await writeFile(path, pdf);
    const page = (await openPdf(path)).page(0);
    const raster = page.render(Math.round(A4_INCHES[0] * dpi), Math.round(A4_INCHES[1] * dpi));
    page.close();
    return raster;
  } finally {
    await rm(folder, { recursive: true });
  }
}

export type CoverScan = Readonly<{
  dpi: number;
  quarter: number;
  skewDeg: number;
  colour: 'colour' | 'grey' | 'bitonal';
}>;

const UPRIGHT: CoverScan = { dpi: 150, quarter: 0, skewDeg: 0, colour: 'grey' };

/** What a scanner makes of a printed cover: soft edges, uneven grey, a JPEG or a bitonal PNG. */
export async function scannedCover(pdf: Uint8Array, how: CoverScan = UPRIGHT): Promise<Buffer> {
  const { widthPx, heightPx, channels, data } = await drawnCover(pdf, how.dpi);
  const raw = { width: widthPx, height: heightPx, channels };
  // Two steps: sharp turns once per pipeline, and by quarters first.
  const turned = await sharp(data, { raw })
    .rotate(how.quarter * 90)
    .png()
    .toBuffer();
  const laid = sharp(turned).rotate(how.skewDeg, { background: '#8a8a86' }).blur(0.7);
  const toned = laid.linear(0.72, 38);
  if (how.colour === 'bitonal') return toned.greyscale().threshold(140).png().toBuffer();
  if (how.colour === 'grey') return toned.greyscale().jpeg({ quality: 50 }).toBuffer();
  return toned.jpeg({ quality: 50 }).toBuffer();
}
