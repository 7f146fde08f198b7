import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { InvariantError } from '../runtime/errors.ts';
import { once } from '../runtime/once.ts';

/** Square modules, row by row. */
export type QrCode = Readonly<{
  modulesAcross: number;
  isDark(column: number, row: number): boolean;
}>;

const openWriter = once(async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm');
  const file = await readFile(wasm);
  const wasmBinary = new ArrayBuffer(file.byteLength);
  new Uint8Array(wasmBinary).set(file);
  // Without `wasmBinary` it would fetch the module from a CDN.
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
});

/** Level H: readable with a third of it under a stamp or a coffee stain. */
export async function qrCode(text: string): Promise<QrCode> {
  await openWriter();
  const { symbol, error } = await writeBarcode(text, {
    format: 'QRCode',
    options: 'ecLevel=H',
    addQuietZones: false,
    scale: 1,
  });
  if (error) throw new InvariantError('bug.invariant', { cause: new Error(error) });
  const { width, data } = symbol;
  return { modulesAcross: width, isDark: (column, row) => data[row * width + column] === 0 };
}
