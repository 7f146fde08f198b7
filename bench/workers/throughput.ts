import { setTimeout as wait } from 'node:timers/promises';
import { intakeApi } from '../../schemas/api/intake.ts';
import type { Paper } from '../papers/paper-box.ts';
import { cpuSeconds } from './cpu-time.ts';
import { type Figures, openFigures, stagesCarriedOut } from './figures.ts';
import { openPlace, type Place, type PlaceOptions } from './place.ts';

const LOOK_MS = 100;

export type Throughput = Readonly<{
  workers: number;
  sheets: number;
  seconds: number;
  sheetsPerMinute: number;
  cpuSecondsPerSheet: Readonly<Record<keyof Place['folders'], number>>;
}>;

/**
 * How many sheets a minute go from the upload to the reviewers' door. The clock starts when every worker has
 * read a sheet, so that nobody's engines are still being loaded.
 */
export async function throughputOf(
  options: PlaceOptions,
  { warmUp, papers }: { warmUp: readonly Paper[]; papers: readonly Paper[] },
): Promise<Throughput> {
  const place = await openPlace(options);
  const figures = await openFigures(place.databaseUrl);
  try {
    const batchId = await openBatch(place);
    const before = await warmedUp(place, figures, { batchId, warmUp });
    const cpuBefore = await cpuOf(place);
    const startedAt = Date.now();
    await handIn(place, batchId, papers);
    await untilDone(figures, before + papers.length);
    const seconds = ((await figures.lastDoneAt()) - startedAt) / 1000;
    const cpuAfter = await cpuOf(place);
    const perSheet = (part: keyof Place['folders']) =>
      round((cpuAfter[part] - cpuBefore[part]) / papers.length);
    return {
      workers: options.workers,
      sheets: papers.length,
      seconds: round(seconds),
      sheetsPerMinute: round((papers.length * 60) / seconds),
      cpuSecondsPerSheet: {
        worker: perSheet('worker'),
        api: perSheet('api'),
        postgres: perSheet('postgres'),
        redis: perSheet('redis'),
      },
    };
  } finally {
    await figures.close();
    await place.close();
  }
}

export const round = (value: number): number => Math.round(value * 1000) / 1000;

export async function openBatch({ clerk }: Place): Promise<string> {
  const body = { label: '測定', institutionCode: null, month: null, declaredSheets: null };
  return (await clerk.call(intakeApi.createBatch, { body })).batchId;
}

export async function handIn(
  { clerk }: Place,
  batchId: string,
  papers: readonly Paper[],
): Promise<void> {
  for (const { fileName, bytes } of papers) {
    const file = new File([await bytes()], fileName);
    await clerk.upload(intakeApi.upload, { params: { batchId } }, file);
  }
}

export async function untilDone(figures: Figures, sheets: number): Promise<void> {
  while ((await figures.done()) < sheets) await wait(LOOK_MS);
}

/** One sheet after the other until each worker has read one; tells how many that took. */
async function warmedUp(
  place: Place,
  figures: Figures,
  { batchId, warmUp }: { batchId: string; warmUp: readonly Paper[] },
): Promise<number> {
  await handIn(place, batchId, warmUp);
  await untilDone(figures, warmUp.length);
  for (const log of place.logs) {
    const stages = [...(await stagesCarriedOut([log])).keys()];
    if (!stages.some((stage) => stage.startsWith('read '))) {
      throw new Error('a worker read none of the warm-up sheets; give more of them');
    }
  }
  return warmUp.length;
}

async function cpuOf({ folders }: Place): Promise<Record<keyof Place['folders'], number>> {
  return {
    worker: await cpuSeconds(folders.worker),
    api: await cpuSeconds(folders.api),
    postgres: await cpuSeconds(folders.postgres),
    redis: await cpuSeconds(folders.redis),
  };
}
