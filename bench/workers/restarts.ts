import type { Paper } from '../papers/paper-box.ts';
import { openFigures, stagesCarriedOut } from './figures.ts';
import { type Backend, openPlace, type PlaceOptions } from './place.ts';
import { handIn, openBatch, round, untilDone } from './throughput.ts';

export type Restarts = Readonly<{
  backend: Backend;
  sheets: number;
  /** Asked to end (SIGTERM): how long it took, and what was left begun and not ended. */
  asked: Readonly<{ seconds: number; leftBegun: number }>;
  /** kill -9: what was in hand then, with the seconds each had cost. Only this is done again. */
  killed: Readonly<{ inHand: readonly { queue: string; seconds: number }[]; secondsLost: number }>;
  stagesFinished: number;
  /** Stages of sheets and files carried through to their end more than once: must be none. */
  finishedTwice: number;
  seconds: number;
}>;

/** A box goes through one worker, which a third of the way is asked to end and two thirds of the way is killed. */
export async function restartsOf(
  options: PlaceOptions,
  papers: readonly Paper[],
): Promise<Restarts> {
  const place = await openPlace(options);
  const figures = await openFigures(place.databaseUrl);
  try {
    const [worker] = place.workers;
    if (worker === undefined) throw new Error('no worker');
    const startedAt = performance.now();
    await handIn(place, await openBatch(place), papers);
    await untilDone(figures, Math.floor(papers.length / 3));
    const seconds = round((await worker.restart()) / 1000);
    const asked = { seconds, leftBegun: (await figures.inHand()).length };
    await untilDone(figures, Math.floor((papers.length * 2) / 3));
    worker.kill();
    const inHand = await figures.inHand();
    await untilDone(figures, papers.length);
    const carriedOut = [...(await stagesCarriedOut(place.logs)).values()];
    const twice = carriedOut.filter((times) => times > 1).length + (await figures.recordedTwice());
    return {
      backend: options.backend,
      sheets: papers.length,
      asked,
      killed: {
        inHand: inHand.map(({ queue, seconds: cost }) => ({ queue, seconds: round(cost) })),
        secondsLost: round(inHand.reduce((sum, each) => sum + each.seconds, 0)),
      },
      stagesFinished: carriedOut.length,
      finishedTwice: twice,
      seconds: round((performance.now() - startedAt) / 1000),
    };
  } finally {
    await figures.close();
    await place.close();
  }
}
