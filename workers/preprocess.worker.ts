import type { ActContext } from '../ledger/act-context.ts';
import { findBlob } from '../ledger/intake/blobs.ts';
import { chosenFormOf } from '../ledger/intake/chosen-form.ts';
import { eraseContainers } from '../ledger/intake/containers.ts';
import { recordCover } from '../ledger/intake/filing.ts';
import { isToBeScreened, recordSuspicion } from '../ledger/intake/number-suspicions.ts';
import { findSheet, recordPreprocessed, type Sheet } from '../ledger/intake/stages.ts';
import { RejectedInputError } from '../runtime/errors.ts';
import { SheetJob } from '../schemas/jobs.ts';
import type { ChosenForm } from '../schemas/reading.ts';
import type { SheetState } from '../schemas/sheet-state.ts';
import type { ClassifiedPage, Suspicion } from './engines/reader-messages.ts';
import { type StageDeps, stageContext } from './stage-deps.ts';
import { stageHandler } from './stage-handler.ts';

/** Which form is it, and how does it lie? Blank backs and strangers are answers a person can undo. */
export const preprocessWorker = (deps: StageDeps) =>
  stageHandler(
    'preprocess',
    SheetJob,
    async (job, signal) => {
      const sheet = await findSheet(deps.db, job.municipalityId, job.sheetId);
      if (sheet.state !== 'received') return;
      const { ref } = await findBlob(deps.db, job.municipalityId, sheet.blobId);
      const image = await deps.blobs.get(ref);
      const chosen = await chosenFormOf(deps.db, sheet);
      const screened = await isToBeScreened(deps.db, sheet);
      const found = screened
        ? await lookedAt(deps, image, chosen, signal)
        : await classified(deps, image, chosen, signal);
      const context = stageContext(deps, job);
      const to = await record(deps, context, sheet, found);
      if (screened) await eraseContainers(deps, context, sheet.originalId);
      deps.log.info({ sheetId: sheet.sheetId, stage: 'preprocess', state: to }, 'stage finished');
    },
    deps,
  );

type Found = Pick<ClassifiedPage, 'template' | 'registration' | 'cover'> & {
  suspicion?: Suspicion | null;
};
const STRANGER: Found = { template: 'other', registration: null, cover: null };

/** An image nobody can decode is a page a person must look at, not one to lose in a dead letter. */
async function ofReadable(find: () => Promise<Found>): Promise<Found> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof RejectedInputError)) throw error;
    return STRANGER;
  }
}

const lookedAt = (
  deps: StageDeps,
  image: Uint8Array,
  chosen: ChosenForm | null,
  signal: AbortSignal | undefined,
): Promise<Found> => ofReadable(() => deps.readers.look(image, chosen, signal));

const classified = (
  deps: StageDeps,
  image: Uint8Array,
  chosen: ChosenForm | null,
  signal: AbortSignal | undefined,
): Promise<Found> =>
  ofReadable(async () => {
    if (chosen === null) return deps.readers.classify(image, signal);
    const placed = await deps.readers.place(image, chosen, signal);
    return placed === null ? STRANGER : { ...placed, cover: null };
  });

async function record(
  deps: StageDeps,
  context: ActContext,
  sheet: Sheet,
  { template, registration, cover, suspicion }: Found,
): Promise<SheetState> {
  if (suspicion) {
    const { areas, mediaType } = suspicion;
    const masked = await deps.blobs.put(sheet.municipalityId, suspicion.masked);
    await recordSuspicion(deps.db, context, sheet, { areas, masked, mediaType });
    return 'number_suspected';
  }
  // It was a cover before, and a person said that it is none.
  if (cover !== null && sheet.cover === null) {
    await recordCover(deps.db, context, sheet, cover);
    return 'cover';
  }
  const to = destination(template, sheet);
  await recordPreprocessed(deps.db, context, sheet, { to, template, registration });
  return to;
}

function destination(template: string, sheet: Pick<Sheet, 'generation'>) {
  switch (template) {
    case 'blank':
      // A person sent it back, saying that it is a form: it is not set aside a second time.
      return sheet.generation > 1 ? 'unknown_form' : 'blank';
    case 'cover':
    case 'other':
      return 'unknown_form';
    default:
      return 'preprocessed';
  }
}
