import { access } from 'node:fs/promises';
import * as ort from 'onnxruntime-node';
import { InvariantError } from '../../runtime/errors.ts';
import type { LineScores } from '../stages/ctc.ts';
import { LINE_HEIGHT_PX, type LineImage } from '../stages/line-image.ts';

/** One network, loaded once. It keeps nothing between calls. */
export type Network = Readonly<{
  /** Runs all images of a page in one call; one row of outputs per image. */
  run(images: readonly Float32Array[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}>;

/** `shape` is one image's, without the batch: [1, 28, 28]. */
export async function openNetwork(modelPath: string, shape: readonly number[]): Promise<Network> {
  const session = await openSession(modelPath);
  return {
    run: (images) => runBatch(session, shape, images),
    close: () => session.release(),
  };
}

/** A network that reads one line of any width, a row of class probabilities per step. */
export type LineNetwork = Readonly<{
  run(image: LineImage): Promise<LineScores>;
  close(): Promise<void>;
}>;

export async function openLineNetwork(modelPath: string): Promise<LineNetwork> {
  const session = await openSession(modelPath);
  return {
    run: (image) => runLine(session, image),
    close: () => session.release(),
  };
}

async function openSession(modelPath: string): Promise<ort.InferenceSession> {
  try {
    await access(modelPath);
  } catch (error) {
    throw new InvariantError('ocr.engine_unavailable', { cause: error });
  }
  return ort.InferenceSession.create(modelPath, {
    // Parallelism comes from worker processes: more threads here would only fight for the same cores.
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // Lines have every width: an arena would keep the most that any of them ever needed, and more, and so do plans of
    // memory, one for each width.
    enableCpuMemArena: false,
    enableMemPattern: false,
  });
}

const LINE_CHANNELS = 3;

/** One line a call: padding lines to one width changes what is read beside them. */
async function runLine(session: ort.InferenceSession, image: LineImage): Promise<LineScores> {
  const size = image.values.length;
  const values = new Float32Array(size * LINE_CHANNELS);
  for (let channel = 0; channel < LINE_CHANNELS; channel++)
    values.set(image.values, channel * size);
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  const shape = [1, LINE_CHANNELS, LINE_HEIGHT_PX, image.widthPx];
  const result = await session.run({ [input]: new ort.Tensor('float32', values, shape) });
  const tensor = result[output];
  const [, steps, classes] = tensor?.dims ?? [];
  if (!(tensor?.data instanceof Float32Array) || !steps || !classes) {
    throw new InvariantError('ocr.engine_unavailable');
  }
  return { steps, classes, scores: tensor.data };
}

async function runBatch(
  session: ort.InferenceSession,
  shape: readonly number[],
  images: readonly Float32Array[],
): Promise<Float32Array[]> {
  if (images.length === 0) return [];
  const size = shape.reduce((product, side) => product * side, 1);
  const batch = new Float32Array(images.length * size);
  images.forEach((image, index) => {
    batch.set(image, index * size);
  });
  const [input = ''] = session.inputNames;
  const [output = ''] = session.outputNames;
  const result = await session.run({
    [input]: new ort.Tensor('float32', batch, [images.length, ...shape]),
  });
  const scores = result[output]?.data;
  if (!(scores instanceof Float32Array)) throw new InvariantError('ocr.engine_unavailable');
  const width = scores.length / images.length;
  return images.map((_, index) => scores.slice(index * width, (index + 1) * width));
}
