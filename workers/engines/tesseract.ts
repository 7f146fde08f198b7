import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js';
import { InvariantError, TransientError } from '../../runtime/errors.ts';
import type { Raster } from '../stages/raster.ts';

export type Language = 'eng' | 'jpn';
export type Layout = 'line' | 'raw-line' | 'block' | 'sparse';

export type TextWord = Readonly<{
  text: string;
  /** 0..1, tesseract's own measure. Not a probability. */
  confidence: number;
  leftPx: number;
  topPx: number;
  rightPx: number;
  bottomPx: number;
}>;

export type TextLine = TextWord & Readonly<{ words: readonly TextWord[] }>;

export type TextRequest = Readonly<{ layout: Layout; alphabet?: string }>;

export type TextReader = Readonly<{
  read(raster: Raster, language: Language, request: TextRequest): Promise<TextLine[]>;
  close(): Promise<void>;
}>;

const PACKAGE: Record<Language, string> = {
  eng: '@tesseract.js-data/eng',
  jpn: '@tesseract.js-data/jpn',
};
const MODES: Record<Layout, PSM> = {
  line: PSM.SINGLE_LINE,
  'raw-line': PSM.RAW_LINE,
  block: PSM.SINGLE_BLOCK,
  sparse: PSM.SPARSE_TEXT,
};

/** One tesseract worker thread per language, started once; its LSTM engine learns nothing from what it reads. */
export async function openTextReader(startTimeoutMs: number): Promise<TextReader> {
  const workers = {
    eng: await start('eng', startTimeoutMs),
    jpn: await start('jpn', startTimeoutMs),
  };
  // Parameters are the worker's own state, so setting them and reading must not be interleaved with another call.
  const turns: Record<Language, Promise<unknown>> = {
    eng: Promise.resolve(),
    jpn: Promise.resolve(),
  };
  return {
    read(raster, language, request) {
      const turn = turns[language].then(() => readWith(workers[language], raster, request));
      turns[language] = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
    async close() {
      await Promise.all([turns.eng, turns.jpn]);
      await Promise.all([workers.eng.terminate(), workers.jpn.terminate()]);
    },
  };
}

/** `createWorker` never settles when its data is missing, so the file is looked for first and time is limited. */
async function start(language: Language, timeoutMs: number): Promise<Worker> {
  const entry = createRequire(import.meta.url).resolve(`${PACKAGE[language]}/package.json`);
  // `best_int`: with the fast data a whitelist suppresses digits.
  const langPath = join(dirname(entry), '4.0.0_best_int');
  try {
    await access(join(langPath, `${language}.traineddata.gz`));
  } catch (error) {
    throw new InvariantError('ocr.engine_unavailable', { cause: error });
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransientError('ocr.engine_unavailable')), timeoutMs);
  });
  try {
    const worker = createWorker(language, OEM.LSTM_ONLY, {
      langPath,
      gzip: true,
      cacheMethod: 'none',
      errorHandler: () => undefined,
    });
    return await Promise.race([worker, late]);
  } catch (error) {
    if (error instanceof TransientError) throw error;
    throw new TransientError('ocr.engine_unavailable', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function readWith(worker: Worker, raster: Raster, request: TextRequest): Promise<TextLine[]> {
  try {
    await worker.setParameters({
      tessedit_pageseg_mode: MODES[request.layout],
      tessedit_char_whitelist: request.alphabet ?? '',
      user_defined_dpi: '300',
    });
    const { data } = await worker.recognize(pgm(raster), {}, { text: false, blocks: true });
    return (data.blocks ?? []).flatMap((block) =>
      block.paragraphs.flatMap((paragraph) =>
        paragraph.lines.map((line) => ({ ...placed(line), words: line.words.map(placed) })),
      ),
    );
  } catch (error) {
    throw new TransientError('ocr.engine_unavailable', { cause: error });
  }
}

type Found = {
  text: string;
  confidence: number;
  bbox: { x0: number; y0: number; x1: number; y1: number };
};

function placed({ text, confidence, bbox }: Found): TextWord {
  return {
    text: text.trim(),
    confidence: confidence / 100,
    leftPx: bbox.x0,
    topPx: bbox.y0,
    rightPx: bbox.x1,
    bottomPx: bbox.y1,
  };
}

/** Portable greymap: the plainest format leptonica reads, so no encoder is needed. */
function pgm({ widthPx, heightPx, channels, data }: Raster): Buffer {
  const header = Buffer.from(`P5\n${widthPx} ${heightPx}\n255\n`, 'latin1');
  const grey = Buffer.alloc(widthPx * heightPx);
  for (let i = 0; i < grey.length; i++) grey[i] = data[i * channels] ?? 255;
  return Buffer.concat([header, grey]);
}
