import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeRaster } from '../../workers/engines/sharp.ts';
import { type BoxInk, boxInks } from '../../workers/stages/digit-box.ts';
import { inkPlane } from '../../workers/stages/ink-plane.ts';

export type LabelledDigit = Readonly<{ label: number; ink: BoxInk }>;

/** Fax images of one digit each, as if they were boxes of a form: their frames stand at the images' edges. */
const FAX_PX_PER_MM = 8;
const FRAME_PX = 5;

/** `labels.csv` (file,label,…) beside the images; only files under `group`. */
export async function* framedDigits(folder: string, group: string): AsyncGenerator<LabelledDigit> {
  const [, ...lines] = (await readFile(join(folder, 'labels.csv'), 'utf8')).trim().split(/\r?\n/);
  for (const line of lines) {
    const [file = '', label = ''] = line.split(',');
    if (!file.startsWith(`${group}/`) || !/^\d$/.test(label)) continue;
    const raster = await decodeRaster(await readFile(join(folder, file)));
    const plane = inkPlane(raster, 'pen');
    const mm = (px: number): number => px / FAX_PX_PER_MM;
    const box = [mm(FRAME_PX), 0, mm(plane.widthPx - FRAME_PX), mm(plane.heightPx)] as const;
    const [ink] = boxInks(plane, FAX_PX_PER_MM, [[...box]], { dxPx: 0, dyPx: 0, score: 0 }, null);
    if (ink) yield { label: Number(label), ink };
  }
}

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;

/** MNIST's own files; its digits are framed already. */
export async function* mnistDigits(folder: string): AsyncGenerator<LabelledDigit> {
  const images = gunzipSync(await readFile(join(folder, 'train10k-images-idx3-ubyte.gz')));
  const labels = gunzipSync(await readFile(join(folder, 'train10k-labels-idx1-ubyte.gz')));
  for (let at = 0; LABELS_HEADER + at < labels.length; at++) {
    const from = IMAGES_HEADER + at * PIXELS;
    const image = Float32Array.from(images.subarray(from, from + PIXELS), (value) => value / 255);
    const ink: BoxInk = { image, inkMm2: 5, heightShare: 0.7, atSide: false, soiled: false };
    yield { label: labels[LABELS_HEADER + at] ?? -1, ink };
  }
}
