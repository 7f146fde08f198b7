import sharp from 'sharp';
import type { Pose, ScanConditions } from './plan-types.ts';
import { makeRng, type Rng } from './rng.ts';

const GREYS: Record<ScanConditions['background'], { bed: string; paper: string }> = {
  white: { bed: '#f1f1ee', paper: '#fbfaf6' },
  dark: { bed: '#3b3b3a', paper: '#f6f4ee' },
};

/** The sheet on the scanner's bed: paper, print and ink turned and shifted as the feeder took it. */
function bedSvg(
  bodies: readonly string[],
  pose: Pose,
  scan: ScanConditions,
  pxPerMm: number,
): string {
  const { bed, paper } = GREYS[scan.background];
  const [dx, dy] = pose.offsetMm;
  const [canvasW, canvasH] = pose.canvasMm;
  const place = `translate(${canvasW / 2 + dx} ${canvasH / 2 + dy}) rotate(${pose.skewDeg}) scale(${pose.scale}) translate(-105 -148.5)`;
  const width = Math.round(canvasW * pxPerMm);
  const height = Math.round(canvasH * pxPerMm);
  const holes = scan.degradations.includes('punch holes')
    ? [108.5, 188.5]
        .map(
          (y) => `<circle cx="12" cy="${y}" r="3" fill="${bed}" stroke="#999" stroke-width="0.2"/>`,
        )
        .join('')
    : '';
  const smear = scan.degradations.includes('pencil smear')
    ? '<ellipse cx="120" cy="150" rx="38" ry="7" fill="#777" opacity="0.12"/>'
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${canvasW} ${canvasH}">
<rect width="${canvasW}" height="${canvasH}" fill="${bed}"/>
<g transform="${place}"><rect width="210" height="297" fill="${paper}" stroke="#8f8f8a" stroke-width="0.12"/>
${bodies.join('\n')}
${smear}${holes}</g></svg>`;
}

type Raster = { data: Buffer; width: number; height: number; channels: 1 | 3 };

const clamp = (value: number): number => Math.max(0, Math.min(value, 255));

/** How much of the light arrives at a spot: the lamp falls off, dust on the glass leaves a streak. */
function lighting(
  raster: Raster,
  scan: ScanConditions,
  rng: Rng,
): (x: number, y: number) => number {
  const uneven = scan.degradations.includes('uneven brightness');
  const streaked = scan.degradations.includes('ADF streak');
  const streakAt = raster.width * rng.between(0.2, 0.8);
  const gain = rng.between(0.95, 1.01);
  return (x, y) => {
    const lamp = uneven ? 1 - 0.16 * (x / raster.width) ** 2 - 0.1 * (y / raster.height) : 1;
    return gain * lamp * (streaked && Math.abs(x - streakAt) < 2 ? 0.78 : 1);
  };
}

function degrade(raster: Raster, scan: ScanConditions, rng: Rng): void {
  const { data, width, height, channels } = raster;
  const noise = Float32Array.from({ length: 8192 }, () => rng.normal(2.6));
  const light = lighting(raster, scan, rng);
  for (let y = 0; y < height; y++) {
    const from = rng.int(0, 8191);
    for (let x = 0; x < width; x++) {
      const k = light(x, y);
      const grain = noise[(from + x) & 8191] ?? 0;
      for (let c = 0; c < channels; c++) {
        const i = (y * width + x) * channels + c;
        data[i] = clamp((data[i] ?? 0) * k + grain);
      }
    }
  }
}

/** Pixels of one scanned page, still unencoded. */
export async function scanPage(
  bodies: readonly string[],
  pose: Pose,
  scan: ScanConditions,
  seed: string,
): Promise<Raster> {
  const rng = makeRng(`yoshin samples: scan of ${seed}`);
  const svg = bedSvg(bodies, pose, scan, scan.dpi / 25.4);
  // A scanner's optics spread an edge over about a pixel; drawn outlines are sharper than any scan.
  let image = sharp(Buffer.from(svg), { unlimited: true })
    .flatten({ background: '#ffffff' })
    .blur(rng.between(0.45, 0.75));
  if (scan.colour !== 'colour') image = image.greyscale().toColourspace('b-w');
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const channels = scan.colour === 'colour' ? 3 : 1;
  const raster: Raster = { data, width: info.width, height: info.height, channels };
  degrade(raster, scan, rng);
  return raster;
}

function turned(raster: Raster, scan: ScanConditions) {
  const { data, width, height, channels } = raster;
  const image = sharp(data, { raw: { width, height, channels } });
  const upright = channels === 1 ? image.toColourspace('b-w') : image;
  return upright.rotate(scan.rotation);
}

/** Puts a JFIF header with the resolution in front; sharp's own way turns grey scans into colour ones. */
function withJfifDensity(jpeg: Buffer, dpi: number): Buffer {
  const header = Buffer.from('ffe000104a46494600010101000000000000', 'hex');
  header.writeUInt16BE(dpi, 12);
  header.writeUInt16BE(dpi, 14);
  const start = jpeg.toString('latin1', 6, 10) === 'JFIF' ? 2 + 18 : 2;
  return Buffer.concat([jpeg.subarray(0, 2), header, jpeg.subarray(start)]);
}

export async function asJpeg(raster: Raster, scan: ScanConditions): Promise<Buffer> {
  const options = { quality: scan.jpegQuality, mozjpeg: true };
  return withJfifDensity(await turned(raster, scan).jpeg(options).toBuffer(), scan.dpi);
}

export const asPng = (raster: Raster, scan: ScanConditions): Promise<Buffer> =>
  turned(raster, scan).png({ compressionLevel: 9 }).toBuffer();

/** Sixteen greys, as office scanners write PNG to keep files small. */
export const asSmallPng = (raster: Raster, scan: ScanConditions): Promise<Buffer> =>
  turned(raster, scan).png({ palette: true, colours: 16, compressionLevel: 9 }).toBuffer();

/** sharp takes pixels per millimetre. */
export const tiffDensity = (dpi: number) => ({ xres: dpi / 25.4, yres: dpi / 25.4 });

/** Fax-like: one bit a pixel, CCITT group 4. */
export const asBilevelTiff = (raster: Raster, scan: ScanConditions): Promise<Buffer> =>
  turned(raster, scan)
    .threshold(150)
    .toColourspace('b-w')
    .tiff({ compression: 'ccittfax4', bitdepth: 1, ...tiffDensity(scan.dpi) })
    .toBuffer();
