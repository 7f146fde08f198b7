import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { HttpClient } from '../../cli/demo/http-client.ts';
import { AppError } from '../../runtime/errors.ts';
import { intakeApi } from '../../schemas/api/intake.ts';
import type { PeakMemory, Peaks } from './peak-memory.ts';

/** What became of a file: its state in the end, or the code it was refused with. */
export type Fate = Readonly<{
  file: string;
  outcome: string;
  pages: number;
  sheets: Readonly<Record<string, number>>;
  /** From the upload until it was taken apart or refused, and until the machine was done with its pages. */
  takenApartMs: number;
  readMs: number;
}> &
  Peaks;

const LOOK_MS = 50;
const PATIENCE_MS = 20 * 60_000;
const BUSY = ['received', 'preprocessed', 'read'] as const;

/** Sends a file the way a clerk does, into a batch of its own, and follows it until nothing more happens. */
export async function sendOne(clerk: HttpClient, path: string, memory: PeakMemory): Promise<Fate> {
  const file = basename(path);
  const label = file.slice(0, 80);
  const body = { label, institutionCode: null, month: null, declaredSheets: null };
  const { batchId } = await clerk.call(intakeApi.createBatch, { body });
  memory.begin();
  const began = performance.now();
  const since = (): number => Math.round(performance.now() - began);
  try {
    const sent = new File([await openAsBlob(path)], file);
    await clerk.upload(intakeApi.upload, { params: { batchId } }, sent);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...NOTHING, file, outcome: error.code, takenApartMs: since(), ...memory.end() };
  }
  return { file, ...(await followed(clerk, batchId, since)), ...memory.end() };
}

const NOTHING = { pages: 0, sheets: {}, takenApartMs: 0, readMs: 0 };

async function followed(
  clerk: HttpClient,
  batchId: string,
  since: () => number,
): Promise<Omit<Fate, 'file' | keyof Peaks>> {
  let takenApartMs = 0;
  while (since() < PATIENCE_MS) {
    const { batch, originals } = await clerk.call(intakeApi.batch, { params: { batchId } });
    const { pages, sheetsByState: sheets } = batch;
    const [original] = originals;
    const busy = BUSY.reduce((sum, state) => sum + (sheets[state] ?? 0), 0);
    // The counts may be a moment older than the list of files beside them.
    const isApart =
      original !== undefined && original.state !== 'received' && batch.filesPending === 0;
    if (isApart) takenApartMs ||= since();
    const times = { takenApartMs, readMs: since() - takenApartMs };
    if (batch.givenUp > 0) return { outcome: 'given up', pages, sheets, ...times };
    if (isApart && busy === 0) {
      return { outcome: original.errorCode ?? original.state, pages, sheets, ...times };
    }
    await wait(LOOK_MS);
  }
  return { ...NOTHING, outcome: 'stuck', takenApartMs: since() };
}
