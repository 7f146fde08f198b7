import { residentBytes } from '../../workers/engines/process-usage.ts';
import { createReaderPool, type ReaderPool } from '../../workers/engines/reader-pool.ts';
import { peakRssMb } from './process-figures.ts';
import { mean, round } from './spread.ts';

const MB = 1024 ** 2;

type Wanted = Readonly<{ together: number; processes: number; templatesDir: string }>;

/**
 * `together` sheets, the images over and over, in so many processes at once. None is replaced, unlike at work: what
 * grows would show.
 */
export async function readTogether(
  images: readonly Uint8Array[],
  { together, processes, templatesDir }: Wanted,
) {
  const pools = Array.from({ length: processes }, () =>
    createReaderPool({ size: 1, templatesDir, pagesPerProcess: together }),
  );
  let next = 0;
  const readNext = async (pool: ReaderPool): Promise<number[]> => {
    const rssMb: number[] = [];
    for (let at = next++; at < together; at = next++) {
      const image = images[at % images.length];
      if (image === undefined) break;
      await pool.read(image);
      rssMb.push((residentBytes(pool.pids()[0]) ?? 0) / MB);
    }
    return rssMb;
  };
  const start = performance.now();
  const rssMb = await Promise.all(pools.map(readNext));
  const minutes = (performance.now() - start) / 60_000;
  const peakMb = Math.max(...pools.flatMap((pool) => pool.pids().map(peakRssMb)));
  await Promise.all(pools.map((pool) => pool.close()));
  return {
    pages: together,
    processes,
    sheetsPerMinute: round(together / minutes),
    sheetsPerProcess: Math.min(...rssMb.map(({ length }) => length)),
    workerPeakRssMb: round(peakMb),
    ...mostGrown(rssMb),
  };
}

/** The process that grew most: its second tenth, the first being its warm-up, and its last. */
function mostGrown(rssMb: readonly number[][]) {
  const growthOf = 'mean resident memory in the second tenth of the sheets and in the last tenth';
  const grown = rssMb
    .filter(({ length }) => length >= 10)
    .map((each) => {
      const tenth = Math.floor(each.length / 10);
      const [early, late] = [mean(each.slice(tenth, 2 * tenth)), mean(each.slice(-tenth))];
      return {
        rssAfterWarmUpMb: round(early),
        rssAtEndMb: round(late),
        growthShare: round(late / early - 1),
      };
    })
    .sort((a, b) => b.growthShare - a.growthShare);
  const none = { rssAfterWarmUpMb: null, rssAtEndMb: null, growthShare: null };
  return { growthOf, ...(grown[0] ?? none) };
}
