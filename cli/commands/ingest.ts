import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { batchView, createBatch } from '../../ledger/intake/batches.ts';
import { countGivenUp } from '../../ledger/intake/dead-letters.ts';
import { listOriginals } from '../../ledger/intake/list-originals.ts';
import { receiveOriginal } from '../../ledger/intake/originals.ts';
import { AppError, RejectedInputError } from '../../runtime/errors.ts';
import { type BatchView, intakeApi, type OriginalView } from '../../schemas/api/intake.ts';
import { ERRORS_JA } from '../../schemas/errors-ja.ts';
import { forMunicipality } from '../program/municipality.ts';
import type { Program } from '../program/open-program.ts';
import { runStages } from '../program/run-stages.ts';
import { walkFiles } from '../walk-files.ts';
import { type Progress, startProgress } from './progress.ts';

export type IngestOptions = Readonly<{
  municipality?: string;
  label?: string;
  institution?: string;
  month?: string;
  declared?: number;
  /** Only hand in: the running program reads. */
  enqueueOnly: boolean;
}>;

export const INGEST_EXIT = { allRead: 0, someRefused: 2 } as const;

const LOOK_AGAIN_MS = 300;
const FULL_WAIT_MS = 2_000;

/** Files or folders → one batch, read through the queue with progress, in this process unless told otherwise. */
export const ingestCommand = (
  program: Program,
  paths: readonly string[],
  options: IngestOptions,
  print: (line: string) => void,
): Promise<number> =>
  forMunicipality(program.db, options.municipality, (municipalityId) =>
    ingest({ program, municipalityId }, paths, options, print),
  );

async function ingest(
  { program, municipalityId }: { program: Program; municipalityId: string },
  paths: readonly string[],
  options: IngestOptions,
  print: (line: string) => void,
): Promise<number> {
  const context = program.operator(municipalityId);
  const batch = await createBatch(program.db, context, askedBatch(options, context.now));
  // Reading goes on beside receiving: where too much waits, a file is accepted when one before it is done.
  if (!options.enqueueOnly) {
    await runStages(program, (reason) => {
      throw reason;
    });
  }
  let duplicates = 0;
  for await (const path of walkFiles(paths)) {
    const received = await receivePatiently(program, municipalityId, batch.batchId, path, print);
    if (received.state === 'duplicate') duplicates += 1;
  }
  print(`束 ${batch.batchId} に受け付けました${duplicates > 0 ? `(重複 ${duplicates} 件)` : ''}`);
  if (options.enqueueOnly) return INGEST_EXIT.allRead;
  const done = await followBatch(program, municipalityId, batch.batchId);
  for (const line of summaryOf(done)) print(line);
  await printRefused(program, municipalityId, batch.batchId, print);
  return done.filesRefused > 0 ? INGEST_EXIT.someRefused : INGEST_EXIT.allRead;
}

function askedBatch(options: IngestOptions, now: Date) {
  const asked = intakeApi.createBatch.body.safeParse({
    label: options.label ?? `取込 ${now.toISOString().slice(0, 16).replace('T', ' ')}`,
    institutionCode: options.institution ?? null,
    month: options.month ?? null,
    declaredSheets: options.declared ?? null,
  });
  if (asked.success) return asked.data;
  const wrong = asked.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new RejectedInputError('input.invalid', { cause: new Error(`書き方が違います: ${wrong}`) });
}

/** Waits while so much is to be read that nothing is accepted; any other refusal ends the command. */
async function receivePatiently(
  program: Program,
  municipalityId: string,
  batchId: string,
  path: string,
  print: (line: string) => void,
): Promise<OriginalView> {
  const deps = { db: program.db, blobs: program.intake };
  for (let attempt = 1; ; attempt++) {
    const source = createReadStream(path);
    try {
      const file = { batchId, fileName: basename(path), source };
      return await receiveOriginal(deps, program.operator(municipalityId), file);
    } catch (error) {
      source.destroy();
      if (!(error instanceof AppError) || error.code !== 'service.backlog_full') throw error;
      if (attempt === 1) print(`${ERRORS_JA[error.code].what}空くのを待っています。`);
      await wait(FULL_WAIT_MS);
    }
  }
}

/** Follows the files of a batch until the machine has nothing left to do with them, wherever covers filed their pages. */
export async function followBatch(
  program: Program,
  municipalityId: string,
  batchId: string,
  progress: Progress = startProgress(),
): Promise<BatchView> {
  try {
    for (;;) {
      const originals = await listOriginals(program.db, municipalityId, batchId);
      const own = originals.filter((original) => original.batchId === batchId);
      const givenUp = await countGivenUp(program.db, batchId);
      const total = own.reduce((sum, { pages }) => sum + pages, 0);
      const done = own.reduce((sum, { pagesDone }) => sum + pagesDone, 0);
      const busy = total - done - givenUp.sheets;
      const files = own.filter(({ state }) => state === 'received').length - givenUp.originals;
      progress.show({ done: total - busy, total, files });
      if (files === 0 && busy === 0) return batchView(program.db, municipalityId, batchId);
      await wait(LOOK_AGAIN_MS);
    }
  } finally {
    progress.stop();
  }
}

function summaryOf(batch: BatchView): string[] {
  const { sheetsByState: states } = batch;
  const waiting = (states.checked ?? 0) + (states.in_review ?? 0);
  return [
    `ファイル ${batch.files} 件 (読めないもの ${batch.filesRefused} 件)、ページ ${batch.pages} 枚`,
    `確認待ち ${waiting} 枚、重複 ${states.duplicate ?? 0} 枚、白紙 ${states.blank ?? 0} 枚、様式不明 ${states.unknown_form ?? 0} 枚、個人番号の疑い ${states.number_suspected ?? 0} 枚`,
  ];
}

async function printRefused(
  program: Program,
  municipalityId: string,
  batchId: string,
  print: (line: string) => void,
): Promise<void> {
  const files = await listOriginals(program.db, municipalityId, batchId);
  for (const file of files.filter((each) => each.state === 'refused')) {
    print(`  ${file.fileName}: ${file.errorCode}`);
  }
}
