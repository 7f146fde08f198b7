import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Calibration } from '../stages/calibration.ts';
import { inkPlane } from '../stages/ink-plane.ts';
import { type Printed, printedOf } from '../stages/printed.ts';
import { VaccineLexicon } from '../stages/sticker.ts';
import { type LineReader, openLineReader } from './line-reader.ts';
import { type Network, openNetwork } from './onnx.ts';
import type { LoadedTemplate } from './templates.ts';
import { openTextReader, type TextReader } from './tesseract.ts';
import { type BarcodeReader, openBarcodeReader } from './zxing.ts';

/** Everything that reads, started once per process. Nothing of one sheet is kept for the next. */
export type ReadingEngines = Readonly<{
  text: TextReader;
  /** The second reader of print, of another make than `text`. */
  lines: LineReader;
  digits: Network;
  barcodes: BarcodeReader;
  calibration: Calibration;
  lexicon: VaccineLexicon;
  /** What each form prints itself, by template id. */
  prints: ReadonlyMap<string, Printed>;
  /** Stored with every reading: which networks, data and calibration it came from. */
  versions: Readonly<{ text: string; digits: string; barcodes: string; ink: string }>;
  close(): Promise<void>;
}>;

export type EngineOptions = Readonly<{
  /** The forms read, for what is printed on them. */
  forms: readonly LoadedTemplate[];
  /** Folder with `digits/model.onnx`, `calibration.json`, `lexicon/`; the project's own by default. */
  modelsFolder?: string;
  startTimeoutMs?: number;
}>;

const OWN_MODELS = fileURLToPath(new URL('../../models/', import.meta.url));
const DIGIT_SHAPE = [1, 28, 28];

export async function createEngines(options: EngineOptions): Promise<ReadingEngines> {
  const folder = options.modelsFolder ?? OWN_MODELS;
  const calibration = await readCalibration(folder);
  const lexicon = VaccineLexicon.parse(await readJson(`${folder}/lexicon/vaccine-products.json`));
  const digits = await openNetwork(`${folder}/digits/model.onnx`, DIGIT_SHAPE);
  const barcodes = await openBarcodeReader();
  const text = await openTextReader(options.startTimeoutMs ?? 60_000);
  const lines = await openLineReader();
  const prints = new Map(
    options.forms.map(({ template, blank, blankPxPerMm }) => [
      template.id,
      printedOf(inkPlane(blank, 'any'), blankPxPerMm),
    ]),
  );
  const by = `/${calibration.version}`;
  return {
    text,
    lines,
    digits,
    barcodes,
    calibration,
    lexicon,
    prints,
    versions: {
      text: `pp-ocrv4+tesseract.js-7.0.0-best_int${by}`,
      digits: `digit-net-2${by}`,
      barcodes: `zxing-wasm-3.1.4${by}`,
      ink: `ink-1${by}`,
    },
    async close() {
      await text.close();
      await lines.close();
      await digits.close();
    },
  };
}

/** From a folder of models; the project's own by default. */
export async function readCalibration(folder = OWN_MODELS): Promise<Calibration> {
  return Calibration.parse(await readJson(`${folder}/calibration.json`));
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
