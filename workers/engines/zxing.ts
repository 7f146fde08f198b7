import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, type ReadInputBarcodeFormat, readBarcodes } from 'zxing-wasm/reader';
import { once } from '../../runtime/once.ts';
import type { Raster } from '../stages/raster.ts';

export type Symbology = 'qr' | 'nw-7' | 'gs1-databar' | 'datamatrix' | 'code-128';

export type Barcode = Readonly<{
  symbology: Symbology;
  /** NW-7 without its start and stop letters; GS1 with its group separators. */
  text: string;
  /** Corners in px of the raster given: top-left, top-right, bottom-right, bottom-left of the symbol itself. */
  cornersPx: readonly (readonly [number, number])[];
}>;

export type BarcodeReader = Readonly<{
  read(raster: Raster, symbologies: readonly Symbology[]): Promise<Barcode[]>;
}>;

const FORMATS: Record<Symbology, readonly ReadInputBarcodeFormat[]> = {
  qr: ['QRCode'],
  'nw-7': ['Codabar'],
  'gs1-databar': ['DataBar', 'DataBarLtd', 'DataBarExp'],
  datamatrix: ['DataMatrix'],
  'code-128': ['Code128'],
};

/** One for the whole process. */
export const openBarcodeReader = once(async (): Promise<BarcodeReader> => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const file = await readFile(wasm);
  const wasmBinary = new ArrayBuffer(file.byteLength);
  new Uint8Array(wasmBinary).set(file);
  // Without `wasmBinary` it would fetch the module from a CDN.
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return { read };
});

async function read(raster: Raster, symbologies: readonly Symbology[]): Promise<Barcode[]> {
  const found = await readBarcodes(rgba(raster), {
    formats: symbologies.flatMap((symbology) => FORMATS[symbology]),
    tryHarder: true,
    tryRotate: true,
    tryInvert: false,
    maxNumberOfSymbols: 8,
  });
  return found.flatMap((result) => {
    const symbology = symbologies.find((name) =>
      FORMATS[name].some((format) => result.format.replaceAll(/[ -]/g, '').startsWith(format)),
    );
    if (!result.isValid || symbology === undefined) return [];
    const { topLeft, topRight, bottomRight, bottomLeft } = result.position;
    const corners = [topLeft, topRight, bottomRight, bottomLeft];
    return [
      {
        symbology,
        text: symbology === 'nw-7' ? stripStartStop(result.text) : result.text,
        cornersPx: corners.map(({ x, y }) => [x, y] as const),
      },
    ];
  });
}

/** NW-7 text carries its start and stop letters; the form's number is what stands between them. */
function stripStartStop(text: string): string {
  return text.replace(/^[A-Da-d]/, '').replace(/[A-Da-d]$/, '');
}

/** The reader takes canvas pixels only. */
function rgba(raster: Raster) {
  const { widthPx, heightPx, channels, data } = raster;
  const pixels = new Uint8ClampedArray(widthPx * heightPx * 4);
  for (let i = 0, from = 0; i < widthPx * heightPx; i++, from += channels) {
    pixels[i * 4] = data[from] ?? 255;
    pixels[i * 4 + 1] = data[channels === 1 ? from : from + 1] ?? 255;
    pixels[i * 4 + 2] = data[channels === 1 ? from : from + 2] ?? 255;
    pixels[i * 4 + 3] = 255;
  }
  return { data: pixels, width: widthPx, height: heightPx, colorSpace: 'srgb' as const };
}
