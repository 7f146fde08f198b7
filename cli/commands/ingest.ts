import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { batchView, createBatch } from '../../ledger/intake/batches.ts';
import { countGivenUp } from '../../ledger/intake/dead-letters.ts';
import { receiveOriginal } from '../../ledger/intake/originals.ts';
import { listOriginals } from '../../ledger/intake/sheet-acts.ts';
import { RejectedInputError } from '../../runtime/errors.ts';
import { type BatchView, intakeApi } from '../../schemas/api/intake.ts';
import { municipalityFor } from '../program/municipality.ts';
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

/** Files or folders → one batch, read through the queue with progress, in this process unless told otherwise. */
export async function ingestCommand(
  program: Program,
  paths: readonly string[],
  options: IngestOptions,
  print: (line: string) => void,
): Promise<number> {
  const municipalityId = await municipalityFor(program.db, options.municipality);
  const context = program.operator(municipalityId);
  const asked = intakeApi.createBatch.body.safeParse({
    label: options.label ?? `取込 ${context.now.toISOString().slice(0, 16).replace('T', ' ')}`,
    institutionCode: options.institution ?? null,
    month: options.month ?? null,
    declaredSheets: options.declared ?? null,
  });
  if (!asked.success) {
    const wrong = asked.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new RejectedInputError('input.invalid', {
      cause: new Error(`書き方が違います: ${wrong}`),
    });
  }
  const batch = await createBatch(program.db, context, asked.data);
  let duplicates = 0;
  for await (const path of walkFiles(paths)) {
    const source = createReadStream(path);
    const file = { batchId: batch.batchId, fileName: basename(path), source };
    const deps = { db: program.db, blobs: program.intake };
    const received = await receiveOriginal(deps, program.operator(municipalityId), file);
    if (received.state === 'duplicate') duplicates += 1;
  }
  print(`束 ${batch.batchId} に受け付けました${duplicates > 0 ? `(重複 ${duplicates} 件)` : ''}`);
  if (options.enqueueOnly) return INGEST_EXIT.allRead;
  await runStages(program, (reason) => {
    throw reason;
  });
  const done = await followBatch(program, municipalityId, batch.batchId);
  for (const line of summaryOf(done)) print(line);
  await printRefused(program, municipalityId, batch.batchId, print);
  return done.filesRefused > 0 ? INGEST_EXIT.someRefused : INGEST_EXIT.allRead;
}

/** Follows a batch until the machine has nothing left to do with it. */
export async function followBatch(
  program: Program,
  municipalityId: string,
  batchId: string,
  progress: Progress = startProgress(),
): Promise<BatchView> {
  try {
    for (;;) {
      const batch = await batchView(program.db, municipalityId, batchId);
      const givenUp = await countGivenUp(program.db, batchId);
      const busy = machineBusy(batch) - givenUp.sheets;
      const files = batch.filesPending - givenUp.originals;
      progress.show({ done: batch.pages - busy, total: batch.pages, files });
      if (files === 0 && busy === 0) return batch;
      await wait(LOOK_AGAIN_MS);
    }
  } finally {
    progress.stop();
  }
}

const machineBusy = ({ sheetsByState: states }: BatchView): number =>
  (states.received ?? 0) + (states.preprocessed ?? 0) + (states.read ?? 0);

function summaryOf(batch: BatchView): string[] {
  const { sheetsByState: states } = batch;
  const waiting = (states.checked ?? 0) + (states.in_review ?? 0);
  return [
    `ファイル ${batch.files} 件 (読めないもの ${batch.filesRefused} 件)、ページ ${batch.pages} 枚`,
    `確認待ち ${waiting} 枚、白紙 ${states.blank ?? 0} 枚、様式不明 ${states.unknown_form ?? 0} 枚`,
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
