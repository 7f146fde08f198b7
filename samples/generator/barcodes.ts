import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { INK, rectPath, type Shape } from './drawing.ts';

const require = createRequire(import.meta.url);

/** Hands zxing its WebAssembly from disk: by default it would fetch it from a CDN. */
export async function prepareBarcodes(): Promise<void> {
  const wasm = readFileSync(require.resolve('zxing-wasm/writer/zxing_writer.wasm'));
  await prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(wasm).buffer },
    fireImmediately: true,
  });
}

type Symbology = 'QRCode' | 'Codabar' | 'DataMatrix';

/** Bars and modules as one path, `moduleMm` each; one-dimensional codes get the height asked for. */
export async function barcode(
  text: string,
  format: Symbology,
  [x, y]: readonly [number, number],
  moduleMm: number,
  heightMm?: number,
): Promise<Shape> {
  const { symbol, error } = await writeBarcode(text, {
    format,
    addQuietZones: false,
    scale: 1,
    options: format === 'DataMatrix' ? 'forceSquare' : '',
  });
  if (error) throw new Error(`${format}: ${error}`);
  const { width, height, data } = symbol;
  const rows = heightMm === undefined ? height : 1;
  const rowMm = heightMm ?? moduleMm;
  let path = '';
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      if (data[row * width + column] !== 0) continue;
      path += rectPath(x + column * moduleMm, y + row * rowMm, moduleMm, rowMm);
    }
  }
  return { path, fill: INK };
}
