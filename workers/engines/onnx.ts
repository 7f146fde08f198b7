import { access } from 'node:fs/promises';
import * as ort from 'onnxruntime-node';
import { InvariantError } from '../../runtime/errors.ts';

/** One network, loaded once. It keeps nothing between calls. */
export type Network = Readonly<{
  /** Runs all images of a page in one call; one row of outputs per image. */
  run(images: readonly Float32Array[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}>;

/** `shape` is one image's, without the batch: [1, 28, 28]. */
export async function openNetwork(modelPath: string, shape: readonly number[]): Promise<Network> {
  try {
    await access(modelPath);
  } catch (error) {
    throw new InvariantError('ocr.engine_unavailable', { cause: error });
  }
  // Parallelism comes from worker processes: more threads here would only fight for the same cores.
  const session = await ort.InferenceSession.create(modelPath, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  return {
    run: (images) => runBatch(session, shape, images),
    close: () => session.release(),
  };
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
